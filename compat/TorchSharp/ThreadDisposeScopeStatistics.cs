namespace TorchSharp;

public class ThreadDisposeScopeStatistics
{
    public long CreatedOutsideScopeCount { get; private set; }

    public long DisposedOutsideScopeCount { get; private set; }

    public long CreatedInScopeCount { get; private set; }

    public long DisposedInScopeCount { get; private set; }

    public long AttachedToScopeCount { get; private set; }

    public long DetachedFromScopeCount { get; private set; }

    public long ThreadTotalLiveCount =>
        CreatedInScopeCount + CreatedOutsideScopeCount - DisposedInScopeCount - DisposedOutsideScopeCount;

    public void Reset()
    {
        CreatedOutsideScopeCount = DisposedOutsideScopeCount = CreatedInScopeCount = DisposedInScopeCount = 0;
        AttachedToScopeCount = DetachedFromScopeCount = 0;
    }

    internal void Created(bool inScope)
    {
        if (inScope)
        {
            CreatedInScopeCount++;
        }
        else
        {
            CreatedOutsideScopeCount++;
        }
    }

    internal void Disposed(bool inScope)
    {
        if (inScope)
        {
            DisposedInScopeCount++;
        }
        else
        {
            DisposedOutsideScopeCount++;
        }
    }

    internal void Attached() => AttachedToScopeCount++;

    internal void Detached() => DetachedFromScopeCount++;
}
