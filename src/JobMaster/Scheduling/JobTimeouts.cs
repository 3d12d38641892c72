namespace JobMaster.Scheduling;

/// <summary>The limit of attempt timeouts.</summary>
internal static class JobTimeouts
{
    /// <summary>The system's timers reach at most 49.7 days.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    public static bool AreValid(TimeSpan timeout) => timeout > TimeSpan.Zero && timeout <= Longest;
}
