using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Baron.Cli.Serving;
using Baron.Configuration;
using Baron.Hosting;
using NUnit.Framework;

namespace Baron.Cli.Tests;

public sealed partial class ServeTests
{
    private const int Terminate = 15;

    private Detector _detector = null!;
    private DetectionServer _server = null!;
    private HttpClient _client = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _detector = Load();
        _server = await DetectionServer.StartAsync(_detector, new ServerOptions { MaxUpload = 1 << 20, MaxPixels = 1_000_000, MaxClasses = 5, Config = "tiny.toml", NovelClasses = ["green moon"] });
        _client = new HttpClient { BaseAddress = new Uri(_server.Url) };
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _detector.Dispose();
    }

    [Test]
    public async Task The_page_needs_nothing_from_elsewhere()
    {
        var answer = await _client.GetAsync("/");
        var html = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.Content.Headers.ContentType!.ToString(), Is.EqualTo("text/html; charset=utf-8"));
        Assert.That(html, Does.Contain("/api/detect").And.Not.Contain("http:").And.Not.Contain("https:").And.Not.Contain("src=\""));
        Assert.That(answer.Headers.GetValues("Content-Security-Policy").Single(), Does.Contain("default-src 'none'").And.Contain("connect-src 'self'"));
    }

    [Test]
    public async Task Info_tells_what_runs()
    {
        var info = JsonNode.Parse(await _client.GetStringAsync("/api/info"))!;
        Assert.Multiple(() =>
        {
            Assert.That(info["config"]!.GetValue<string>(), Is.EqualTo("tiny.toml"));
            Assert.That(info["device"]!.GetValue<string>(), Is.EqualTo("cpu"));
            Assert.That(info["open_vocabulary"]!.GetValue<bool>());
            Assert.That(info["classes"]!.AsArray(), Is.Not.Empty);
            Assert.That(info["max_upload_bytes"]!.GetValue<long>(), Is.EqualTo(1 << 20));
        });
    }

    [Test]
    public async Task A_picture_as_the_body_and_as_a_form_give_what_detect_gives()
    {
        var raw = await Post(Picture(), "?classes=green%20moon,large%20house&score_thr=0");
        using var form = new MultipartFormDataContent
        {
            { Picture(), "image", "moon.jpg" },
            { new StringContent("green moon, large house"), "classes" },
            { new StringContent("0"), "score_thr" },
        };
        var sent = await Post(form);
        var image = raw["images"]![0]!;
        Assert.That((image["width"]!.GetValue<int>(), image["height"]!.GetValue<int>()), Is.EqualTo((128, 128)));
        Assert.That(sent["images"]![0]!["path"]!.GetValue<string>(), Is.EqualTo("moon.jpg"));
        Assert.That(image["detections"]!.AsArray(), Is.Not.Empty);
        Assert.That(sent["images"]![0]!["detections"]!.ToJsonString(), Is.EqualTo(image["detections"]!.ToJsonString()));
        Assert.That(image["detections"]!.AsArray().Select(d => d!["class"]!.GetValue<string>()).Distinct(), Is.SubsetOf(new[] { "green moon", "large house" }));

        using var detector = Load();
        var expected = detector.Detect(TinyWorld.Picture, ["green moon", "large house"], 0);
        Assert.That(image["detections"]!.AsArray().Select(d => d!["score"]!.GetValue<double>()), Is.EqualTo(expected.Select(d => d.Score)));
        Assert.That(image["detections"]!.AsArray().Select(d => d!["bbox"]![0]!.GetValue<float>()), Is.EqualTo(expected.Select(d => d.Box.X1)));
    }

    [Test]
    public async Task Requests_without_classes_get_the_detectors_own_whatever_came_before()
    {
        await Post(Picture(), "?classes=green%20moon&score_thr=0");
        var own = JsonNode.Parse(await _client.GetStringAsync("/api/info"))!["classes"]!.AsArray().Select(c => c!.GetValue<string>()).ToList();
        var found = (await Post(Picture(), "?score_thr=0"))["images"]![0]!["detections"]!.AsArray();
        Assert.That(found.Select(d => d!["class"]!.GetValue<string>()).Distinct(), Is.Not.Empty.And.SubsetOf(own));
    }

    [Test]
    public async Task Objects_are_base_or_novel_where_that_is_known()
    {
        var own = JsonNode.Parse(await _client.GetStringAsync("/api/info"))!["classes"]![0]!.GetValue<string>();
        var found = (await Post(Picture(), $"?classes={Uri.EscapeDataString(own)},green%20moon&score_thr=0"))["images"]![0]!["detections"]!.AsArray();
        Assert.That(found, Is.Not.Empty);
        foreach (var detection in found)
        {
            Assert.That(detection!["split"]!.GetValue<string>(), Is.EqualTo(detection["class"]!.GetValue<string>() == own ? "base" : "novel"));
        }
    }

    [Test]
    public async Task Requests_at_the_same_time_do_not_mix_their_classes()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Post(Picture(), $"?classes=class%20{i}&score_thr=0")));
        for (var i = 0; i < answers.Length; i++)
        {
            Assert.That(answers[i]["images"]![0]!["detections"]!.AsArray().Select(d => d!["class"]!.GetValue<string>()), Has.All.EqualTo($"class {i}"));
        }
    }

    [TestCase("?score_thr=2", "score_thr is '2'")]
    [TestCase("?score_thr=high", "score_thr is 'high'")]
    [TestCase("?classes=a,b,a", "twice")]
    [TestCase("?classes=a,b,c,d,e,f", "6 classes")]
    public async Task Wrong_settings_are_one_readable_line(string query, string reason) =>
        await Refused(await _client.PostAsync("/api/detect" + query, Picture()), HttpStatusCode.BadRequest, reason);

    [Test]
    public async Task Bodies_that_are_no_picture_are_one_readable_line()
    {
        await Refused(await _client.PostAsync("/api/detect", new ByteArrayContent([])), HttpStatusCode.BadRequest, "no picture");
        await Refused(await _client.PostAsync("/api/detect", new StringContent("hello")), HttpStatusCode.BadRequest, "Cannot read the image 'picture'");
        using var form = new MultipartFormDataContent { { new StringContent("a"), "classes" } };
        await Refused(await _client.PostAsync("/api/detect", form), HttpStatusCode.BadRequest, "no picture");
        var broken = new ByteArrayContent([1, 2, 3]);
        broken.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        await Refused(await _client.PostAsync("/api/detect", broken), HttpStatusCode.BadRequest, "");
        var cut = await File.ReadAllBytesAsync(TinyWorld.Picture);
        await Refused(await _client.PostAsync("/api/detect", new ByteArrayContent(cut[..(cut.Length / 2)])), HttpStatusCode.BadRequest, "Cannot read the image");
    }

    [Test]
    public async Task Large_requests_and_large_pictures_are_refused()
    {
        await Refused(await _client.PostAsync("/api/detect", new ByteArrayContent(new byte[(1 << 20) + 1])), HttpStatusCode.RequestEntityTooLarge, "larger than 1 MB");
        using var image = new Media.ImageBuffer(1100, 1000);

        // Fresh memory may be noise, whose file is larger than a request may be.
        image.Pixels.Fill(90);
        await Refused(await _client.PostAsync("/api/detect", new ByteArrayContent(Media.ImageCodec.Encode(image, ".jpg"))), HttpStatusCode.BadRequest, "1000 x 1100 pixels");
    }

    [Test]
    public async Task Other_addresses_and_methods_are_refused()
    {
        await Refused(await _client.GetAsync("/etc/passwd"), HttpStatusCode.NotFound, "nothing at /etc/passwd");
        await Refused(await _client.GetAsync("/api/detect"), HttpStatusCode.MethodNotAllowed, "use POST");
        await Refused(await _client.PostAsync("/", new StringContent("")), HttpStatusCode.MethodNotAllowed, "use GET");
    }

    [Test]
    public void A_port_that_is_taken_is_a_readable_error() => Assert.That(
        async () => await DetectionServer.StartAsync(_detector, new ServerOptions { Port = new Uri(_server.Url).Port }),
        Throws.TypeOf<BaronException>().With.Message.Contains("--port"));

    [Test]
    [Platform("Linux")]
    public async Task The_command_says_where_it_listens_and_stops_when_asked()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { Path.Combine(AppContext.BaseDirectory, "baron.dll"), "serve", "--config", TinyWorld.Config(), "--checkpoint", TinyWorld.Checkpoint, "--port", "0", "--set", $"_vars_.data_root={TinyWorld.Data}" })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        try
        {
            var line = await process.StandardOutput.ReadLineAsync() ?? await process.StandardError.ReadToEndAsync();
            Assert.That(line, Does.StartWith("Listening on http://127.0.0.1:"));
            Assert.That(await _client.GetStringAsync(line.Split(' ')[2] + "/api/info"), Does.Contain("open_vocabulary"));
            Assert.That(Kill(process.Id, Terminate), Is.Zero);
            Assert.That(process.WaitForExit(60_000));
            Assert.That(process.ExitCode, Is.EqualTo(143));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    [Test]
    [Category("Browser")]
    [Platform("Linux")]
    public async Task The_page_draws_in_a_browser()
    {
        const string Browser = "/usr/bin/chromium";
        if (!File.Exists(Browser))
        {
            Assert.Ignore("There is no chromium (Debian's package chromium).");
        }

        // The page is opened with a script that chooses a file, as a person would, and sends what the page then shows.
        var page = (await _client.GetStringAsync("/")).Replace("</body>", $$"""
            <script>
            addEventListener("load", () => {
              const bytes = Uint8Array.from(atob("{{Convert.ToBase64String(await File.ReadAllBytesAsync(TinyWorld.Picture))}}"), c => c.charCodeAt(0));
              const wait = setInterval(() => {
                if (!document.body.dataset.ready) return;
                clearInterval(wait);
                at("classes").value = "green moon\nlarge house"; at("threshold").value = 0;
                open(new File([bytes], "moon.jpg", { type: "image/jpeg" }))
                  .then(() => fetch("/report", { method: "POST", body: document.documentElement.outerHTML }));
              }, 20);
            });
            </script></body>
            """, StringComparison.Ordinal);
        using var listener = new HttpListener();
        var port = FreePort();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        var report = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var relay = Relay(listener, page, report);
        var profile = TinyWorld.NewFolder();
        var start = new ProcessStartInfo(Browser) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[]
        {
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--remote-debugging-port=0", $"--user-data-dir={profile}", $"http://127.0.0.1:{port}/",
        })
        {
            start.ArgumentList.Add(argument);
        }

        string content;
        using (var process = Process.Start(start)!)
        {
            try
            {
                _ = process.StandardError.ReadToEndAsync();
                _ = process.StandardOutput.ReadToEndAsync();
                content = await report.Task.WaitAsync(TimeSpan.FromSeconds(60));
            }
            finally
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync();
            }
        }

        listener.Stop();
        await relay;
        Assert.That(content, Does.Contain("data-done=\"1\""), "the page asked and got its answer");
        Assert.That(content, Does.Match("id=\"count\">\\d+ objects?<"));
        Assert.That(content, Does.Contain("<span>green moon</span>").Or.Contain("<span>large house</span>"));
    }

    // Gives the page with the script, takes its report, and passes everything else on.
    private async Task Relay(HttpListener listener, string page, TaskCompletionSource<string> report)
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            byte[] body;
            if (context.Request.Url!.AbsolutePath == "/")
            {
                body = System.Text.Encoding.UTF8.GetBytes(page);
                context.Response.ContentType = "text/html; charset=utf-8";
            }
            else if (context.Request.Url.AbsolutePath == "/report")
            {
                using var reader = new StreamReader(context.Request.InputStream);
                report.TrySetResult(await reader.ReadToEndAsync());
                body = [];
            }
            else
            {
                using var request = new HttpRequestMessage(new HttpMethod(context.Request.HttpMethod), context.Request.RawUrl);
                if (context.Request.HasEntityBody)
                {
                    using var copy = new MemoryStream();
                    await context.Request.InputStream.CopyToAsync(copy);
                    request.Content = new ByteArrayContent(copy.ToArray());
                    request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
                }

                using var answer = await _client.SendAsync(request);
                body = await answer.Content.ReadAsByteArrayAsync();
                context.Response.StatusCode = (int)answer.StatusCode;
                context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            }

            context.Response.ContentLength64 = body.Length;
            await context.Response.OutputStream.WriteAsync(body);
            context.Response.Close();
        }
    }

    private static int FreePort()
    {
        using var socket = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    private static Detector Load()
    {
        var document = ConfigDocument.Load(
            TinyWorld.Config(),
            [ConfigOverride.Set($"_vars_.data_root={TinyWorld.Data}"), ConfigOverride.Set("model.test_cfg.rcnn.score_thr=0.0"), ConfigOverride.Set("device=\"cpu\"")]);
        return Detector.Load(BaronHost.StartFor(document).Open(document), TinyWorld.Checkpoint);
    }

    private static ByteArrayContent Picture() => new(File.ReadAllBytes(TinyWorld.Picture)) { Headers = { ContentType = new MediaTypeHeaderValue("image/jpeg") } };

    private async Task<JsonNode> Post(HttpContent content, string query = "")
    {
        var answer = await _client.PostAsync("/api/detect" + query, content);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        return JsonNode.Parse(text)!;
    }

    private static async Task Refused(HttpResponseMessage answer, HttpStatusCode status, string reason)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(status), text);
        Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/json"));
        var error = JsonNode.Parse(text)!["error"]!.GetValue<string>();
        Assert.That(error, Is.Not.Empty.And.Contains(reason).And.Not.Contains("\n"));
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
