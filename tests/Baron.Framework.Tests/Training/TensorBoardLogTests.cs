using Baron.Framework.Tests.Checkpoints;
using Baron.Training;
using NUnit.Framework;

namespace Baron.Framework.Tests.Training;

public sealed class TensorBoardLogTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_file_starts_with_its_version_and_has_the_time_of_each_event()
    {
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
        Write(log => log.Write(1, [new("train/loss", 1.5)]));
        var events = Read();
        Assert.That(events.Select(e => e.FileVersion), Is.EqualTo(new[] { "brain.Event:2", null }));
        Assert.That(events.Select(e => e.WallTime), Is.All.InRange(before, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0));
        Assert.That(Path.GetFileName(Directory.GetFiles(_folder.Path).Single()), Does.StartWith("events.out.tfevents."), "the name that TensorBoard looks for");
    }

    [Test]
    public void Scalars_come_back_by_step_and_tag()
    {
        KeyValuePair<string, double>[] first = [new("train/loss", 1.5), new("train/größe 図", -1e-30), new("", 0)];
        Write(log =>
        {
            log.Write(300, first);
            log.Write(301, []);
            log.Write(5_000_000_000, [new("lr", double.NaN), new("grad", double.PositiveInfinity), new(new string('x', 300), 3)]);
        });
        var events = Read()[1..];
        Assert.That(events.Select(e => e.Step), Is.EqualTo(new[] { 300, 301, 5_000_000_000 }));
        Assert.That(events[0].Scalars, Is.EqualTo(first.Select(pair => KeyValuePair.Create(pair.Key, (float)pair.Value))));
        Assert.That(events[1].Scalars, Is.Empty);
        Assert.That(events[2].Scalars, Is.EqualTo(new KeyValuePair<string, float>[] { new("lr", float.NaN), new("grad", float.PositiveInfinity), new(new string('x', 300), 3) }));
    }

    [Test]
    public void A_continued_run_voids_the_steps_that_come_again()
    {
        const ulong Start = 1;
        new TensorBoardLog(_folder.Path, 300).Dispose();
        var events = Read();
        Assert.That(events.Select(e => e.Step), Is.EqualTo(new[] { 0, 300 }));
        Assert.That(events.Select(e => e.SessionStatus), Is.EqualTo(new ulong?[] { null, Start }));
    }

    [Test]
    public void A_run_that_begins_anew_voids_all_of_an_older_one()
    {
        Write(log => log.Write(7, [new("a", 1)]));
        var first = Directory.GetFiles(_folder.Path).Single();
        Write(log => log.Write(1, [new("a", 2)]));
        var events = TensorBoardReader.Read(Directory.GetFiles(_folder.Path).Single(path => path != first));
        Assert.That(events.Select(e => (e.SessionStatus, e.Step)), Is.EqualTo(new (ulong?, long)[] { (null, 0), (1, 1), (null, 1) }));
    }

    [Test]
    public void What_was_written_can_be_read_while_the_run_goes_on()
    {
        using var log = new TensorBoardLog(_folder.Path);
        log.Write(1, [new("a", 1)]);
        Assert.That(Read()[1].Scalars, Has.Count.EqualTo(1));
    }

    private void Write(Action<TensorBoardLog> write)
    {
        using var log = new TensorBoardLog(_folder.Path);
        write(log);
    }

    private List<TensorBoardReader.Event> Read() => TensorBoardReader.Read(Directory.GetFiles(_folder.Path).Single());
}
