using System.Globalization;
using Baron.Training;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Baron.Cli.Output;

/// <summary>A progress bar with losses, speed and time left, drawn by Spectre.Console on a thread of its own.</summary>
internal sealed class BarDisplay : IRunDisplay
{
    private const int BarWidth = 20;
    private readonly Lock _lock = new();
    private Phase? _phase;

    public void Message(string text)
    {
        lock (_lock)
        {
            // Spectre puts lines that are written while a bar is live above it.
            AnsiConsole.WriteLine(text);
        }
    }

    public void Progress(RunProgress progress)
    {
        lock (_lock)
        {
            if (_phase is not null && _phase.Name != progress.Phase)
            {
                _phase.Dispose();
                _phase = null;
            }

            _phase ??= new Phase(progress.Phase);
            _phase.Show(progress);
        }
    }

    public void Logged(RunProgress progress)
    {
    }

    public void Finish(string phase)
    {
        lock (_lock)
        {
            if (_phase?.Name == phase)
            {
                _phase.Dispose();
                _phase = null;
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _phase?.Dispose();
            _phase = null;
        }
    }

    private sealed class Phase : IDisposable
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<ProgressTask> _task = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly NumbersColumn _numbers = new();
        private readonly Task _drawing;

        public Phase(string name)
        {
            Name = name;
            _drawing = Task.Run(() => AnsiConsole.Progress()
                .AutoClear(true)
                .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = BarWidth }, _numbers)
                .StartAsync(async context =>
                {
                    _task.SetResult(context.AddTask(name));
                    await _end.Task.ConfigureAwait(false);
                }));
        }

        public string Name { get; }

        public void Show(RunProgress progress)
        {
            var task = _task.Task.GetAwaiter().GetResult();
            task.MaxValue = Math.Max(1, progress.Total);
            task.Value = progress.Done;
            _numbers.Latest = progress;
        }

        public void Dispose()
        {
            _end.TrySetResult();
            _drawing.GetAwaiter().GetResult();
        }
    }

    private sealed class NumbersColumn : ProgressColumn
    {
        public RunProgress? Latest { get; set; }

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
        {
            if (Latest is not { } progress)
            {
                return Text.Empty;
            }

            var speed = progress.SecondsEach > 0 ? string.Create(CultureInfo.InvariantCulture, $"{progress.SecondsEach:F3} s") : "";
            var remaining = progress.Remaining.ToString(progress.Remaining.TotalDays >= 1 ? @"d\d\ hh\:mm\:ss" : @"h\:mm\:ss", CultureInfo.InvariantCulture);
            var text = $"{progress.Position} {speed} {remaining} left";

            // As many losses as the line has room for, beside the name and the bar.
            var room = options.ConsoleSize.Width - BarWidth - task.Description.Length - 4;
            foreach (var (name, value) in progress.Values)
            {
                var item = string.Create(CultureInfo.InvariantCulture, $" {name} {value:G3}");
                if (text.Length + item.Length > room)
                {
                    break;
                }

                text += item;
            }

            return new Text(text) { Overflow = Overflow.Ellipsis };
        }
    }
}
