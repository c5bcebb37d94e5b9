using System.Text.Json;
using Baron.Structures;
using Baron.Testing;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Samplers.Tests;

[TestFixture]
[Category("Golden")]
[OnDevice]
public sealed class AssignmentGoldenTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void OpenScope() => _scope = NewDisposeScope();

    [TearDown]
    public void CloseScope() => _scope.Dispose();

    [TestCase("a_assign")]
    public void Priors_are_assigned_as_the_reference_assigns_them(string name)
    {
        var golden = GoldenFixture.Open(name);
        foreach (var entry in golden.Meta("assigners").EnumerateObject())
        {
            var assigner = Assigner(entry.Value);
            var result = assigner.Assign(golden.Tensor("priors"), golden.Tensor("gt"), golden.Tensor("labels"), golden.Tensor("ignore"));
            golden.AssertExact($"{entry.Name}.gt_inds", result.TruthIndices);
            golden.AssertExact($"{entry.Name}.labels", result.Labels);

            // What a GPU does.
            var ignored = entry.Value.GetProperty("ignore_iof_thr").GetDouble() > 0 ? golden.Tensor("ignore") : null;
            var device = assigner.AssignOnDevice(golden.Tensor("priors"), golden.Tensor("gt"), golden.Tensor("labels"), ignored);
            golden.AssertExact($"{entry.Name}.gt_inds", device.TruthIndices);
            golden.AssertExact($"{entry.Name}.labels", device.Labels);
            golden.AssertClose($"{entry.Name}.max_overlaps", device.MaxOverlaps, 0, golden.Tolerance("overlaps"));
            golden.AssertClose($"{entry.Name}.max_overlaps", result.MaxOverlaps, 0, golden.Tolerance("overlaps"));
            Assert.That(result.TruthCount, Is.EqualTo(golden.Shape("gt")[0]));

            var none = assigner.Assign(golden.Tensor("priors"), zeros(0, 4, device: TestDevice.Active), zeros(0, dtype: ScalarType.Int64, device: TestDevice.Active));
            golden.AssertExact($"{entry.Name}.nogt.gt_inds", none.TruthIndices);
            golden.AssertExact($"{entry.Name}.nogt.labels", none.Labels);
        }

        golden.Report();
    }

    [TestCase("a_assign")]
    public void Assignments_are_sampled_as_the_reference_samples_them(string name)
    {
        var golden = GoldenFixture.Open(name);
        var compared = 0;
        foreach (var assignerEntry in golden.Meta("assigners").EnumerateObject())
        {
            foreach (var samplerEntry in golden.Meta("samplers").EnumerateObject())
            {
                var key = $"sampler.{assignerEntry.Name}.{samplerEntry.Name}";
                if (!golden.HasTensor($"{key}.pos_inds"))
                {
                    continue;
                }

                var (priors, truth, labels) = (golden.Tensor("priors"), golden.Tensor("gt"), golden.Tensor("labels"));
                var assignment = Assigner(assignerEntry.Value).Assign(priors, truth, labels, golden.Tensor("ignore"));
                var result = Sampler(samplerEntry.Value).Sample(assignment, priors, truth, labels);
                golden.AssertExact($"{key}.pos_inds", result.PositiveIndices);
                golden.AssertExact($"{key}.neg_inds", result.NegativeIndices);
                golden.AssertExact($"{key}.pos_is_gt", result.PositiveIsTruth);
                golden.AssertExact($"{key}.pos_assigned_gt_inds", result.PositiveTruthIndices);
                golden.AssertExact($"{key}.pos_gt_labels", result.PositiveTruthLabels);
                golden.AssertExact($"{key}.pos_gt_bboxes", result.PositiveTruthBoxes);
                Assert.That(Math.Max(result.PositiveCount, 1) + Math.Max(result.NegativeCount, 1), Is.EqualTo(golden.Array<long>($"{key}.avg_factor")[0]));
                compared++;
            }
        }

        Assert.That(compared, Is.GreaterThan(0));
        golden.Report();
    }

    private static MaxIoUAssigner Assigner(JsonElement options) => new(
        options.GetProperty("pos_iou_thr").GetDouble(),
        Numbers(options.GetProperty("neg_iou_thr")),
        Number(options, "min_pos_iou", 0),
        Flag(options, "gt_max_assign_all", true),
        Number(options, "ignore_iof_thr", -1),
        Flag(options, "ignore_wrt_candidates", true),
        Flag(options, "match_low_quality", true));

    private static RandomSampler Sampler(JsonElement options) => new(
        new FirstOnes(),
        options.GetProperty("num").GetInt32(),
        options.GetProperty("pos_fraction").GetDouble(),
        Number(options, "neg_pos_ub", -1),
        Flag(options, "add_gt_as_proposals", true));

    private static double[] Numbers(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? value.EnumerateArray().Select(v => v.GetDouble()).ToArray()
        : [value.GetDouble()];

    private static double Number(JsonElement options, string name, double fallback) =>
        options.TryGetProperty(name, out var value) ? value.GetDouble() : fallback;

    private static bool Flag(JsonElement options, string name, bool fallback) =>
        options.TryGetProperty(name, out var value) ? value.GetBoolean() : fallback;
}
