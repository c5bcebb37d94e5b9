using System.Runtime.InteropServices;

namespace Baron.Cli;

/// <summary>SIGINT and SIGTERM.</summary>
internal sealed partial class Signals : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private Action? _stop;

    /// <summary>128 plus the signal's number, or <c>null</c> when none came.</summary>
    public int? ExitCode { get; private set; }

    /// <summary>Passes signals on until the result is disposed; before and after they end the process as usual.</summary>
    public IDisposable Listen(Action stop)
    {
        lock (_lock)
        {
            _stop = stop;
            if (_registrations.Count == 0)
            {
                _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Handle(context, 130)));
                _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Handle(context, 143)));
            }
        }

        return new Listening(this);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _stop = null;
            foreach (var registration in _registrations)
            {
                registration.Dispose();
            }

            _registrations.Clear();
        }
    }

    private void Handle(PosixSignalContext context, int exitCode)
    {
        Action? stop;
        lock (_lock)
        {
            if (ExitCode is not null && exitCode == 130)
            {
                Leave();
            }

            ExitCode ??= exitCode;
            stop = _stop;
        }

        if (stop is not null)
        {
            context.Cancel = true;
            stop();
        }
    }

    // At once: the destructors of native libraries must not run under threads that compute.
    private static void Leave()
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        {
            ExitNow(130);
        }

        Environment.Exit(130);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);

    private sealed class Listening(Signals owner) : IDisposable
    {
        public void Dispose()
        {
            lock (owner._lock)
            {
                owner._stop = null;
            }
        }
    }
}
