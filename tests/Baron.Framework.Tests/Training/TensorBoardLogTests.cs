using System.Buffers.Binary;
using System.Text;
using Baron.Training;
using NUnit.Framework;

namespace Baron.Framework.Tests.Training;

public sealed class TensorBoardLogTests
{
    [Test]
    public void Records_are_framed_with_checksums_and_hold_tags_and_values()
    {
        var folder = Directory.CreateTempSubdirectory("baron-events-").FullName;
        try
        {
            using (var log = new TensorBoardLog(folder))
            {
                log.Write(300, [new("train/loss", 1.5)]);
            }

            var bytes = File.ReadAllBytes(Directory.EnumerateFiles(folder).Single());
            var records = new List<byte[]>();
            for (var at = 0; at < bytes.Length;)
            {
                var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
                Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 8)), Is.EqualTo(Masked(bytes.AsSpan(at, 8))));
                var data = bytes.AsSpan(at + 12, length);
                Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 12 + length)), Is.EqualTo(Masked(data)));
                records.Add(data.ToArray());
                at += 16 + length;
            }

            Assert.That(records, Has.Count.EqualTo(2));
            Assert.That(Encoding.ASCII.GetString(records[0]), Does.EndWith("brain.Event:2"));
            Assert.That(records[1][9..12], Is.EqualTo(new byte[] { 0x10, 0xac, 0x02 }), "field 2, step 300");
            Assert.That(Encoding.ASCII.GetString(records[1]), Does.Contain("train/loss"));
            Assert.That(BinaryPrimitives.ReadSingleLittleEndian(records[1].AsSpan(records[1].Length - 4)), Is.EqualTo(1.5f));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void A_continued_run_voids_the_steps_that_come_again()
    {
        var folder = Directory.CreateTempSubdirectory("baron-events-").FullName;
        try
        {
            new TensorBoardLog(folder, 300).Dispose();
            var bytes = File.ReadAllBytes(Directory.EnumerateFiles(folder).Single());
            var first = 16 + (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            var data = bytes.AsSpan(first + 12, (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(first)));
            Assert.That(data[9..].ToArray(), Is.EqualTo(new byte[] { 0x10, 0xac, 0x02, 0x3a, 0x02, 0x08, 0x01 }), "step 300, session log (field 7) with status START");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // CRC-32C bit by bit (polynomial 0x82f63b78), with TensorFlow's mask.
    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82f63b78u : crc >> 1;
            }
        }

        crc = ~crc;
        return unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8u);
    }
}
