namespace JobMaster.Maintenance;

/// <summary>
/// How long a role that adds up others' counts waits between two passes. The wait doubles, up to a minute, while there is nothing to add,
/// so that an idle cluster is rarely asked. Readers add counts that are not folded yet, so a late pass never makes a count wrong.
/// </summary>
internal sealed class FoldPace(TimeSpan shortest, Random random)
{
    private static readonly TimeSpan BetweenBatches = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

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
        return (pause < Longest ? pause : Longest) * (0.75 + (random.NextDouble() / 2));
    }
}
