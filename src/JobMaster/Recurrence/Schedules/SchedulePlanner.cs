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

    /// <summary>Occurrences a round visits only to count them, shared by its schedules.</summary>
    private const int CountedPerRound = 10_000;

    private static readonly TimeSpan LongestRound = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan WhileNotActive = TimeSpan.FromSeconds(5);

    private readonly SchedulePlannerParts _parts;
    private readonly ScheduleJobs _jobs;
    private readonly ScheduleAlarm _alarm;
    private readonly BeyondThisNode _beyond;
    private readonly BatchRoom _room;
    private readonly PollingLoop _loop;

    public SchedulePlanner(SchedulePlannerParts parts)
    {
        _parts = parts;
        _jobs = new ScheduleJobs(parts.Time);
        _room = new BatchRoom(parts.MaxMessageByteSize);
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

        var limit = _room.Limit(BatchSize);
        var due = await _parts.Store.ReadDueAsync(new DueScheduleRequest(limit, _beyond.Ids()), cancellationToken).ConfigureAwait(false);
        _room.Seen(due.Schedules, one => BatchBytes.Of(one.Schedule));
        var round = new Round(due, _parts.Time);
        await TakeAsync(round, cancellationToken).ConfigureAwait(false);
        if (round.IsCut || (due.Schedules.Count == limit && round.Taken > 0))
        {
            return TimeSpan.Zero;
        }

        _alarm.Looked(round.HasPlanned);
        _parts.RequestPoll();
        return _alarm.UntilDue() ?? Timeout.InfiniteTimeSpan;
    }

    /// <summary>Plans and stores in short transactions. A round that takes long is cut, so that what has fallen due meanwhile is not held up.</summary>
    private async Task TakeAsync(Round round, CancellationToken cancellationToken)
    {
        var (batch, occurrences, size) = (new List<ScheduleStep>(), 0, 0L);
        foreach (var (schedule, hasLiveJob) in round.InTurn)
        {
            if (Plan(schedule, hasLiveJob, round) is not { } step)
            {
                continue;
            }

            round.HasPlanned = true;
            var carried = (long)BatchBytes.Of(schedule) * step.Occurrences.Count(one => one.Job is not null);
            if (batch.Count > 0 && (occurrences + step.Occurrences.Count > OccurrencePlan.MaxStep || size + carried > BatchBytes.Most))
            {
                await TakeAsync(batch, round, cancellationToken).ConfigureAwait(false);
                if (_parts.Time.GetElapsedTime(round.StartedAt) > LongestRound)
                {
                    round.IsCut = true;
                    return;
                }

                (batch, occurrences, size) = ([], 0, 0);
            }

            batch.Add(step);
            occurrences += step.Occurrences.Count;
            size += carried;
        }

        await TakeAsync(batch, round, cancellationToken).ConfigureAwait(false);
    }

    private ScheduleStep? Plan(StoredSchedule schedule, bool hasLiveJob, Round round)
    {
        try
        {
            var budget = new CountBudget(_parts.Time, CountedPerRound / round.Due.Schedules.Count);
            return OccurrencePlan.For(schedule, ScheduleTimes.Of(schedule, _parts.Compilers), round.Due.Now, hasLiveJob, budget) is { } step ? _jobs.WithJobs(schedule, step) : null;
        }
        catch (Exception exception)
        {
            // A language or zone this node lacks, or a language of the app that fails: other nodes may do better.
            _beyond.Add(schedule.Id);
            Log.ScheduleNotPlanned(_parts.Logger, exception, schedule.Id, schedule.TypeId, schedule.Expression);
            return null;
        }
    }

    /// <summary>Stores a batch. One that the store refuses is halved until the bad step stands alone; a store that is away fails the round.</summary>
    private async Task TakeAsync(List<ScheduleStep> batch, Round round, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
        {
            return;
        }

        IReadOnlyList<StepResult> results;
        try
        {
            results = await _parts.Store.StepAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or JobMasterStoreException) && !_parts.IsTransient(exception))
        {
            if (batch.Count == 1)
            {
                _beyond.Add(batch[0].ScheduleId);
                Log.ScheduleRefused(_parts.Logger, exception, batch[0].ScheduleId);
                return;
            }

            var half = batch.Count / 2;
            await TakeAsync(batch[..half], round, cancellationToken).ConfigureAwait(false);
            await TakeAsync(batch[half..], round, cancellationToken).ConfigureAwait(false);
            return;
        }

        foreach (var (step, result) in batch.Zip(results).Where(pair => pair.Second.IsTaken))
        {
            round.Taken++;
            _parts.Firings.Fired(step, result, round.Due.Now);
        }
    }

    /// <summary>One look at what is due.</summary>
    private sealed class Round(DueSchedules due, TimeProvider time)
    {
        public DueSchedules Due => due;

        public long StartedAt { get; } = time.GetTimestamp();

        public int Taken { get; set; }

        public bool HasPlanned { get; set; }

        /// <summary>Whether something due was left to the next round.</summary>
        public bool IsCut { get; set; }

        /// <summary>The latest due, the longest due, the second latest, and so on: schedules that have missed much and those that have just fallen due take turns.</summary>
        public IEnumerable<DueSchedule> InTurn
        {
            get
            {
                var all = due.Schedules;
                for (var i = 0; i < all.Count; i++)
                {
                    yield return i % 2 == 0 ? all[all.Count - 1 - (i / 2)] : all[i / 2];
                }
            }
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

    /// <summary>Whether a call that failed so may succeed if it is made again.</summary>
    public required Func<Exception, bool> IsTransient { get; init; }

    public required int MaxMessageByteSize { get; init; }

    public required Action RequestPoll { get; init; }

    public required TimeProvider Time { get; init; }

    public required Random Random { get; init; }

    public required ILogger Logger { get; init; }
}
