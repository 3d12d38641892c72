using System.Collections.Frozen;

namespace JobMaster.Storage;

/// <summary>
/// Every legal move of a job, as data. The SQL repeats each as the guard of its WHERE clause; <c>docs/job-states.md</c> shows the same
/// table to users. Ready and Scheduled differ only in whether the due time has passed, so no move leads from one to the other. If a move
/// leads to Ready, a job with limits becomes Throttled instead.
/// </summary>
internal static class JobTransitions
{
    private static readonly FrozenDictionary<(JobState? From, JobMove Move), JobState> Table =
        new Dictionary<(JobState?, JobMove), JobState>
        {
            [(null, JobMove.Schedule)] = JobState.Scheduled,
            [(null, JobMove.ScheduleNow)] = JobState.Ready,
            [(null, JobMove.ScheduleLimited)] = JobState.Throttled,
            [(null, JobMove.Admit)] = JobState.Running,
            [(null, JobMove.StorePlaceholder)] = JobState.Scheduled,
            [(null, JobMove.Quarantine)] = JobState.Failed,
            [(JobState.Ready, JobMove.Claim)] = JobState.Running,
            [(JobState.Throttled, JobMove.LetThrough)] = JobState.Ready,
            [(JobState.Throttled, JobMove.Cancel)] = JobState.Cancelled,
            [(JobState.Throttled, JobMove.Reschedule)] = JobState.Scheduled,
            [(JobState.Throttled, JobMove.Expire)] = JobState.Cancelled,
            [(JobState.Running, JobMove.Succeed)] = JobState.Succeeded,
            [(JobState.Running, JobMove.Fail)] = JobState.Failed,
            [(JobState.Running, JobMove.Retry)] = JobState.Scheduled,
            [(JobState.Running, JobMove.Snooze)] = JobState.Scheduled,
            [(JobState.Running, JobMove.Release)] = JobState.Ready,
            [(JobState.Running, JobMove.Park)] = JobState.Ready,
            [(JobState.Running, JobMove.Rescue)] = JobState.Ready,
            [(JobState.Running, JobMove.LoseTooOften)] = JobState.Failed,
            [(JobState.Running, JobMove.Cancel)] = JobState.Cancelled,
            [(JobState.Scheduled, JobMove.Cancel)] = JobState.Cancelled,
            [(JobState.Ready, JobMove.Cancel)] = JobState.Cancelled,
            [(JobState.Scheduled, JobMove.Reschedule)] = JobState.Scheduled,
            [(JobState.Ready, JobMove.Reschedule)] = JobState.Scheduled,
            [(JobState.Scheduled, JobMove.Expire)] = JobState.Cancelled,
            [(JobState.Ready, JobMove.Expire)] = JobState.Cancelled,
            [(JobState.Running, JobMove.Expire)] = JobState.Cancelled,
            [(JobState.Failed, JobMove.Replay)] = JobState.Ready,
            [(JobState.Failed, JobMove.Discard)] = JobState.Cancelled,
            [(JobState.Cancelled, JobMove.Restore)] = JobState.Failed,
        }.ToFrozenDictionary();

    /// <summary>All moves, for the documentation's test.</summary>
    public static IEnumerable<(JobState? From, JobMove Move, JobState To)> All =>
        Table.Select(entry => (entry.Key.From, entry.Key.Move, entry.Value));

    /// <summary>The target of the move, or null if it is not legal from there.</summary>
    public static JobState? After(JobState? from, JobMove move) =>
        Table.TryGetValue((from, move), out var to) ? to : null;

    /// <summary>Whether a job in this state has left the live jobs.</summary>
    public static bool IsFinal(JobState state) => state is JobState.Succeeded or JobState.Failed or JobState.Cancelled;
}

/// <summary>The events of a job.</summary>
internal enum JobMove
{
    Schedule, ScheduleNow, Claim, Succeed, Fail, Retry, Snooze, Release, Park, Rescue, LoseTooOften, Cancel, Reschedule, Expire, Replay,
    Admit, StorePlaceholder, Quarantine, Discard, Restore, ScheduleLimited, LetThrough,
}
