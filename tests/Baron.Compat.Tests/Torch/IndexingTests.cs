using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.TensorIndex;

namespace Baron.Compat.Tests.Torch;

public sealed class IndexingTests
{
    private DisposeScope _scope = null!;
    private Tensor _x = null!;

    [SetUp]
    public void SetUp()
    {
        _scope = NewDisposeScope();
        _x = arange(24).reshape(2, 3, 4);
    }

    [TearDown]
    public void TearDown()
    {
        _x.Dispose();
        _scope.Dispose();
    }

    [Test]
    public void Integers_select()
    {
        Assert.That(_x[1, 2, 3].item<long>(), Is.EqualTo(23));
        Assert.That(_x[-1].shape, Is.EqualTo(new long[] { 3, 4 }));
        Assert.That(_x[0, 1].data<long>().ToArray(), Is.EqualTo(new long[] { 4, 5, 6, 7 }));
    }

    [Test]
    public void Ranges_slice()
    {
        Assert.That(_x[.., 1.., ..2].shape, Is.EqualTo(new long[] { 2, 2, 2 }));
        Assert.That(_x[0, ^1, 1..^1].data<long>().ToArray(), Is.EqualTo(new long[] { 9, 10 }));
        Assert.That(_x[Ellipsis, Slice(0, null, 2)].shape, Is.EqualTo(new long[] { 2, 3, 2 }));
    }

    [Test]
    public void New_axes_and_the_ellipsis_find_their_place()
    {
        Assert.That(_x[TensorIndex.Null, Ellipsis].shape, Is.EqualTo(new long[] { 1, 2, 3, 4 }));
        Assert.That(_x[Ellipsis, TensorIndex.Null, 0].shape, Is.EqualTo(new long[] { 2, 3, 1 }));
        Assert.That(_x[0, Ellipsis, 1].data<long>().ToArray(), Is.EqualTo(new long[] { 1, 5, 9 }));
    }

    [Test]
    public void Masks_and_index_lists_pick()
    {
        Assert.That(_x[_x > 21].data<long>().ToArray(), Is.EqualTo(new long[] { 22, 23 }));
        var rows = tensor(new long[] { 2, 0 });
        Assert.That(_x[TensorIndex.Colon, TensorIndex.Tensor(rows)].shape, Is.EqualTo(new long[] { 2, 2, 4 }));
        Assert.That(_x[0, TensorIndex.Tensor(rows), 1].data<long>().ToArray(), Is.EqualTo(new long[] { 9, 1 }));
    }

    [Test]
    public void Assignments_write_through()
    {
        _x[0, 0, 0] = tensor(100L);
        _x[1, .., 3] = tensor(-1L);
        _x[_x == 5] = tensor(50L);
        Assert.That(_x[0].flatten().data<long>().ToArray(), Is.EqualTo(new long[] { 100, 1, 2, 3, 4, 50, 6, 7, 8, 9, 10, 11 }));
        Assert.That(_x[1, TensorIndex.Colon, 3].data<long>().ToArray(), Is.EqualTo(new long[] { -1, -1, -1 }));
    }

    [Test]
    public void Index_put_adds_where_it_is_asked_to()
    {
        var target = zeros(3);
        target.index_put_(ones(4), [tensor(new long[] { 0, 2, 2, 2 })], true);
        Assert.That(target.data<float>().ToArray(), Is.EqualTo(new float[] { 1, 0, 3 }));
    }

    [Test]
    public void An_index_out_of_range_is_an_error_of_libtorch()
    {
        Assert.That(() => _x[5], Throws.TypeOf<System.Runtime.InteropServices.ExternalException>().With.Message.Contains("out of range"));
    }

    [Test]
    public void Data_of_a_view_are_read_in_row_major_order()
    {
        var view = _x.transpose(0, 2)[.., 1];
        Assert.That(view.data<long>().ToArray(), Is.EqualTo(new long[] { 4, 16, 5, 17, 6, 18, 7, 19 }));
        Assert.That(view.data<long>()[1, 1], Is.EqualTo(17));
        using var accessor = view.data<long>();
        accessor[0, 1] = 99;
        Assert.That(_x[1, 1, 0].item<long>(), Is.EqualTo(99));
    }
}
