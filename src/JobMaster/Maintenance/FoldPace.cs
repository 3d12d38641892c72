namespace JobMaster.Maintenance;

/// <summary>
/// How long a role that adds up others' counts waits between two passes. The wait doubles while there is nothing to add, so that an idle
/// cluster is rarely asked.
/// </summary>
/// <param name="shortest">The wait after a pass that found something.</param>
/// <param name="longest">The longest wait.</param>
/// <param name="random">Spreads the waits of the nodes.</param>
internal sealed class FoldPace(TimeSpan shortest, TimeSpan longest, Random random)
{
    private static readonly TimeSpan BetweenBatches = TimeSpan.FromMilliseconds(100);

    private int _vain;

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
