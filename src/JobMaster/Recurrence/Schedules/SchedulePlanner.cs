using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Recurring;

/// <summary>
/// Fires what is due. Any number of nodes do so at once: each reads the due schedules, works out their step, and the store takes a step only from the version it was planned from.
/// A node that dies on the way has changed nothing.
/// </summary>
internal sealed class SchedulePlanner
{
    private const int BatchSize = 500;

    private static readonly TimeSpan WhileNotActive = TimeSpan.FromSeconds(5);

    private readonly SchedulePlannerParts _parts;
    private readonly ScheduleJobs _jobs;
    private readonly ScheduleAlarm _alarm;
    private readonly BeyondThisNode _beyond;
    private readonly PollingLoop _loop;

    public SchedulePlanner(SchedulePlannerParts parts)
    {
        _parts = parts;
        _jobs = new ScheduleJobs(parts.Time);
        _beyond = new BeyondThisNode(parts.Time);
        _loop = new PollingLoop("Fire schedules", RunOnceAsync, parts.Time, parts.Random, parts.Logger);
        _alarm = new ScheduleAlarm(parts.Time, _loop.Wake);
    }

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    /// <summary>A poll found when the first schedule is due.</summary>
    /// <param name="until">How long from now; null for never.</param>
    /// <param name="sentAt">When it was asked.</param>
    public void Seen(TimeSpan? until, long sentAt) => _alarm.Seen(until, sentAt);

    /// <summary>This process has stored a schedule.</summary>
    public void Note(TimeSpan until) => _alarm.Note(until);

    internal async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (_alarm.UntilDue() is not { } until || until > TimeSpan.Zero)
        {
            return _alarm.UntilDue() ?? Timeout.InfiniteTimeSpan;
        }

        if (!_parts.MayPlan())
        {
            return WhileNotActive;
        }

        var due = await _parts.Store.ReadDueAsync(new DueScheduleRequest(BatchSize, _beyond.Ids()), cancellationToken).ConfigureAwait(false);
        var steps = Steps(due);
        var taken = steps.Count == 0 ? 0 : await TakeAsync(steps, due.Now, cancellationToken).ConfigureAwait(false);
        if (due.Schedules.Count == BatchSize && taken > 0)
        {
            return TimeSpan.Zero;
        }

        _alarm.Looked(hasFound: steps.Count > 0);
        _parts.RequestPoll();
        return _alarm.UntilDue() ?? Timeout.InfiniteTimeSpan;
    }

    private List<ScheduleStep> Steps(DueSchedules due)
    {
        var steps = new List<ScheduleStep>(due.Schedules.Count);
        foreach (var (schedule, hasLiveJob) in due.Schedules)
        {
            try
            {
                if (OccurrencePlan.For(schedule, ScheduleTimes.Of(schedule, _parts.Compilers), due.Now, hasLiveJob) is { } step)
                {
                    steps.Add(_jobs.WithJobs(schedule, step));
                }
            }
            catch (Exception exception)
            {
                // A language or zone this node lacks, or a language of the app that fails: other nodes may do better.
                _beyond.Add(schedule.Id);
                Log.ScheduleNotPlanned(_parts.Logger, exception, schedule.Id, schedule.TypeId, schedule.Expression);
            }
        }

        return steps;
    }

    private async Task<int> TakeAsync(List<ScheduleStep> steps, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var taken = 0;
        foreach (var batch in Batches(steps))
        {
            var results = await _parts.Store.StepAsync(batch, cancellationToken).ConfigureAwait(false);
            foreach (var (step, result) in batch.Zip(results).Where(pair => pair.Second.IsTaken))
            {
                taken++;
                _parts.Firings.Fired(step, result, now);
            }
        }

        return taken;
    }

    /// <summary>Steps of schedules that have missed much are stored in short transactions.</summary>
    private static IEnumerable<List<ScheduleStep>> Batches(List<ScheduleStep> steps)
    {
        var batch = new List<ScheduleStep>();
        var occurrences = 0;
        foreach (var step in steps)
        {
            if (batch.Count > 0 && occurrences + step.Occurrences.Count > OccurrencePlan.MaxStep)
            {
                yield return batch;
                (batch, occurrences) = ([], 0);
            }

            batch.Add(step);
            occurrences += step.Occurrences.Count;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }
}

/// <summary>What the planner of one node works with.</summary>
internal sealed record SchedulePlannerParts
{
    public required IScheduleStore Store { get; init; }

    public required RecurrenceCompilers Compilers { get; init; }

    public required ScheduleFirings Firings { get; init; }

    /// <summary>Whether the cluster's mode lets schedules fire.</summary>
    public required Func<bool> MayPlan { get; init; }

    public required Action RequestPoll { get; init; }

    public required TimeProvider Time { get; init; }

    public required Random Random { get; init; }

    public required ILogger Logger { get; init; }
}
