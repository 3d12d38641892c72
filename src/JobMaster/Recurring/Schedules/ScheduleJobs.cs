using JobMaster.Execution;
using JobMaster.Scheduling;
using JobMaster.Storage;
using JobMaster.Values;

namespace JobMaster.Recurring;

/// <summary>Creates the jobs of schedules.</summary>
internal sealed class ScheduleJobs(NodeServices node)
{
    /// <summary>The step with a job for each occurrence that fires.</summary>
    public ScheduleStep WithJobs(StoredSchedule schedule, ScheduleStep step)
    {
        var occurrences = step.Occurrences.Select(one =>
            one.Result == OccurrenceResult.Fired ? one with { Job = JobOf(schedule, one.At) } : one)
            .ToList();
        return occurrences.FindLast(one => one.Job is not null) is { } last
            ? step with { Occurrences = occurrences, LastAt = last.At, LastJobId = last.Job!.Id }
            : step with { Occurrences = occurrences };
    }

    /// <summary>A step that starts a job by hand and does not change the schedule.</summary>
    public ScheduleStep ByHand(StoredSchedule schedule, DateTimeOffset now)
    {
        var job = JobOf(schedule, now);
        return new ScheduleStep
        {
            ScheduleId = schedule.Id,
            Version = schedule.Version,
            State = schedule.State,
            NextAt = schedule.NextAt,
            LastAt = schedule.LastAt,
            LastJobId = job.Id,
            FormerLastAt = schedule.LastAt,
            FormerLastJobId = schedule.LastJobId,
            IsWaiting = schedule.IsWaiting,
            Occurrences = [new PlannedOccurrence(now, OccurrenceResult.RunByHand, Job: job)],
        };
    }

    private NewJob JobOf(StoredSchedule schedule, DateTimeOffset at) => node.Limits.Under(Plain(schedule, at));

    private NewJob Plain(StoredSchedule schedule, DateTimeOffset at) => new()
    {
        Id = JobIds.Next(node.Time),
        DefinitionId = schedule.DefinitionId,
        Lane = schedule.Lane,
        Priority = schedule.Priority,
        DueAt = at,
        Timeout = schedule.Timeout,
        MaxRetries = schedule.MaxRetries,
        Payload = schedule.Payload,
        Metadata = schedule.Metadata,
        Tenant = schedule.Tenant,
        Unique = schedule.Unique,
        TriggerSource = schedule.ProfileId is null ? TriggerSourceType.DynamicRecurring : TriggerSourceType.StaticRecurring,
        RecurringScheduleId = schedule.Id,
        ScheduledBy = ThisNode.Name,
    };
}
