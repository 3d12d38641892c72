namespace JobMaster.Testing;

/// <summary>
/// Time in which idle nodes only poll and beat. The clock skips it, and everything that became due on the way runs once at the end. It ends
/// when a job, a schedule, or a timer of the app or of a handler is due.
/// </summary>
internal sealed class IdleTime(TestRig rig)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>The most by which an expiry may be noticed late.</summary>
    private static readonly TimeSpan LongestWithExpiry = TimeSpan.FromMinutes(1);

    /// <summary>Moves the clock over the idle time that begins now, if there is any.</summary>
    /// <returns>True.</returns>
    public bool PassOver(TestClock clock, TimeSpan until)
    {
        var now = clock.Elapsed;
        var (next, other) = clock.NextTimers();
        if (next <= now)
        {
            return true;
        }

        var end = until < other ? until : other;
        foreach (var node in rig.Clusters.Nodes)
        {
            var quiet = now + QuietFor(node.ClusterId);
            end = quiet < end ? quiet : end;
        }

        clock.MoveTo(end);
        return true;
    }

    private TimeSpan QuietFor(string clusterId)
    {
        // The node's own poll must find a job whose wake-up was lost, and the agent's next delivery a message that it still holds.
        return rig.FaultsOf(clusterId).LosesWakeUps || rig.JobsOnAgents(clusterId).Any()
            ? TimeSpan.Zero
            : rig.AccessTo(clusterId).Run((state, now) =>
        {
            if (state.Live.Running.Count > 0)
            {
                return TimeSpan.Zero;
            }

            var longest = state.Live.Expiring.Any() ? LongestWithExpiry : Longest;
            var due = Sooner(state.Live.NextDue, StepSchedules.NextDue(state)) - now ?? longest;
            return due <= TimeSpan.Zero ? TimeSpan.Zero : due < longest ? due : longest;
        });
    }

    private static DateTimeOffset? Sooner(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;
}
