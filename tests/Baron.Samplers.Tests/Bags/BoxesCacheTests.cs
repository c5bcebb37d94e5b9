using Baron.Modeling;
using Baron.Samplers.Bags;
using Baron.Structures;
using Baron.Testing;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Samplers.Tests.Bags;

[TestFixture]
public sealed class BoxesCacheTests
{
    [Test]
    [Category("Golden")]
    public void Outputs_and_cache_are_those_of_the_reference_f_boxes_cache()
    {
        using var scope = NewDisposeScope();
        var golden = GoldenFixture.Open("f_boxes_cache");
        var ids = golden.Meta("image_ids").EnumerateArray().Select(e => e.GetInt64()).ToArray();
        WithAnnotations(ids, path =>
        {
            using var cache = new BoxesCache(path, golden.Meta("start_iter").GetInt32());
            var capacity = golden.Meta("num_proposals").GetInt32();
            cache.Configure(capacity, golden.Meta("nms_thr").GetDouble(), golden.Meta("score_thr").GetDouble());
            var step = 0;
            foreach (var setting in golden.Meta("steps").EnumerateArray())
            {
                var meta = new ImageMeta
                {
                    ImageId = setting.GetProperty("img_id").GetInt64(),
                    ImageShape = new ImageSize(setting.GetProperty("img_shape")[0].GetInt32(), setting.GetProperty("img_shape")[1].GetInt32()),
                    ScaleX = setting.GetProperty("scale_factor")[0].GetDouble(),
                    ScaleY = setting.GetProperty("scale_factor")[1].GetDouble(),
                    FlipDirection = setting.GetProperty("flip").GetBoolean() ? "horizontal" : null,
                };
                var values = golden.Array<float>($"{step}.in_boxes");
                var scores = golden.Array<float>($"{step}.in_scores");
                var result = cache.Update(meta, [.. scores.Select((s, i) => new ScoredBox(values[4 * i], values[(4 * i) + 1], values[(4 * i) + 2], values[(4 * i) + 3], s))]);
                golden.AssertClose($"{step}.out_boxes", tensor(result.SelectMany(b => new[] { b.X1, b.Y1, b.X2, b.Y2 }).ToArray(), [result.Count, 4]));
                golden.AssertClose($"{step}.out_scores", tensor(result.Select(b => b.Score).ToArray()));

                var table = new float[ids.Length * capacity * 5];
                for (var i = 0; i < ids.Length; i++)
                {
                    var own = cache.Remembered(ids[i]).SelectMany(b => new[] { b.X1, b.Y1, b.X2, b.Y2, b.Score }).ToArray();
                    own.CopyTo(table, i * capacity * 5);
                }

                golden.AssertClose($"{step}.cache", tensor(table, [ids.Length, capacity, 5]));
                Assert.That(cache.Seen, Is.EqualTo(golden.Array<long>($"{step}.iter")[0]));
                step++;
            }
        });
        golden.Report();
    }

    [Test]
    public void A_restored_cache_continues_exactly()
    {
        using var scope = NewDisposeScope();
        WithAnnotations([5, 6], path =>
        {
            using var one = new BoxesCache(path, 0);
            var meta = new ImageMeta { ImageId = 6, ImageShape = new ImageSize(100, 100) };
            one.Update(meta, [new ScoredBox(1, 2, 30, 40, 0.95f), new ScoredBox(50, 50, 90, 90, 0.9f)]);
            using var two = new BoxesCache(path, 0);
            two.LoadRunState(one.SaveRunState());
            Assert.That(two.Seen, Is.EqualTo(1));
            Assert.That(two.Remembered(6), Is.EqualTo(one.Remembered(6)));
            Assert.That(two.Remembered(5), Is.Empty);
        });
    }

    [Test]
    public void An_annotation_file_that_cannot_be_read_is_one_readable_line()
    {
        using var cache = new BoxesCache("no/such/file.json", 0);
        Assert.That(
            () => cache.Update(new ImageMeta { ImageId = 1 }, [new ScoredBox(0, 0, 1, 1, 1)]),
            Throws.TypeOf<BaronException>().With.Message.Contains("no/such/file.json"));
    }

    private static void WithAnnotations(long[] ids, Action<string> test)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, $$"""{"images": [{{string.Join(", ", ids.Select(i => $$"""{"id": {{i}}, "file_name": "{{i}}.jpg"}"""))}}]}""");
            test(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
