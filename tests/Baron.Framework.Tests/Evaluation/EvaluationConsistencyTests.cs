using Baron.Data.Coco;
using Baron.Evaluation;
using Baron.Ops;
using Baron.Structures;
using NUnit.Framework;

namespace Baron.Framework.Tests.Evaluation;

/// <summary>The quick evaluation against the COCO tools' rules written down as plainly as they can be.</summary>
public sealed class EvaluationConsistencyTests
{
    [Test]
    public void Random_sets_evaluate_as_the_plain_rules_do([Range(1, 12)] int seed)
    {
        var random = new RandomSource((ulong)seed);
        var masks = seed % 3 == 0;
        var (truth, results) = Make(random, masks);
        var options = new CocoEvaluationOptions
        {
            IouType = masks ? CocoIouType.Mask : CocoIouType.Box,
            UseCategories = seed % 4 != 1,
            MaxDetections = seed % 2 == 0 ? [1, 10, 100] : [2, 3],
        };
        var evaluation = new CocoEvaluator(truth, options).Evaluate(results);
        var (precision, recall) = Plain(truth, results, options, evaluation.CategoryIds);
        Assert.That(evaluation.Recall, Is.EqualTo(recall));
        Assert.That(evaluation.Precision, Is.EqualTo(precision));
    }

    [Test]
    public void The_number_of_threads_does_not_matter()
    {
        var (truth, results) = Make(new RandomSource(99), masks: false);
        var one = new CocoEvaluator(truth, new CocoEvaluationOptions { Threads = 1 }).Evaluate(results);
        var four = new CocoEvaluator(truth, new CocoEvaluationOptions { Threads = 4 }).Evaluate(results);
        Assert.That(four.Precision, Is.EqualTo(one.Precision));
        Assert.That(four.Scores, Is.EqualTo(one.Scores));
        Assert.That(four.Recall, Is.EqualTo(one.Recall));
    }

    private static (CocoGroundTruth Truth, CocoResults Results) Make(RandomSource random, bool masks)
    {
        const int Images = 12;
        const int Classes = 4;
        var (annotations, results) = (new List<CocoGroundTruthAnnotation>(), new CocoResults());
        for (var image = 1; image <= Images; image++)
        {
            for (var i = random.NextInt(14); i > 0; i--)
            {
                // Sizes on all sides of the limits; few places, so that overlaps and equal overlaps are frequent.
                var (x, y) = (10 * random.NextInt(3), 10 * random.NextInt(3));
                var (w, h) = (20 + (20 * random.NextInt(5)), 20 + (20 * random.NextInt(5)));
                var mask = masks ? Rectangle(x, y, w, h) : null;
                annotations.Add(new CocoGroundTruthAnnotation(annotations.Count, image, 1 + random.NextInt(Classes), x, y, w, h, w * h, random.NextInt(6) == 0, mask));
            }

            for (var i = random.NextInt(30); i > 0; i--)
            {
                var (x, y) = (10 * random.NextInt(3), 10 * random.NextInt(3));
                var (w, h) = (20 + (20 * random.NextInt(5)), 20 + (20 * random.NextInt(5)));
                results.Add(new CocoDetection(image, 1 + random.NextInt(Classes + 1), x, y, w, h, random.NextInt(8) / 8.0, w * h, masks ? Rectangle(x, y, w, h) : null));
            }
        }

        var sizes = Enumerable.Range(1, Images).ToDictionary(i => (long)i, _ => new ImageSize(160, 160));
        return (new CocoGroundTruth("random", sizes, [.. Enumerable.Range(1, Classes).Select(i => new CocoCategory(i, $"c{i}"))], annotations), results);
    }

    private static RunLengthMask Rectangle(int x, int y, int w, int h) =>
        RunLengthMask.FromPolygons([[x, y, x + w, y, x + w, y + h, x, y + h]], 160, 160);

