namespace JobMaster.Execution;

/// <summary>
/// Lets only one job at a time run that was lost several times. If it kills the process again, no other such job is lost with it. So a job
/// that only ran beside the guilty one can complete.
/// </summary>
internal sealed class SoloGate
{
    private int _taken;

    public bool IsFree => Volatile.Read(ref _taken) == 0;

    public bool TryEnter() => Interlocked.CompareExchange(ref _taken, 1, 0) == 0;

    public void Leave() => Volatile.Write(ref _taken, 0);
}
