using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Recurring;

/// <summary>
/// Fires due schedules. Any number of nodes may do this at the same time: each reads the due schedules and plans a step for each, and the
/// store applies a step only to the version it was planned from. A node that dies meanwhile has changed nothing.
/// </summary>
internal sealed class SchedulePlanner : INodeRole
{
    private const int BatchSize = 500;

    /// <summary>The most occurrences that a round visits only to count them, shared by its schedules.</summary>
    private const int CountedPerRound = 10_000;

    private static readonly TimeSpan LongestRound = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan WhileNotActive = TimeSpan.FromSeconds(5);

    /// <summary>How soon a schedule is tried again whose unique key a transaction holds.</summary>
    private static readonly TimeSpan WhileHeldUp = TimeSpan.FromMilliseconds(500);

    private readonly NodeServices _node;
    private readonly RecurrenceCompilers _compilers;
    private readonly ScheduleFirings _firings;
    private readonly ScheduleJobs _jobs;
    private readonly ScheduleAlarm _alarm;
    private readonly UnplannableSchedules _unplannable;
    private readonly BatchRoom _room;
    private readonly PollingLoop _loop;

    public SchedulePlanner(NodeServices node, RecurrenceCompilers compilers, ScheduleFirings firings)
    {
        (_node, _compilers, _firings) = (node, compilers, firings);
        _jobs = new ScheduleJobs(node);
        _room = new BatchRoom(node.Options.MaxMessageByteSize);
        _unplannable = new UnplannableSchedules(node.Time);
        _loop = node.Loop("Fire schedules", RunOnceAsync);
        _alarm = new ScheduleAlarm(node.Time, _loop.Wake);
    }

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    /// <summary>A poll found when the first schedule is due.</summary>
    /// <param name="until">How long from now; null for never.</param>
    /// <param name="sentAt">When the poll was sent.</param>
    public void Polled(TimeSpan? until, long sentAt) => _alarm.Polled(until, sentAt);

    /// <summary>This process has stored a schedule.</summary>
    public void Note(TimeSpan until) => _alarm.Note(until);

    internal async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (_alarm.UntilDue() is not { } until || until > TimeSpan.Zero)
        {
            return _alarm.UntilDue() ?? Timeout.InfiniteTimeSpan;
        }

        if (!_node.Mode.IsActive)
        {
            return WhileNotActive;
        }

        var limit = _room.Limit(BatchSize);
        var due = await _node.Store.Schedules.ReadDueAsync(
            new DueScheduleRequest(limit, _unplannable.Ids()), cancellationToken).ConfigureAwait(false);
        _room.Came(due.Schedules, one => BatchBytes.Of(one.Schedule));
        var round = new Round(due, _node.Time);
        await TakeAsync(round, cancellationToken).ConfigureAwait(false);
        if (round.IsCut || (due.Schedules.Count == limit && round.Taken > 0))
        {
            return TimeSpan.Zero;
        }

        if (round.IsHeldUp)
        {
            _alarm.Looked(hasFound: true);
            _alarm.Note(WhileHeldUp);
            return WhileHeldUp;
        }

        _alarm.Looked(round.HasPlanned);
        _node.Polls.Request();
        return _alarm.UntilDue() ?? Timeout.InfiniteTimeSpan;
    }

    /// <summary>
    /// Plans and stores in short transactions. A long round is cut, so that schedules that became due meanwhile are not delayed. Steps with
    /// unique keys may have to wait for a transaction of the app, so they come last and separately.
    /// </summary>
    private async Task TakeAsync(Round round, CancellationToken cancellationToken)
    {
        var (plain, unique) = (new StepBatch(), new StepBatch());
        foreach (var (schedule, hasLiveJob) in round.InTurn)
        {
            if (Plan(schedule, hasLiveJob, round) is not { } step)
            {
                continue;
            }

            round.HasPlanned = true;
            var batch = schedule.Unique is null ? plain : unique;
            var carried = (long)BatchBytes.Of(schedule) * step.Occurrences.Count(one => one.Job is not null);
            if (batch.IsFullFor(step, carried))
            {
                await TakeAsync(batch.Empty(), round, cancellationToken).ConfigureAwait(false);
                if (_node.Time.GetElapsedTime(round.StartedAt) > LongestRound)
                {
                    round.IsCut = true;
                    return;
                }
            }

            batch.Add(step, carried);
        }

        await TakeAsync(plain.Empty(), round, cancellationToken).ConfigureAwait(false);
        await TakeAsync(unique.Empty(), round, cancellationToken).ConfigureAwait(false);
    }

    private ScheduleStep? Plan(StoredSchedule schedule, bool hasLiveJob, Round round)
    {
        try
        {
            var budget = new CountBudget(_node.Time, CountedPerRound / round.Due.Schedules.Count);
            return OccurrencePlan.For(schedule, ScheduleTimes.Of(schedule, _compilers), round.Due.Now, hasLiveJob, budget) is { } step
                ? _jobs.WithJobs(schedule, step)
                : null;
        }
        catch (Exception exception)
        {
            // This node lacks the language or zone, or a language of the app fails. Other nodes may be able to plan it.
            _unplannable.Add(schedule.Id);
            Log.ScheduleNotPlanned(_node.Logger, exception, schedule.Id, schedule.TypeId, schedule.Expression);
            return null;
        }
    }

    /// <summary>
    /// Stores a batch. A batch that the store refuses is halved until the bad step is alone; an unavailable store fails the round.
    /// </summary>
    private async Task TakeAsync(List<ScheduleStep> batch, Round round, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
        {
            return;
        }

        IReadOnlyList<StepResult> results;
        try
        {
            results = await _node.Store.Schedules.StepAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (_node.Store.IsHeld(exception))
        {
            if (batch.Count == 1)
            {
                round.IsHeldUp = true;
                return;
            }

            await TakeHalvesAsync(batch, round, cancellationToken).ConfigureAwait(false);
            return;
        }
        catch (Exception exception) when (
            exception is not (OperationCanceledException or JobMasterStoreException) && !_node.Store.IsTransient(exception))
        {
            if (batch.Count == 1)
            {
                _unplannable.Add(batch[0].ScheduleId);
                Log.ScheduleRefused(_node.Logger, exception, batch[0].ScheduleId);
                return;
            }

            await TakeHalvesAsync(batch, round, cancellationToken).ConfigureAwait(false);
            return;
        }

        foreach (var (step, result) in batch.Zip(results).Where(pair => pair.Second.IsTaken))
        {
            round.Taken++;
            _firings.Fired(step, result, round.Due.Now);
        }
    }

    private async Task TakeHalvesAsync(List<ScheduleStep> batch, Round round, CancellationToken cancellationToken)
    {
        var half = batch.Count / 2;
        await TakeAsync(batch[..half], round, cancellationToken).ConfigureAwait(false);
        await TakeAsync(batch[half..], round, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>One read of due schedules.</summary>
    private sealed class Round(DueSchedules due, TimeProvider time)
    {
        public DueSchedules Due => due;

        public long StartedAt { get; } = time.GetTimestamp();

        public int Taken { get; set; }

        public bool HasPlanned { get; set; }

        /// <summary>Whether a due schedule was left to the next round.</summary>
        public bool IsCut { get; set; }

        /// <summary>Whether a transaction elsewhere held the unique key of a schedule's job.</summary>
        public bool IsHeldUp { get; set; }

        /// <summary>
        /// The latest due, the longest due, the second latest, and so on: schedules that have missed much and schedules that have just
        /// become due take turns.
        /// </summary>
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