    private static (double[] Precision, double[] Recall) Plain(CocoGroundTruth truth, CocoResults results, CocoEvaluationOptions o, IReadOnlyList<int> categories)
    {
        var (T, R, A, M) = (o.IouThresholds.Count, o.RecallThresholds.Count, o.AreaRanges.Count, o.MaxDetections.Count);
        var K = o.UseCategories ? categories.Count : 1;
        var precision = new double[T * R * K * A * M];
        var recall = new double[T * K * A * M];
        Array.Fill(precision, -1);
        Array.Fill(recall, -1);
        var overlaps = new Dictionary<(CocoDetection Found, CocoGroundTruthAnnotation Wanted), double>();
        for (var k = 0; k < K; k++)
        {
            for (var a = 0; a < A; a++)
            {
                for (var m = 0; m < M; m++)
                {
                    for (var t = 0; t < T; t++)
                    {
                        Curve(k, a, m, t);
                    }
                }
            }
        }

        return (precision, recall);

        void Curve(int k, int a, int m, int t)
        {
            var found = new List<(double Score, bool Right, bool Ignored)>();
            var positives = 0;
            foreach (var image in truth.ImageIds)
            {
                int[] wanted = o.UseCategories ? [categories[k]] : [.. categories];
                var range = o.AreaRanges[a];
                bool Out(double size) => size < range.Min || size > range.Max;
                var gts = wanted.SelectMany(c => truth.Annotations.Where(g => g.ImageId == image && g.CategoryId == c))
                    .OrderBy(g => g.IsCrowd || Out(g.Area) ? 1 : 0).ToList();
                positives += gts.Count(g => !g.IsCrowd && !Out(g.Area));
                var taken = new bool[gts.Count];
                var dts = wanted.SelectMany(c => results.Detections.Where(d => d.ImageId == image && d.CategoryId == c))
                    .OrderByDescending(d => d.Score).Take(o.MaxDetections[^1]).ToList();
                for (var d = 0; d < dts.Count; d++)
                {
                    var (best, at) = (Math.Min(o.IouThresholds[t], 1 - 1e-10), -1);
                    for (var g = 0; g < gts.Count; g++)
                    {
                        bool Ignored(int x) => gts[x].IsCrowd || Out(gts[x].Area);
                        if (taken[g] && !gts[g].IsCrowd)
                        {
                            continue;
                        }

                        if (at >= 0 && !Ignored(at) && Ignored(g))
                        {
                            break;
                        }

                        if (!overlaps.TryGetValue((dts[d], gts[g]), out var iou))
                        {
                            overlaps.Add((dts[d], gts[g]), iou = Iou(dts[d], gts[g], o.IouType));
                        }

                        if (iou >= best)
                        {
                            (best, at) = (iou, g);
                        }
                    }

                    var right = false;
                    var ignored = false;
                    if (at >= 0)
                    {
                        taken[at] = true;
                        right = gts[at].Id != 0;
                        ignored = gts[at].IsCrowd || Out(gts[at].Area);
                    }

                    if (d < o.MaxDetections[m])
                    {
                        found.Add((dts[d].Score, right, ignored || (!right && Out(dts[d].Area))));
                    }
                }
            }

            if (positives == 0)
            {
                return;
            }

            var (tp, fp) = (0.0, 0.0);
            var points = new List<(double Recall, double Precision)>();
            foreach (var (_, right, ignored) in found.OrderByDescending(f => f.Score))
            {
                tp += right && !ignored ? 1 : 0;
                fp += !right && !ignored ? 1 : 0;
                points.Add((tp / positives, tp / (fp + tp + Math.Pow(2, -52))));
            }

            recall[(((t * K) + k) * A + a) * M + m] = points.Count == 0 ? 0 : points[^1].Recall;
            for (var r = 0; r < R; r++)
            {
                var from = points.FindIndex(p => p.Recall >= o.RecallThresholds[r]);
                precision[((((t * R) + r) * K + k) * A + a) * M + m] = from < 0 ? 0 : points.Skip(from).Max(p => p.Precision);
            }
        }
    }

    private static double Iou(CocoDetection d, CocoGroundTruthAnnotation g, CocoIouType type)
    {
        if (type == CocoIouType.Mask)
        {
            var (a, b) = (d.Mask!.ToPixels(), g.Mask!.ToPixels());
            var both = a.Zip(b).Count(p => p is { First: 1, Second: 1 });
            var any = g.IsCrowd ? a.Count(p => p == 1) : a.Zip(b).Count(p => p.First == 1 || p.Second == 1);
            return both == 0 ? 0 : (double)both / any;
        }

        var width = Math.Min(d.X + d.Width, g.X + g.Width) - Math.Max(d.X, g.X);
        var height = Math.Min(d.Y + d.Height, g.Y + g.Height) - Math.Max(d.Y, g.Y);
        var area = Math.Max(0, width) * Math.Max(0, height);
        return area / (g.IsCrowd ? d.Width * d.Height : (d.Width * d.Height) + (g.Width * g.Height) - area);
    }
}
