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
    public void A_target_that_cannot_be_written_is_a_readable_error()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("file"), "");
        Assert.That(() => AtomicFile.WriteText(folder.File("file/a.txt"), "x"), Throws.TypeOf<BaronException>().With.Message.Contains("cannot be written"));
    }
}
