namespace JobMaster.Testing;

/// <summary>
/// Time in which idle nodes only poll and beat: the clock passes over it, and what fell due on the way is made up for once at the end.
/// It ends where a job or a schedule is due, or a timer of the app or a handler is.
/// </summary>
internal sealed class IdleTime(TestRig rig)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>How late an expiry may be noticed.</summary>
    private static readonly TimeSpan LongestWithExpiry = TimeSpan.FromMinutes(1);

    /// <summary>Moves the clock over the idle time that begins now, if one does.</summary>
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
        // A wake-up that was lost is to be found by the node's own poll, and what an agent still holds by its next delivery.
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
