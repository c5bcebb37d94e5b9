using System.Runtime.InteropServices;
using Baron.Modeling;
using Baron.Structures;
using Baron.Training;
using Baron.Training.Loops;
using Baron.Training.Optimizers;
using NUnit.Framework;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Training;

public sealed class MemoryShortageTests
{
    private const long Gib = 1L << 30;

    [Test]
    public void An_allocation_that_fails_ends_the_run_with_what_was_used_by_what()
    {
        var source = new RandomSource(1);
        using var run = new Runner(new RunnerParts
        {
            Model = new Greedy(),
            Device = CPU,
            Random = source,
            TrainData = () => new TinyRun.TinyData(1),
            TrainLoop = new IterBasedTrainLoop(3),
            OptimWrapper = new OptimWrapper(new Baron.Training.Optimizers.AdamW(0.01), accumulativeCounts: 2),
        });
        var error = Assert.Throws<RunFailedException>(run.Train)!;
        Assert.That(error.Message, Does.Contain("Memory ran out on cpu at iteration 1").And.Contain("weights").And.Contain("gradients").And.Contain("optimiser").And.Contain("images"));
        Assert.That(error.Message, Does.Contain("asked for"));
        Assert.That(error.InnerException, Is.Not.Null);
    }

    [TestCase("CUDA out of memory. Tried to allocate 2.00 GiB (GPU 0; 79.15 GiB total capacity)", true)]
    [TestCase("[enforce fail at alloc_cpu.cpp:66] . DefaultCPUAllocator: can't allocate memory: you tried to allocate 4096 bytes. Error code 12", true)]
    [TestCase("std::bad_alloc", true)]
    [TestCase("expected scalar type BFloat16 but found Float", false)]
    public void Errors_of_allocators_are_recognised(string text, bool expected)
    {
        Assert.That(MemoryShortage.Is(new ExternalException(text)), Is.EqualTo(expected));
        Assert.That(MemoryShortage.Is(new AggregateException(new InvalidOperationException("x", new ExternalException(text)))), Is.EqualTo(expected));
    }

    [Test]
    public void A_smaller_batch_keeps_the_effective_batch_by_accumulation()
    {
        // 2 GiB fixed and 4 GiB a picture, of which the last does not fit: 3 pictures need 14 GiB of 0.9 * 16.
        var advice = MemoryShortage.Advice(new(2 * Gib, 0, 4 * Gib, 14 * Gib, 16 * Gib, 4, 2, new ImageSize(800, 1344)));
        Assert.That(advice, Does.Contain("train_dataloader.batch_size = 2 with optim_wrapper.accumulative_counts = 4").And.Contain("effective batch of 8").And.Contain("10.0 GiB would fit"));
    }

    [Test]
    public void A_single_picture_that_does_not_fit_needs_a_smaller_scale()
    {
        var advice = MemoryShortage.Advice(new(2 * Gib, 0, 20 * Gib, 14 * Gib, 16 * Gib, 1, 4, new ImageSize(800, 1344)));
        Assert.That(advice, Does.Contain("1344x800 does not fit").And.Contain("accumulative_counts = 4"));
        var scale = Math.Sqrt(((0.9 * 16) - 2) / 32);
        Assert.That(advice, Does.Contain($"{(int)(1344 * scale)}x{(int)(800 * scale)}"));
    }

    [Test]
    public void Weights_that_fill_the_memory_need_another_model()
    {
        Assert.That(MemoryShortage.Advice(new(15 * Gib, 0, Gib, 16 * Gib, 16 * Gib, 4, 1, new ImageSize(8, 8))), Does.Contain("smaller model"));
    }

    private sealed class Greedy : nn.Module, IModel
    {
        private readonly Linear layer = nn.Linear(2, 2);

        public Greedy()
            : base(nameof(Greedy)) => RegisterComponents();

        public LossCollection Loss(SampleBatch batch)
        {
            var losses = new LossCollection();
            losses.Add("loss", layer.forward(ones(1, 2)).sum() + empty([1L << 46]).sum());
            return losses;
        }
    }
}
