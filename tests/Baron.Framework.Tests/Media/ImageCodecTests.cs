using System.Buffers.Binary;
using Baron.Framework.Tests.Checkpoints;
using Baron.Media;
using Baron.Ops;
using Baron.Structures;
using NUnit.Framework;

namespace Baron.Framework.Tests.Media;

public sealed class ImageCodecTests
{
    [Test]
    public void A_png_keeps_every_pixel()
    {
        using var image = Picture(17, 23);
        using var back = ImageCodec.Decode(ImageCodec.Encode(image, ".png"), "memory");
        Assert.That(back.Size, Is.EqualTo(new ImageSize(17, 23)));
        Assert.That(back.Pixels.SequenceEqual(image.Pixels), Is.True);
    }

    [Test]
    public void A_jpeg_of_higher_quality_is_closer_and_larger()
    {
        using var image = Picture(64, 64);
        var (low, high) = (ImageCodec.Encode(image, ".jpg", 30), ImageCodec.Encode(image, ".jpg", 95));
        Assert.That(low, Has.Length.LessThan(high.Length));
        Assert.That(Difference(high, image), Is.LessThan(Difference(low, image)));
    }

    [Test]
    public void A_truncated_jpeg_is_an_error_that_names_the_file()
    {
        using var folder = new TemporaryFolder();
        using var image = Picture(120, 160);
        var bytes = ImageCodec.Encode(image, ".jpg", 90);
        foreach (var length in new[] { 3, 100, bytes.Length / 4, bytes.Length / 2, bytes.Length - 50, bytes.Length - 3 })
        {
            var path = folder.File($"cut{length}.jpg", bytes[..length]);
            var error = Assert.Throws<MediaException>(() => ImageCodec.Read(path).Dispose(), $"{length} of {bytes.Length} bytes")!;
            Assert.That(error.Message, Does.Contain(path));
            Assert.That(error.Message, Does.Not.Contain("\n"));
        }
    }

    [Test]
    public void A_jpeg_whose_middle_is_lost_but_whose_end_marker_is_there_is_an_error()
    {
        using var image = Picture(120, 160);
        var bytes = ImageCodec.Encode(image, ".jpg", 90);
        byte[] cut = [.. bytes[..(bytes.Length / 2)], 0xff, 0xd9];
        Assert.Throws<MediaException>(() => ImageCodec.Decode(cut, "memory").Dispose());
        byte[] zeros = [.. bytes[..(bytes.Length / 2)], .. new byte[bytes.Length / 2]];
        Assert.Throws<MediaException>(() => ImageCodec.Decode(zeros, "memory").Dispose());
    }

    [Test]
    public void Bytes_after_the_end_of_a_jpeg_and_a_lost_end_marker_do_no_harm()
    {
        using var image = Picture(50, 70);
        var bytes = ImageCodec.Encode(image, ".jpg", 90);
        using var whole = ImageCodec.Decode(bytes, "memory");
        using var trailing = ImageCodec.Decode([.. bytes, .. "some camera's notes"u8], "memory");
        using var unmarked = ImageCodec.Decode(bytes.AsSpan(0, bytes.Length - 2), "memory");
        Assert.That(trailing.Pixels.SequenceEqual(whole.Pixels), Is.True);
        Assert.That(unmarked.Pixels.SequenceEqual(whole.Pixels), Is.True);
    }

    [TestCase(".png")]
    [TestCase(".bmp")]
    [TestCase(".webp")]
    [TestCase(".tiff")]
    public void Truncated_pictures_of_other_formats_are_errors(string format)
    {
        using var image = Picture(60, 80);
        var bytes = ImageCodec.Encode(image, format);
        using var whole = ImageCodec.Decode(bytes, "memory");
        Assert.That(whole.Size, Is.EqualTo(image.Size));
        foreach (var part in new[] { 0.1, 0.5, 0.9 })
        {
            var cut = bytes[..(int)(bytes.Length * part)];
            Assert.Throws<MediaException>(() => ImageCodec.Decode(cut, "memory").Dispose(), $"{part} of the file");
        }
    }

