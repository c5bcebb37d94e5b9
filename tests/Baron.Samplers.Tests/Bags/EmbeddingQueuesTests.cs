using Baron.Modeling;
using Baron.Samplers.Bags;
using Baron.Testing;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Samplers.Tests.Bags;

[TestFixture]
public sealed class EmbeddingQueuesTests
{
    [Test]
    [Category("Golden")]
    public void Contents_are_those_of_the_reference_f_queues()
    {
        using var scope = NewDisposeScope();
        var golden = GoldenFixture.Open("f_queues");
        var width = golden.Meta("emb_dim").GetInt32();
        foreach (var group in golden.Meta("lengths").EnumerateObject().GroupBy(p => golden.Meta("id_length").GetProperty(p.Name).GetInt32()))
        {
            using var queues = new EmbeddingQueues([.. group.Select(p => p.Name)], [.. group.Select(p => p.Value.GetInt32())], width, group.Key);
            for (var step = 0; golden.Has($"{step}.in_{group.First().Name}"); step++)
            {
                foreach (var name in group.Select(p => p.Name))
                {
                    var rows = golden.Tensor($"{step}.in_{name}");
                    var ids = rows.narrow(1, width, group.Key).contiguous().data<float>().ToArray().Select(v => (long)v).ToArray();
                    queues.Update(name, rows.narrow(1, 0, width), ids);

                    var content = queues.Get(name);
                    var actual = WithIds(content);
                    golden.AssertClose($"{step}.get_{name}", actual, 0, 0);
                    if (queues.SaveRunState()[name + ".empty_row"].item<long>() != 0)
                    {
                        actual = cat([actual, full([1, width + group.Key], -1f)], 0);
                    }

                    golden.AssertClose($"{step}.raw_{name}", actual, 0, 0);
                }
            }
        }

        golden.Report();
    }

    [Test]
    public void A_restored_queue_continues_exactly()
    {
        using var scope = NewDisposeScope();
        using var one = new EmbeddingQueues(["a"], [5], 2);
        one.Update("a", rand(3, 2), [1, 2, 3]);
        using var two = new EmbeddingQueues(["a"], [5], 2);
        two.LoadRunState(one.SaveRunState());
        var next = rand(3, 2);
        one.Update("a", next, [4, 5, 6]);
        two.Update("a", next, [4, 5, 6]);
        Assert.That(two.Get("a").Ids, Is.EqualTo(new long[] { 4, 5, 6, 1, 2 }));
        Assert.That(WithIds(two.Get("a")).data<float>().ToArray(), Is.EqualTo(WithIds(one.Get("a")).data<float>().ToArray()));
    }

    [Test]
    public void Embeddings_are_kept_without_gradient_and_outlive_the_scope_of_the_update()
    {
        using var queues = new EmbeddingQueues(["a"], [4], 2);
        using (NewDisposeScope())
        {
            queues.Update("a", rand([3, 2], requires_grad: true) * 2, [1, 1, 1]);
        }

        var content = queues.Get("a");
        Assert.That(content.Embeddings.requires_grad, Is.False);
        Assert.That(content.Embeddings.shape, Is.EqualTo(new long[] { 3, 2 }));
        Assert.That(content.Count, Is.EqualTo(3));
    }

    [Test]
    public void Names_and_lengths_must_fit() => Assert.Multiple(() =>
    {
        Assert.That(() => new EmbeddingQueues(["a", "b"], [4], 2), Throws.TypeOf<BaronException>());
        Assert.That(() => new EmbeddingQueues(["a", "a"], [4, 4], 2), Throws.TypeOf<BaronException>());
        Assert.That(() => new EmbeddingQueues(["a"], [4], 2).Get("b"), Throws.TypeOf<KeyNotFoundException>());
    });

    private static Tensor WithIds(QueueContent content) =>
        cat([content.Embeddings, tensor(content.Ids.Select(i => (float)i).ToArray(), [content.Count, content.IdLength])], 1);
}
