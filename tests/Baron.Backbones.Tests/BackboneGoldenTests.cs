using System.Text.Json;
using Baron.Configuration;
using Baron.Modeling;
using Baron.Registry;
using Baron.Testing;
using NUnit.Framework;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Baron.Backbones.Tests;

[TestFixture]
[Category("Golden")]
[OnDevice]
public sealed class BackboneGoldenTests
{
    // That of the whole models: a ReLU whose input is all but zero opens on one processor and not on the other.
    private const double GradientTolerance = 5e-3;

    private DisposeScope _scope = null!;

    [SetUp]
    public void OpenScope() => _scope = NewDisposeScope();

    [TearDown]
    public void CloseScope() => _scope.Dispose();

    [TestCase("c_resnet50_caffe_c4", false)]
    [TestCase("c_resnet50_caffe_c4", true)]
    [TestCase("c_resnet50_fpn", false)]
    [TestCase("c_resnet50_fpn", true)]
    public void Maps_gradients_and_statistics_are_the_reference_s(string name, bool training)
    {
        var golden = GoldenFixture.Open(name);
        var mode = training ? "train" : "eval";
        var model = Model.Build(golden);
        var left = GoldenFill.FillModule(model, golden.Meta("weights"), golden.Seed, key => key.Replace("roi_head.", string.Empty, StringComparison.Ordinal));
        Assert.That(left, Is.Empty, "state entries that the reference does not have");

        model.train(training);
        foreach (var layer in golden.Meta("bn_training").EnumerateObject())
        {
            Assert.That(model.Find(layer.Name).training && training, Is.EqualTo(layer.Value.GetBoolean() && training), layer.Name);
        }

        var input = Input(golden);
        golden.AssertClose("input", input, 1e-5, 1e-4);
        Compare(golden, model, input, mode, training);

        model.zero_grad();
        var loss = zeros(1, device: TestDevice.Active).sum();
        var outputs = model.Forward(input);
        for (var i = 0; i < outputs.Count; i++)
        {
            if (model.Neck is not null)
            {
                golden.AssertClose($"{mode}.fpn{i}", outputs[i], group: mode);
            }

            loss = loss + (outputs[i] * GoldenFill.Fill($"c/{name}/w{i}", outputs[i].shape, -1, 1, golden.Seed)).sum();
        }

        if (model.SharedHead is not null)
        {
            var shared = model.SharedHead.Forward(GoldenFill.Fill("c/roi", [3, 1024, 14, 14], 0, 1, golden.Seed));
            golden.AssertClose($"{mode}.shared_head", shared, group: mode);
            loss = loss + (shared * GoldenFill.Fill($"c/{name}/ws", shared.shape, -1, 1, golden.Seed)).sum();
        }

        // The loss is a sum of 10^5 terms of either sign, so its own size says little of its error.
        golden.AssertNumber($"{mode}.loss", loss.item<float>(), golden.Meta($"{mode}.loss").GetDouble(), training ? 1e-2 : 2e-3);
        loss.backward();
        Gradients(golden, model, mode);
        golden.Report();
    }

    private static void Gradients(GoldenFixture golden, Model model, string mode)
    {
        var parameters = model.named_parameters().ToDictionary(p => p.Item1, p => p.Item2);
        var requires = golden.Meta($"{mode}.requires_grad");
        foreach (var entry in golden.Meta($"{mode}.grad_l2").EnumerateObject())
        {
            var parameter = parameters[entry.Name.Replace("roi_head.", string.Empty, StringComparison.Ordinal)];
            Assert.That(parameter.requires_grad, Is.EqualTo(requires.GetProperty(entry.Name).GetBoolean()), entry.Name);
            if (entry.Value.ValueKind == JsonValueKind.Null)
            {
                Assert.That(parameter.grad is null, Is.True, entry.Name);
            }
            else
            {
                var norm = parameter.grad!.to(ScalarType.Float64).norm().item<double>();
                golden.AssertNumber($"{mode}.grad_l2.{entry.Name}", norm, entry.Value.GetDouble(), GradientTolerance);
            }
        }
    }

