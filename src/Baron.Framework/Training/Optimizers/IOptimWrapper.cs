using Baron.Registry;
using static TorchSharp.torch;

namespace Baron.Training.Optimizers;

/// <summary>What turns a loss into an update: backward pass, accumulation, clipping, step.</summary>
[ComponentKind("optim_wrapper")]
public interface IOptimWrapper : IDisposable
{
    /// <summary>Gives the wrapper the model it trains; called once, when the model is on its device.</summary>
    /// <param name="model">The model.</param>
    /// <param name="learningRateFactor">Multiplies every learning rate (<c>auto_scale_lr</c>).</param>
    void Attach(nn.Module model, double learningRateFactor = 1);

    /// <summary>The optimiser.</summary>
    /// <exception cref="InvalidOperationException"><see cref="Attach"/> was not called.</exception>
    Optimizer Optimizer { get; }

    /// <summary>
    /// Differentiates a loss, or one of the independent parts of an iteration's loss; two threads may do so at the same time.
    /// </summary>
    /// <param name="loss">A scalar.</param>
    void Backward(Tensor loss);

    /// <summary>Whether <see cref="Gradients"/> and <see cref="Add"/> are implemented; without them parts are never differentiated side by side.</summary>
    bool HandsOutGradients => false;

    /// <summary>
    /// Differentiates a loss like <see cref="Backward"/>, but returns the gradients instead of adding them to those of the
    /// parameters: the sum of more than two depends on the order, which <see cref="Add"/> decides.
    /// </summary>
    /// <param name="loss">A scalar.</param>
    /// <returns>One a parameter, <c>null</c> for those that the loss does not depend on; they belong to no dispose scope.</returns>
    IReadOnlyList<Tensor?> Gradients(Tensor loss) => throw new NotSupportedException();

    /// <summary>Adds gradients to those of the parameters, and frees them.</summary>
    /// <param name="gradients">What <see cref="Gradients"/> returned.</param>
    void Add(IReadOnlyList<Tensor?> gradients) => throw new NotSupportedException();

    /// <summary>Ends an iteration: when enough are accumulated, clips the gradients and updates the model.</summary>
    void Step();

    /// <summary>Differentiates a loss and ends the iteration.</summary>
    /// <param name="loss">A scalar.</param>
    void Update(Tensor loss)
    {
        Backward(loss);
        Step();
    }

    /// <summary>
    /// Starts a region of the calling thread in which the model computes as this wrapper wants it (mixed precision); <c>null</c> for
    /// none. The losses of an iteration are computed inside, <see cref="Backward"/> is called outside.
    /// </summary>
    IDisposable? Autocasting() => null;

    /// <summary>
    /// Tells the wrapper how many iterations the run still has, before the first of them: the last update is then made from those
    /// that are left, however few.
    /// </summary>
    /// <param name="iterations">The number, 0 or more.</param>
    void Expect(int iterations)
    {
    }

    /// <summary>Iterations whose gradients are summed before an update.</summary>
    int AccumulativeCounts => 1;

    /// <summary>The factor that losses are scaled by in mixed precision, or <c>null</c> where they are not.</summary>
    double? LossScale => null;

    /// <summary>The norm of the gradients before clipping, or <c>null</c> where the last iteration made no update or it is not measured.</summary>
    double? GradientNorm { get; }

    /// <summary>Everything that the next update depends on besides the model, by name. The tensors stay the wrapper's own.</summary>
    IReadOnlyDictionary<string, Tensor> StateTensors();

    /// <summary>Continues from a saved state.</summary>
    /// <param name="state">What <see cref="StateTensors"/> returned.</param>
    /// <exception cref="BaronException">The state does not fit the model.</exception>
    void LoadStateTensors(IReadOnlyDictionary<string, Tensor> state);
}
