namespace JobMaster.Execution;

/// <summary>
/// Lets one job at a time through that was lost several times. Should it kill the process again, it takes no second suspect with it, so a
/// job that merely ran beside it gets through on its own.
/// </summary>
internal sealed class SoloGate
{
    private int _taken;

    public bool IsFree => Volatile.Read(ref _taken) == 0;

    public bool TryEnter() => Interlocked.CompareExchange(ref _taken, 1, 0) == 0;

    public void Leave() => Volatile.Write(ref _taken, 0);
}
