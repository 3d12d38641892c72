namespace JobMaster.Maintenance;

/// <summary>
/// How long a role waits between two passes over work that is mostly not there. The wait doubles while there is none, so that an idle
/// cluster is rarely asked.
/// </summary>
/// <param name="shortest">The wait after a pass that found something. The first wait after one that did not is twice as long.</param>
/// <param name="longest">The longest wait.</param>
/// <param name="random">Spreads the waits of the nodes.</param>
internal sealed class IdlePace(TimeSpan shortest, TimeSpan longest, Random random)
{
    private static readonly TimeSpan BetweenBatches = TimeSpan.FromMilliseconds(100);

    private volatile int _vain;

    /// <summary>Whether the last pass found nothing, so that the wait is longer than the shortest.</summary>
    public bool IsVain => _vain > 0;

    /// <summary>Begins with the shortest wait again: there is, or will be, something to find.</summary>
    public void Quicken() => _vain = 0;

    /// <summary>Returns the wait after a pass.</summary>
    /// <param name="found">How many rows it found.</param>
    /// <param name="batch">The most rows that it takes.</param>
    public TimeSpan After(int found, int batch)
    {
        _vain = found > 0 ? 0 : Math.Min(_vain + 1, 10);
        if (found >= batch)
        {
            return BetweenBatches;
        }

        var pause = shortest * Math.Pow(2, _vain);
        return (pause < longest ? pause : longest) * (0.75 + (random.NextDouble() / 2));
    }
}
