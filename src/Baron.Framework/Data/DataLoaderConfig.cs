namespace Baron.Data;

/// <summary>A data loader as a config describes it (<c>train_dataloader</c> and so on).</summary>
/// <param name="Dataset">The dataset with its pipeline.</param>
/// <param name="BatchSize">Samples a batch on each process.</param>
/// <param name="NumWorkers">Threads that load ahead; 0 loads when a batch is asked for. Batches are the same for every number.</param>
/// <param name="Sampler">The order of samples; every sample once an epoch, shuffled, by default.</param>
/// <param name="BatchSampler">Forms batches from the sampler's order; consecutive samples by default.</param>
/// <param name="DropLast">Whether a last batch with less samples is left out.</param>
/// <param name="PrefetchFactor">Batches that each worker may be ahead.</param>
/// <param name="BrokenImages">What a picture that cannot be read does: <c>error</c> ends the run, <c>skip</c> takes another sample and counts.</param>
/// <param name="PersistentWorkers">Accepted for compatibility with published configs; starting workers costs nothing here.</param>
/// <param name="PinMemory">Whether workers put pictures into page-locked memory, so that copies to a CUDA device overlap with its work; without such a device it has no effect.</param>
public sealed record DataLoaderConfig(
    IDataset Dataset,
    int BatchSize = 1,
    int NumWorkers = 0,
    IDataSampler? Sampler = null,
    IBatchSampler? BatchSampler = null,
    bool DropLast = false,
    int PrefetchFactor = 2,
    BrokenImages BrokenImages = BrokenImages.Error,
    bool PersistentWorkers = false,
    bool PinMemory = false);
