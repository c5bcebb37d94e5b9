using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Baron.Cli.Output;
using Baron.Hosting;
using Baron.Media;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Baron.Cli.Serving;

/// <summary>
/// A detector as a web page and an HTTP API: <c>GET /</c> is the page, <c>GET /api/info</c> tells what runs, and
/// <c>POST /api/detect</c> takes a picture (as the body, or as a form with a file) with <c>classes</c> and <c>score_thr</c>, and
/// answers in the form of <c>baron detect --json</c>. Mistakes are answered with <c>{"error": "one line"}</c>.
/// </summary>
internal sealed class DetectionServer : IAsyncDisposable
{
    private const int DrainFactor = 4;

    private readonly Detector _detector;
    private readonly ServerOptions _options;
    private readonly WebApplication _application;
    private readonly IReadOnlyList<string> _defaultClasses;

    // The detector's classes are state, so pictures go through one at a time.
    private readonly SemaphoreSlim _gate = new(1);

    private DetectionServer(Detector detector, ServerOptions options)
    {
        (_detector, _options, _defaultClasses) = (detector, options, detector.ClassNames);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // A little more is read and thrown away, so that clients hear why they are refused.
            kestrel.Limits.MaxRequestBodySize = options.MaxUpload * DrainFactor;
            kestrel.Limits.MaxConcurrentConnections = 64;
            kestrel.Listen(options.Address, options.Port);
        });
        _application = builder.Build();
        _application.Run(AnswerAsync);
    }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:8080</c>.</summary>
    public string Url => _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Starts to listen.</summary>
    /// <param name="detector">The detector; stays the caller's.</param>
    /// <param name="options">Where and what.</param>
    /// <exception cref="BaronException">The address or port cannot be had.</exception>
    public static async Task<DetectionServer> StartAsync(Detector detector, ServerOptions options)
    {
        var server = new DetectionServer(detector, options);
        try
        {
            await server._application.StartAsync();
            return server;
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or UnauthorizedAccessException)
        {
            await server.DisposeAsync();
            throw new BaronException($"Cannot listen on {options.Address}:{options.Port}: {e.Message.TrimEnd('.')}. Choose another --port (0 takes a free one) or --host.", e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _gate.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            switch (request.Path.Value)
            {
                case "/" or "/index.html" when Reads(request):
                    context.Response.ContentType = "text/html; charset=utf-8";
                    context.Response.Headers.ContentSecurityPolicy =
                        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src blob: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
                    await context.Response.WriteAsync(Page.Html);
                    break;
                case "/api/info" when Reads(request):
                    await WriteAsync(context, StatusCodes.Status200OK, Info());
                    break;
                case "/api/detect" when HttpMethods.IsPost(request.Method):
                    await WriteAsync(context, StatusCodes.Status200OK, await DetectAsync(request, context.RequestAborted));
                    break;
                case "/" or "/index.html" or "/api/info" or "/api/detect":
                    throw new RequestException(StatusCodes.Status405MethodNotAllowed, $"{request.Path} does not answer {request.Method}; use {(request.Path == "/api/detect" ? "POST" : "GET")}.");
                default:
                    throw new RequestException(StatusCodes.Status404NotFound, $"There is nothing at {request.Path}; there are /, /api/info and /api/detect.");
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer.
        }
        catch (Exception e) when (!context.Response.HasStarted && e is not OutOfMemoryException)
        {
            var (status, message) = e switch
            {
                RequestException wrong => (wrong.Status, wrong.Message),
                BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => (StatusCodes.Status413PayloadTooLarge, TooLarge()),
                BadHttpRequestException bad => (bad.StatusCode, bad.Message),
                BaronException or InvalidDataException => (StatusCodes.Status400BadRequest, e.Message),
                _ => (StatusCodes.Status500InternalServerError, $"{e.GetType().Name}: {e.Message}"),
            };
            await WriteAsync(context, status, new JsonObject { ["error"] = string.Join("; ", message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) });
        }
    }

    private static bool Reads(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    private static async Task WriteAsync(HttpContext context, int status, JsonObject document)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(JsonOutput.ToText(document) + "\n");
    }

    private string TooLarge() => string.Create(CultureInfo.InvariantCulture, $"The request is larger than {_options.MaxUpload / 1048576.0:0.#} MB.");

    private JsonObject Info() => new()
    {
        ["version"] = BaronCommandLine.Version,
        ["config"] = _options.Config,
        ["checkpoint"] = _options.Checkpoint,
        ["device"] = _detector.Device,
        ["open_vocabulary"] = _detector.IsOpenVocabulary,
        ["classes"] = JsonOutput.Array(_defaultClasses),
        ["novel_classes"] = _options.NovelClasses is { } novel ? JsonOutput.Array(novel) : null,
        ["score_thr"] = _options.ScoreThreshold,
        ["max_upload_bytes"] = _options.MaxUpload,
        ["max_pixels"] = _options.MaxPixels,
        ["max_classes"] = _options.MaxClasses,
    };

    private async Task<JsonObject> DetectAsync(HttpRequest request, CancellationToken stop)
    {
        if (request.ContentLength > _options.MaxUpload)
        {
            if (request.ContentLength <= _options.MaxUpload * DrainFactor)
            {
                await request.Body.CopyToAsync(Stream.Null, stop);
            }

            throw new RequestException(StatusCodes.Status413PayloadTooLarge, TooLarge());
        }

        var (bytes, name, classes, threshold) = await ReadAsync(request, stop);
        if (bytes.Length > _options.MaxUpload)
        {
            throw new RequestException(StatusCodes.Status413PayloadTooLarge, TooLarge());
        }

        if (bytes.Length == 0)
        {
            throw new RequestException(StatusCodes.Status400BadRequest, "The request has no picture: send it as the body, or as a file of a form.");
        }

        var vocabulary = Classes(classes);
        var least = Threshold(threshold);
        await _gate.WaitAsync(stop);
        try
        {
            // Off the server's threads; a tensor library's settings belong to threads too.
            return await Task.Run(() => Detect(bytes, name, vocabulary, least), CancellationToken.None);
        }
        finally
        {
            _gate.Release();
        }
    }

    private static async Task<(byte[] Bytes, string Name, string? Classes, string? Threshold)> ReadAsync(HttpRequest request, CancellationToken stop)
    {
        string? classes = request.Query["classes"];
        string? threshold = request.Query["score_thr"];
        using var content = new MemoryStream();
        if (!request.HasFormContentType)
        {
            await request.Body.CopyToAsync(content, stop);
            return (content.ToArray(), "picture", classes, threshold);
        }

        var form = await ReadFormAsync(request, stop);
        var file = form.Files.Count > 0 ? form.Files[0] : null;
        if (file is not null)
        {
            await file.CopyToAsync(content, stop);
        }

        string? formClasses = form["classes"];
        string? formThreshold = form["score_thr"];
        return (content.ToArray(), string.IsNullOrEmpty(file?.FileName) ? "picture" : Path.GetFileName(file.FileName), formClasses ?? classes, formThreshold ?? threshold);
    }

    private static async Task<IFormCollection> ReadFormAsync(HttpRequest request, CancellationToken stop)
    {
        try
        {
            return await request.ReadFormAsync(stop);
        }
        catch (Exception e) when (e is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            throw new RequestException(StatusCodes.Status400BadRequest, $"The form cannot be read: {e.Message}");
        }
    }

    private IReadOnlyList<string> Classes(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return _defaultClasses;
        }

        var names = Vocabulary.Parse(text);
        return names.Count <= _options.MaxClasses
            ? names
            : throw new RequestException(StatusCodes.Status400BadRequest, $"There are {names.Count} classes; at most {_options.MaxClasses} can be looked for at a time.");
    }

    private double Threshold(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return _options.ScoreThreshold;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1
            ? value
            : throw new RequestException(StatusCodes.Status400BadRequest, $"score_thr is '{text}'; it must be a number from 0 to 1.");
    }

    private JsonObject Detect(byte[] bytes, string name, IReadOnlyList<string> classes, double threshold)
    {
        var size = ImageCodec.ReadSize(bytes, name);
        if ((long)size.Height * size.Width > _options.MaxPixels)
        {
            throw new RequestException(StatusCodes.Status400BadRequest, $"The picture has {size.Width} x {size.Height} pixels; at most {_options.MaxPixels / 1_000_000} million are accepted.");
        }

        var watch = Stopwatch.StartNew();
        using var image = ImageCodec.Decode(bytes, name);
        var objects = _detector.Detect(image, classes, threshold);
        var detections = new JsonArray();
        foreach (var found in objects)
        {
            var detection = DetectionJson.Of(found);
            if (_options.NovelClasses is { } novel)
            {
                // What was not a class of the training is as novel as its novel classes.
                detection["split"] = _defaultClasses.Contains(found.ClassName) && !novel.Contains(found.ClassName) ? "base" : "novel";
            }

            detections.Add(detection);
        }

        return new JsonObject
        {
            ["images"] = new JsonArray(new JsonObject { ["path"] = name, ["width"] = image.Width, ["height"] = image.Height, ["detections"] = detections }),
            ["seconds"] = watch.Elapsed.TotalSeconds,
        };
    }

    /// <summary>Signals are the command line's business.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
