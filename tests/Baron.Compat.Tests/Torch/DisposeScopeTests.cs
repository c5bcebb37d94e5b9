using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Compat.Tests.Torch;

/// <summary>Scopes free native tensors, counted by the native library itself.</summary>
[NonParallelizable]
public sealed class DisposeScopeTests
{
    private long _before;

    [SetUp]
    public void SetUp()
    {
        // Handles that an earlier test left to the garbage collector must not disturb the count.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        _before = NativeCount();
    }

    [Test]
    public void A_scope_frees_what_was_made_inside_it()
    {
        using (NewDisposeScope())
        {
            var x = ones(100, 100);
            for (var i = 0; i < 10; i++)
            {
                x = (x * 2) + 1;
            }

            Assert.That(NativeCount() - _before, Is.EqualTo(21));
        }

        Assert.That(NativeCount(), Is.EqualTo(_before));
    }

    [Test]
    public void A_tensor_that_moves_outwards_outlives_its_scope()
    {
        using var outer = NewDisposeScope();
        Tensor kept;
        using (NewDisposeScope())
        {
            var temporary = ones(3);
            kept = (temporary + 1).MoveToOuterDisposeScope();
        }

        Assert.That(NativeCount() - _before, Is.EqualTo(1));
        Assert.That(kept.sum().ToSingle(), Is.EqualTo(6));
        Assert.That(outer.Contains(kept), Is.True);
    }

    [Test]
    public void The_outermost_scope_moves_tensors_out_of_all_scopes()
    {
        Tensor kept;
        using (NewDisposeScope())
        {
            kept = ones(3).MoveToOuterDisposeScope();
        }

        Assert.That(kept.IsInvalid, Is.False);
        kept.Dispose();
        Assert.That(NativeCount(), Is.EqualTo(_before));
    }

    [Test]
    public void A_detached_tensor_belongs_to_its_holder()
    {
        Tensor kept;
        using (var scope = NewDisposeScope())
        {
            kept = ones(3).DetachFromDisposeScope();
            Assert.That(scope.DisposablesCount, Is.Zero);
        }

        Assert.That(NativeCount() - _before, Is.EqualTo(1));
        kept.Dispose();
        Assert.That(NativeCount(), Is.EqualTo(_before));
    }

    [Test]
    public void A_tensor_can_be_attached_to_another_scope()
    {
        using var first = NewDisposeScope();
        var x = ones(2);
        using (var second = NewDisposeScope())
        {
            second.Attach(x);
            Assert.That(first.Contains(x), Is.False);
        }

        Assert.That(x.IsInvalid, Is.True);
    }

    [Test]
    public void Disposing_twice_and_in_any_order_is_harmless()
    {
        using (NewDisposeScope())
        {
            var tensors = Enumerable.Range(0, 20).Select(_ => ones(2)).ToArray();
            foreach (var i in new[] { 3, 19, 0, 7, 7, 18 })
            {
                tensors[i].Dispose();
            }
        }

        Assert.That(NativeCount(), Is.EqualTo(_before));
    }

    [Test]
    public void A_scope_can_dispose_everything_but_some()
    {
        using var scope = NewDisposeScope();
        var (a, b, c) = (ones(1), ones(2), ones(3));
        scope.DisposeEverythingBut(b);
        Assert.That((a.IsInvalid, b.IsInvalid, c.IsInvalid), Is.EqualTo((true, false, true)));
        Assert.That(scope.DisposablesCount, Is.EqualTo(1));
    }

    [Test]
    public void Other_disposables_can_live_in_a_scope()
    {
        var disposed = 0;
        using (var scope = NewDisposeScope())
        {
            scope.Attach(new Probe(() => disposed++));
            scope.Detach(scope.Attach((IEnumerable<IDisposable>)[new Probe(() => disposed += 100)]));
        }

        Assert.That(disposed, Is.EqualTo(1));
    }

    [Test]
    public void The_garbage_collector_frees_what_nobody_holds()
    {
        Forget();
        for (var i = 0; i < 5 && NativeCount() > _before; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.That(NativeCount(), Is.EqualTo(_before));

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void Forget()
        {
            for (var i = 0; i < 10; i++)
            {
                ones(10).add(1);
            }
        }
    }

    [Test]
    public void A_training_step_leaves_nothing_behind()
    {
        using var outer = NewDisposeScope();
        var net = nn.Sequential(("conv", nn.Conv2d(3, 4, 3, padding: 1)), ("bn", nn.BatchNorm2d(4)), ("relu", nn.ReLU(true)), ("pool", nn.AdaptiveAvgPool2d(1)), ("flat", nn.Flatten()), ("fc", nn.Linear(4, 2)));
        using var optimizer = optim.SGD(net.parameters(), 0.01, 0.9);
        var x = randn(2, 3, 8, 8);
        var target = tensor(new long[] { 0, 1 });
        var counts = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            nn.functional.cross_entropy(net.call(x), target).backward();
            optimizer.step();
            scope.Dispose();
            counts.Add(NativeCount());
        }

        // The first step makes the momentum buffers.
        Assert.That(counts[1..].Distinct().Count(), Is.EqualTo(1), string.Join(", ", counts));
        net.Dispose();
    }

    [Test]
    public void Statistics_of_a_thread_count_its_tensors()
    {
        DisposeScopeManager.Statistics.Reset();
        using (NewDisposeScope())
        {
            ones(1);
            ones(2).DetachFromDisposeScope().Dispose();
        }

        ones(3).Dispose();
        var statistics = DisposeScopeManager.Statistics;
        Assert.Multiple(() =>
        {
            Assert.That(statistics.CreatedInScopeCount, Is.EqualTo(2));
            Assert.That(statistics.CreatedOutsideScopeCount, Is.EqualTo(1));
            Assert.That(statistics.DetachedFromScopeCount, Is.EqualTo(1));
            Assert.That(statistics.ThreadTotalLiveCount, Is.Zero);
        });
    }

    private static long NativeCount() => TorchSharp.Native.NativeMethods.baron_live_handles();

    private sealed class Probe(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
