using System.CommandLine;
using System.Net;
using System.Runtime.InteropServices;
using Baron.Cli.Serving;
using Baron.Configuration;
using Baron.Hosting;

namespace Baron.Cli.Commands;

/// <summary><c>baron serve --config C --checkpoint K [options]</c>: a web page and an HTTP API.</summary>
internal static partial class ServeCommand
{
    public static Command Create(CommonOptions common, CliConsole console)
    {
        var config = new Option<string>("--config") { Description = "The config file.", HelpName = "C", Required = true };
        var checkpoint = new Option<string>("--checkpoint") { Description = "The weights.", HelpName = "K", Required = true };
        var port = new Option<int>("--port") { Description = "The port; 0 takes a free one.", HelpName = "N", DefaultValueFactory = _ => 8080 };
        var host = new Option<string>("--host") { Description = "The address to listen on; 0.0.0.0 lets other machines in, and there is no password.", HelpName = "ADDRESS", DefaultValueFactory = _ => "127.0.0.1" };
        var classes = new Option<string?>("--classes") { Description = "What is looked for unless a request says otherwise, separated by commas.", HelpName = "a,b,c" };
        var novel = new Option<string?>("--novel") { Description = "Classes without boxes in training, drawn in another colour; known from the config where it names them.", HelpName = "a,b,c" };
        var threshold = new Option<double>("--score-thr") { Description = "Objects that score less are left out unless a request says otherwise.", HelpName = "S", DefaultValueFactory = _ => 0.3 };
        var upload = new Option<int>("--max-upload") { Description = "The largest request in MB.", HelpName = "MB", DefaultValueFactory = _ => 20 };
        var settings = new RunSettings();
        var command = new Command("serve", "A web page and an HTTP API that find objects in pictures.") { config, checkpoint, port, host, classes, novel, threshold, upload };
        settings.AddTo(command);
        command.SetAction(parsed =>
        {
            var document = ConfigDocument.Load(parsed.GetRequiredValue(config), settings.Overrides(parsed));
            var options = new ServerOptions
            {
                Address = Address(parsed.GetValue(host)!),
                Port = parsed.GetValue(port) is >= 0 and <= 65535 and var number ? number : throw new BaronException("--port is a number from 0 to 65535."),
                MaxUpload = parsed.GetValue(upload) is >= 1 and <= 1024 and var megabytes ? (long)megabytes << 20 : throw new BaronException("--max-upload is 1 to 1024 MB."),
                ScoreThreshold = parsed.GetValue(threshold) is >= 0 and <= 1 and var least ? least : throw new BaronException("--score-thr is a number from 0 to 1."),
                NovelClasses = parsed.GetValue(novel) is { } names ? Vocabulary.Parse(names) : NovelClasses(document),
                Config = parsed.GetRequiredValue(config),
                Checkpoint = parsed.GetRequiredValue(checkpoint),
            };
            LimitPixels(options.MaxPixels);
            using var detector = Detector.Load(common.StartHost(parsed, document).Open(document), parsed.GetRequiredValue(checkpoint));
            if (parsed.GetValue(classes) is { } text)
            {
                detector.SetClasses(Vocabulary.Parse(text));
            }

            using var stop = new CancellationTokenSource();
            using (console.OnStop(stop.Cancel))
            {
                Run(detector, options, console, stop.Token).GetAwaiter().GetResult();
            }

            return console.SignalExitCode ?? 0;
        });
        return command;
    }

    private static async Task Run(Detector detector, ServerOptions options, CliConsole console, CancellationToken stop)
    {
        await using var server = await DetectionServer.StartAsync(detector, options);
        await console.Out.WriteLineAsync($"Listening on {server.Url} (Ctrl+C stops).");
        await console.Out.FlushAsync(CancellationToken.None);
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static IPAddress Address(string host) => host == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(host, out var address) ? address
        : throw new BaronException($"--host is '{host}'; write an address such as 127.0.0.1, 0.0.0.0 or ::1.");

    // Where a config draws novel classes in a colour of their own, the page does too.
    private static List<string>? NovelClasses(ConfigDocument document) =>
        document.Root["default_hooks"] is ConfigTable hooks && hooks["visualization"] is ConfigTable drawing && drawing["novel_classes"] is ConfigArray names
            ? [.. names.Select(name => name.AsString())]
            : null;

    // OpenCV decodes all but JPEG files before their size is known to us; it has a limit of its own, read when it is loaded.
    private static void LimitPixels(long pixels)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetEnvironment("OPENCV_IO_MAX_IMAGE_PIXELS", pixels.ToString(System.Globalization.CultureInfo.InvariantCulture), 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