    [Test]
    public void What_is_no_picture_is_a_readable_error()
    {
        using var folder = new TemporaryFolder();
        var missing = Assert.Throws<MediaException>(() => ImageCodec.Read(folder.File("missing.jpg")).Dispose())!;
        Assert.That(missing.Message, Does.Contain("does not exist").And.Contain("missing.jpg"));
        var empty = Assert.Throws<MediaException>(() => ImageCodec.Read(folder.File("empty.jpg", [])).Dispose())!;
        Assert.That(empty.Message, Does.Contain("empty"));
        var text = Assert.Throws<MediaException>(() => ImageCodec.Read(folder.File("text.jpg", "no picture"u8.ToArray())).Dispose())!;
        Assert.That(text.Message, Does.Contain("not a picture"));
        Assert.Throws<MediaException>(() => ImageCodec.Read(folder.Path).Dispose(), "a folder");
        using var image = Picture(4, 4);
        Assert.Throws<MediaException>(() => ImageCodec.Write(folder.File("picture.xyz"), image));
        Assert.Throws<MediaException>(() => ImageCodec.Write(Path.Combine(folder.Path, "absent", "picture.png"), image));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    [TestCase(5)]
    [TestCase(6)]
    [TestCase(7)]
    [TestCase(8)]
    public void Pictures_are_turned_upright_by_their_exif_orientation(int orientation)
    {
        using var image = Picture(40, 64);
        var bytes = ImageCodec.Encode(image, ".jpg", 95);
        using var stored = ImageCodec.Decode(bytes, "memory");
        var tagged = WithOrientation(bytes, orientation);
        using var upright = ImageCodec.Decode(tagged, "memory");
        using var ignored = ImageCodec.Decode(tagged, "memory", ignoreOrientation: true);
        Assert.That(ignored.Pixels.SequenceEqual(stored.Pixels), Is.True);
        Assert.That(upright.Size, Is.EqualTo(orientation < 5 ? stored.Size : new ImageSize(64, 40)));
        for (var y = 0; y < upright.Height; y++)
        {
            for (var x = 0; x < upright.Width; x++)
            {
                // Where each upright pixel lies in the file, by the table of the EXIF standard.
                var (sy, sx) = orientation switch
                {
                    1 => (y, x),
                    2 => (y, stored.Width - 1 - x),
                    3 => (stored.Height - 1 - y, stored.Width - 1 - x),
                    4 => (stored.Height - 1 - y, x),
                    5 => (x, y),
                    6 => (stored.Height - 1 - x, y),
                    7 => (stored.Height - 1 - x, stored.Width - 1 - y),
                    _ => (x, stored.Width - 1 - y),
                };
                if (!upright.Row(y).Slice(x * 3, 3).SequenceEqual(stored.Row(sy).Slice(sx * 3, 3)))
                {
                    Assert.Fail($"pixel ({x}, {y})");
                }
            }
        }
    }

    [TestCase(1)]
    [TestCase(4)]
    public void Grey_and_transparent_pictures_become_three_channels(int channels)
    {
        using var image = new ImageBuffer(6, 5, channels);
        image.Fill(new RgbColor(10, 10, 10));
        using var read = ImageCodec.Decode(ImageCodec.Encode(image, ".png"), "memory");
        Assert.That(read.Channels, Is.EqualTo(3));
        Assert.That(read.Pixels.ToArray(), Has.All.EqualTo((byte)10));
    }

    [Test]
    public void A_cmyk_jpeg_becomes_what_OpenCV_makes_of_it()
    {
        var bytes = Convert.FromBase64String(
            "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwADAgIDAgIDAwMDBAMDBAUIBQUEBAUKBwcGCAwKDAwLCgsLDQ4SEA0OEQ4LCxAWEBETFBUVFQwPFxgWFBgSFBUU/8AA"
            + "FAgACAAQBEMRAE0RAFkRAEsRAP/EABcAAQEBAQAAAAAAAAAAAAAAAAgABgn/xAAfEAABAQkBAAAAAAAAAAAAAAAAgQcIFxlDRGRloaL/2gAOBEMATQBZAEsA"
            + "AD8AH7ttqhgpd2s8D1a3WUccbcjp1VdttUKXdrPAKmt1lKNuR0//2Q==");
        using var image = ImageCodec.Decode(bytes, "memory");
        Assert.That((image.Height, image.Width, image.Channels), Is.EqualTo((8, 16, 3)));
        Assert.That(image.Row(0)[..3].ToArray(), Is.EqualTo(new byte[] { 255, 2, 1 }));
        Assert.That(image.Row(3).Slice(21, 3).ToArray(), Is.EqualTo(new byte[] { 160, 78, 97 }));
        Assert.That(image.Row(7)[45..].ToArray(), Is.EqualTo(new byte[] { 71, 141, 161 }));
        Assert.That(image.Pixels.ToArray().Sum(v => v), Is.EqualTo(42716));
    }

    [TestCase(2, 3)]
    [TestCase(6, 4)]
    [TestCase(0, 1)]
    [TestCase(4, 2)]
    public void A_picture_of_16_bits_keeps_the_high_byte_and_drops_transparency(int colorType, int channels)
    {
        // A PNG of 2 x 1 pixels: every sample is (high, low) with another low byte.
        byte[] samples = [.. Enumerable.Range(0, 2 * channels).SelectMany(i => new[] { (byte)(20 + (i * 30)), (byte)(i * 50) })];
        using var image = ImageCodec.Decode(Png(width: 2, height: 1, depth: 16, colorType, [0, .. samples]), "memory");
        var expected = Enumerable.Range(0, 2).SelectMany(pixel => Enumerable.Range(0, 3).Select(c => (byte)(20 + (((pixel * channels) + (channels < 3 ? 0 : 2 - c)) * 30))));
        Assert.That(image.Channels, Is.EqualTo(3));
        Assert.That(image.Pixels.ToArray(), Is.EqualTo(expected.ToArray()));
    }

    [TestCase("P6\n100000 100000\n255\n")]
    [TestCase("P5\n2000000 2\n255\n")]
    public void A_picture_that_is_too_large_says_so(string header)
    {
        var error = Assert.Throws<MediaException>(() => ImageCodec.Decode(System.Text.Encoding.ASCII.GetBytes(header), "large.ppm").Dispose())!;
        Assert.That(error.Message, Does.Contain("large.ppm").And.Contain("more than 2^30 pixels"));
    }

    [Test]
    public void The_size_is_read_as_the_picture_would_be()
    {
        using var folder = new TemporaryFolder();
        using var image = Picture(40, 64);
        var path = folder.File("turned.jpg", WithOrientation(ImageCodec.Encode(image, ".jpg"), 6));
        Assert.That(ImageCodec.ReadSize(path), Is.EqualTo(new ImageSize(64, 40)));
    }

    [Test]
    public void A_written_picture_replaces_the_old_one_and_leaves_nothing_beside_it()
    {
        using var folder = new TemporaryFolder();
        using var image = Picture(8, 8);
        var path = folder.File("picture.png");
        ImageCodec.Write(path, image);
        ImageCodec.Write(path, image);
        Assert.That(Directory.GetFiles(folder.Path), Is.EqualTo(new[] { path }));
    }

    [Test]
    public void A_tensor_has_the_pixels_as_planes_and_back()
    {
        using var image = Picture(5, 7);
        using var planes = image.ToTensor();
        using var rgb = image.ToTensor(toRgb: true);
        Assert.That(planes.shape, Is.EqualTo(new long[] { 3, 5, 7 }));
        Assert.That(planes[1, 2, 3].item<byte>(), Is.EqualTo(image.Row(2)[(3 * 3) + 1]));
        Assert.That(rgb[0, 2, 3].item<byte>(), Is.EqualTo(planes[2, 2, 3].item<byte>()));
        using var back = ImageBuffer.FromTensor(rgb, isRgb: true);
        Assert.That(back.Pixels.SequenceEqual(image.Pixels), Is.True);
    }

    [Test]
    public void Flips_mirror_rows_columns_or_both()
    {
        using var image = Picture(3, 4);
        using var horizontal = image.Flip(FlipDirection.Horizontal);
        using var vertical = image.Flip(FlipDirection.Vertical);
        using var both = image.Flip(FlipDirection.Diagonal);
        Assert.That(horizontal.Row(1)[..3].SequenceEqual(image.Row(1)[9..]), Is.True);
        Assert.That(vertical.Row(0).SequenceEqual(image.Row(2)), Is.True);
        Assert.That(both.Row(0)[..3].SequenceEqual(image.Row(2)[9..]), Is.True);
    }

    /// <summary>A picture with smooth and noisy parts.</summary>
    internal static ImageBuffer Picture(int height, int width)
    {
        var random = new RandomSource(9);
        var image = new ImageBuffer(height, width);
        for (var y = 0; y < height; y++)
        {
            var row = image.Row(y);
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = (byte)((((i / 3 * 2) + (y * 3) + (i % 3 * 40)) % 200) + random.NextInt(30));
            }
        }

        return image;
    }

