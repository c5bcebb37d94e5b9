using System.Collections.Concurrent;

namespace Baron.Training;

/// <summary>A thread that does tensor work beside the main one, one piece at a time.</summary>
internal sealed class SideWorker : IDisposable
{
    private readonly BlockingCollection<(Action Work, TaskCompletionSource Done)> _jobs = [];
    private readonly Thread _thread;

    /// <summary>Starts the thread.</summary>
    /// <param name="threads">Threads inside one tensor operation; libtorch keeps this number for each thread.</param>
    public SideWorker(int threads)
    {
        _thread = new Thread(() =>
        {
            TensorThreads.Set(threads);
            foreach (var (work, done) in _jobs.GetConsumingEnumerable())
            {
                try
                {
                    work();
                    done.SetResult();
                }
#pragma warning disable CA1031 // It is thrown where the result is waited for.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    done.SetException(e);
                }
            }
        })
        {
            IsBackground = true,
            Name = "side work",
        };
        _thread.Start();
    }

    /// <summary>Starts a piece of work.</summary>
    public Task Run(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _jobs.Add((work, done));
        return done.Task;
    }

    public void Dispose()
    {
        _jobs.CompleteAdding();
        _thread.Join();
        _jobs.Dispose();
    }
}
