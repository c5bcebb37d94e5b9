using Baron.Structures;

namespace Baron.Modeling;

/// <summary>One of the independent parts of a model's losses.</summary>
/// <param name="Name">A name that is the same in every iteration, such as <c>det_batch</c>; it chooses the stream of random numbers.</param>
/// <param name="Compute">Computes the losses; tensors it returns belong to the dispose scope it is called in.</param>
public sealed record LossPart(string Name, Func<LossCollection> Compute);