    private static byte[] Png(int width, int height, byte depth, int colorType, byte[] rows)
    {
        static byte[] Chunk(string type, byte[] content)
        {
            byte[] body = [.. System.Text.Encoding.ASCII.GetBytes(type), .. content];
            var sum = 0xffffffffu;
            foreach (var value in body)
            {
                sum ^= value;
                for (var bit = 0; bit < 8; bit++)
                {
                    sum = (sum >> 1) ^ ((sum & 1) * 0xedb88320u);
                }
            }

            var (length, check) = (new byte[4], new byte[4]);
            BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
            BinaryPrimitives.WriteUInt32BigEndian(check, ~sum);
            return [.. length, .. body, .. check];
        }

        using var packed = new MemoryStream();
        using (var zlib = new System.IO.Compression.ZLibStream(packed, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(rows);
        }

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (depth, (byte)colorType);
        return [0x89, .. "PNG\r\n"u8, 0x1a, 0x0a, .. Chunk("IHDR", header), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    private static double Difference(byte[] encoded, ImageBuffer image)
    {
        using var decoded = ImageCodec.Decode(encoded, "memory");
        var (a, b) = (decoded.Pixels.ToArray(), image.Pixels.ToArray());
        return a.Zip(b, (x, y) => (double)Math.Abs(x - y)).Average();
    }

    private static byte[] WithOrientation(byte[] jpeg, int orientation)
    {
        // Exif header, big-endian TIFF with one directory of one entry: tag 0x0112, short, count 1.
        byte[] block =
        [
            .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0,
        ];
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(block.Length + 2));
        return [.. jpeg[..2], 0xff, 0xe1, .. length, .. block, .. jpeg[2..]];
    }
}
