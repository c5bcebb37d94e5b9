using NUnit.Framework;

namespace Baron.Framework.Tests.Checkpoints;

public sealed class AtomicFileTests
{
    [Test]
    public void A_failure_while_writing_leaves_the_old_content_and_no_litter()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("sub/a.txt");
        AtomicFile.WriteText(path, "old");
        Assert.That(
            () => AtomicFile.Write(path, stream =>
            {
                stream.Write("half"u8);
                throw new InvalidOperationException("power cut");
            }),
            Throws.InvalidOperationException);
        Assert.That(File.ReadAllText(path), Is.EqualTo("old"));
        Assert.That(Directory.GetFiles(folder.File("sub")), Has.Length.EqualTo(1));
    }

    [Test]
    [Platform("Linux")]
    public void A_link_stays_a_link_where_that_is_asked_for([Values] bool throughLink, [Values] bool dangling)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("sub"));
        if (!dangling)
        {
            File.WriteAllText(folder.File("sub/a.txt"), "old");
        }

        File.CreateSymbolicLink(folder.File("middle.txt"), "sub/a.txt");
        File.CreateSymbolicLink(folder.File("link.txt"), "middle.txt");
        AtomicFile.Write(folder.File("link.txt"), stream => stream.Write("new"u8), throughLink);
        Assert.That(File.ReadAllText(folder.File("link.txt")), Is.EqualTo("new"));
        Assert.That(new FileInfo(folder.File("link.txt")).LinkTarget, Is.EqualTo(throughLink ? "middle.txt" : null));
        Assert.That(File.Exists(folder.File("sub/a.txt")) ? File.ReadAllText(folder.File("sub/a.txt")) : null, Is.EqualTo(throughLink ? "new" : dangling ? null : "old"));
        Assert.That(Directory.GetFiles(folder.Path, "*.tmp", SearchOption.AllDirectories), Is.Empty);
    }

    [Test]
    [Platform("Linux")]
    public void A_link_to_itself_is_a_readable_error()
    {
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder.File("a.txt"), "a.txt");
        Assert.That(() => AtomicFile.Write(folder.File("a.txt"), stream => stream.Write("x"u8), throughLink: true), Throws.TypeOf<BaronException>().With.Message.Contains("cannot be written"));
    }

    [Test]
    [Platform("Linux")]
    public void A_device_is_written_into_and_not_replaced()
    {
        // What a shell passes for >(command), here with a file behind it.
        using var folder = new TemporaryFolder();
        using var stream = new FileStream(folder.File("a.txt"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite);
        AtomicFile.WriteText($"/dev/fd/{stream.SafeFileHandle.DangerousGetHandle()}", "text");
        Assert.That(new StreamReader(stream).ReadToEnd(), Is.EqualTo("text"));
    }

    [Test]
    public void A_read_only_target_is_not_replaced()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("a.txt"), "old");
        File.SetAttributes(folder.File("a.txt"), FileAttributes.ReadOnly);
        Assert.That(() => AtomicFile.WriteText(folder.File("a.txt"), "new"), Throws.TypeOf<BaronException>().With.Message.EqualTo($"{folder.File("a.txt")} cannot be written: it is read-only"));
        Assert.That(File.ReadAllText(folder.File("a.txt")), Is.EqualTo("old"));
        File.SetAttributes(folder.File("a.txt"), FileAttributes.Normal);
    }

    [Test]
    public void A_target_that_cannot_be_written_is_a_readable_error()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("file"), "");
        Assert.That(() => AtomicFile.WriteText(folder.File("file/a.txt"), "x"), Throws.TypeOf<BaronException>().With.Message.Contains("cannot be written"));
    }
}
