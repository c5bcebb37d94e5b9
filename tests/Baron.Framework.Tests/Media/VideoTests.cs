using Baron.Framework.Tests.Checkpoints;
using Baron.Media;
using Baron.Structures;
using NUnit.Framework;

namespace Baron.Framework.Tests.Media;

public sealed class VideoTests
{
    [TestCase("clip.mp4", 48, 64)]
    [TestCase("clip.mp4", 47, 63)]
    [TestCase("clip.avi", 48, 64)]
    public void A_written_video_has_its_frames_size_and_speed(string name, int height, int width)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File(name);
        using (var writer = new VideoWriter(path, new ImageSize(height, width), 10))
        {
            for (var i = 0; i < 12; i++)
            {
                using var frame = new ImageBuffer(height, width);
                frame.Fill(new RgbColor((byte)(i * 20), 100, 50));
                writer.Write(frame);
            }

            Assert.That(File.Exists(path), Is.False, "the name appears when the file is complete");
        }

        Assert.That(Directory.GetFiles(folder.Path), Is.EqualTo(new[] { path }));
        using var reader = new VideoReader(path);
        Assert.That(reader.FramesPerSecond, Is.EqualTo(10).Within(0.01));
        Assert.That(reader.FrameCount, Is.EqualTo(12));
        Assert.That(reader.Size, Is.EqualTo(new ImageSize(height / 2 * 2, width / 2 * 2)), "videos have even sides");
        var reds = new List<int>();
        while (reader.Read() is { } frame)
        {
            using (frame)
            {
                reds.Add(frame.Row(height / 2)[(width / 2 * 3) + 2]);
            }
        }

        Assert.That(reds, Has.Count.EqualTo(12));
        for (var i = 0; i < reds.Count; i++)
        {
            Assert.That(reds[i], Is.EqualTo(i * 20).Within(8));
        }
    }

    [Test]
    public void What_is_no_video_is_a_readable_error()
    {
        using var folder = new TemporaryFolder();
        var missing = Assert.Throws<MediaException>(() => _ = new VideoReader(folder.File("missing.mp4")))!;
        Assert.That(missing.Message, Does.Contain("missing.mp4").And.Contain("does not exist"));
        var text = Assert.Throws<MediaException>(() => _ = new VideoReader(folder.File("text.mp4", "no video"u8.ToArray())))!;
        Assert.That(text.Message, Does.Contain("text.mp4"));
        Assert.Throws<MediaException>(() => _ = new VideoWriter(folder.File("clip.xyz"), new ImageSize(8, 8), 10));
        Assert.Throws<MediaException>(() => _ = new VideoWriter(Path.Combine(folder.Path, "absent", "clip.avi"), new ImageSize(8, 8), 10));
    }

    [Test]
    public void A_frame_of_another_size_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var writer = new VideoWriter(folder.File("clip.avi"), new ImageSize(16, 16), 10);
        using var frame = new ImageBuffer(8, 8);
        Assert.Throws<ArgumentException>(() => writer.Write(frame));
        frame.Fill(RgbColor.White);
        using var right = frame.Resize(new ImageSize(16, 16));
        writer.Write(right);
    }
}
