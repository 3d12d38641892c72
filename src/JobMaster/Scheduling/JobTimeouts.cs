namespace JobMaster.Scheduling;

/// <summary>How long an attempt can be allowed to run.</summary>
internal static class JobTimeouts
{
    /// <summary>The system's timers go no further than 49.7 days.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    public static bool AreValid(TimeSpan timeout) => timeout > TimeSpan.Zero && timeout <= Longest;
}