    /// <summary>Stage by stage; running statistics are those after the one training forward this makes.</summary>
    private static void Compare(GoldenFixture golden, Model model, Tensor input, string mode, bool training)
    {
        using var noGrad = no_grad();
        var x = model.Backbone.ForwardStem(input);
        golden.AssertClose($"{mode}.stem", x, group: mode);
        foreach (var (stage, module) in model.Backbone.named_children().Where(c => c.Item1.StartsWith("layer", StringComparison.Ordinal)))
        {
            x = ((Sequential)module).call(x);
            golden.AssertClose($"{mode}.{stage}", x, group: mode);
        }

        if (!training)
        {
            return;
        }

        if (model.Neck is not null)
        {
            // The backbone has seen one batch; so must the neck, on maps from the same batch's statistics.
            var momenta = model.Backbone.modules().OfType<BatchNorm>().ToDictionary(m => m, m => m.momentum);
            foreach (var norm in momenta.Keys)
            {
                norm.momentum = 0;
            }

            model.Forward(input);
            foreach (var (norm, momentum) in momenta)
            {
                norm.momentum = momentum;
            }
        }

        var state = model.state_dict();
        foreach (var after in golden.Names.Where(n => n.StartsWith("after_train.", StringComparison.Ordinal)))
        {
            golden.AssertClose(after, state[after["after_train.".Length..].Replace("roi_head.", string.Empty, StringComparison.Ordinal)], group: "train");
        }
    }

    private static Tensor Input(GoldenFixture golden)
    {
        var size = golden.Meta("summaries").GetProperty("input").GetProperty("shape").EnumerateArray().Select(e => e.GetInt32()).ToArray();
        var mean = Channel(golden, "mean");
        var std = Channel(golden, "std");
        var images = new Tensor[size[0]];
        for (var i = 0; i < images.Length; i++)
        {
            var image = GoldenFill.Image($"c/img{i}", size[2], size[3], golden.Seed);
            if (golden.Meta("bgr_to_rgb").GetBoolean())
            {
                image = image.flip(0);
            }

            images[i] = (image - mean) / std;
        }

        return stack(images).to(TestDevice.Active);
    }

    private static Tensor Channel(GoldenFixture golden, string name) =>
        tensor(golden.Meta(name).EnumerateArray().Select(e => e.GetSingle()).ToArray(), [3, 1, 1]);

    private sealed class Model : nn.Module
    {
        private Model(ResNet backbone, INeck? neck, ISharedHead? sharedHead)
            : base(nameof(Model))
        {
            Backbone = backbone;
            Neck = neck;
            SharedHead = sharedHead;
            register_module("backbone", backbone);
            if (neck is not null)
            {
                register_module("neck", neck.AsModule());
            }

            if (sharedHead is not null)
            {
                register_module("shared_head", sharedHead.AsModule());
            }
        }

        public ResNet Backbone { get; }

        public INeck? Neck { get; }

        public ISharedHead? SharedHead { get; }

        public static Model Build(GoldenFixture golden)
        {
            var factory = JsonConfig.Factory(new FirstOnes(), typeof(ResNet));
            var config = golden.Meta("backbone");
            var backbone = (ResNet)factory.Create<IBackbone>(JsonConfig.ToNode(config));
            var neck = golden.Meta("neck") is { ValueKind: JsonValueKind.Object } table ? factory.Create<INeck>(JsonConfig.ToNode(table)) : null;
            var shared = golden.Meta("weights").EnumerateArray().Any(row => row[0].GetString()!.Contains("shared_head", StringComparison.Ordinal));
            return new Model(backbone, neck, shared ? Shared(factory, config) : null);
        }

        public IReadOnlyList<Tensor> Forward(Tensor input)
        {
            var features = Backbone.Forward(input);
            return Neck is null ? features : Neck.Forward(features);
        }

        public nn.Module Find(string name)
        {
            var path = name.Replace("roi_head.", string.Empty, StringComparison.Ordinal);
            return named_modules().First(m => m.Item1 == path).Item2;
        }

        private static ISharedHead Shared(ComponentFactory factory, JsonElement backbone)
        {
            var table = (ConfigTable)JsonConfig.ToNode(backbone, "num_stages", "strides", "dilations", "out_indices", "frozen_stages", "type");
            return factory.Create<ISharedHead>(table, defaultType: "ResLayer");
        }
    }
}
