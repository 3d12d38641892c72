using JobMaster.Storage;

namespace JobMaster.Chaos;

/// <summary>
/// What became of the occurrences of schedules that recur every second, from the ledger and the jobs. The sets that must be empty say what
/// is in them.
/// </summary>
internal sealed record FiringReport
{
    private const int PageSize = 1000;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private FiringReport()
    {
    }

    public required int Schedules { get; init; }

    public required int Fired { get; init; }

    public required int ByHand { get; init; }

    /// <summary>How often a schedule was paused and resumed.</summary>
    public required int Pauses { get; init; }

    /// <summary>
    /// Instants between the first and the last of a schedule that the ledger lacks though it was not paused, has without a job, or has
    /// out of phase.
    /// </summary>
    public required IReadOnlyList<string> Missed { get; init; }

    /// <summary>Jobs of schedules that are not the one job of their occurrence, and occurrences whose job is not there.</summary>
    public required IReadOnlyList<string> Doubled { get; init; }

    public string Table => $"""
        schedules                          {Schedules,7}
        occurrences fired                  {Fired,7}
        occurrences by hand                {ByHand,7}
        schedules paused and resumed       {Pauses,7}
        occurrences missed                 {Missed.Count,7}
        occurrences doubled                {Doubled.Count,7}
        """;

    public static async Task<FiringReport> ReadAsync(IMasterStore store)
    {
        var pauses = PausesIn(await StoredAudit.ReadAsync(store.Audit, AuditTargets.Schedule));
        var jobs = (await StoredHistory.ReadAsync(store.Reads)).Jobs.ToLookup(job => job.RecurringScheduleId);
        var schedules = await store.Schedules.ListAsync(new ScheduleListRequest { Limit = PageSize }, CancellationToken.None);
        var (fired, byHand, missed, doubled) = (0, 0, new List<string>(), new List<string>());
        foreach (var schedule in schedules)
        {
            var ledger = await LedgerAsync(store.Schedules, schedule.Id);
            var inPhase = ledger.Where(one => one.Result != OccurrenceResult.RunByHand).ToList();
            fired += inPhase.Count;
            byHand += ledger.Count - inPhase.Count;
            missed.AddRange(MissedIn(schedule, inPhase, [.. pauses[schedule.Id]]));
            doubled.AddRange(DoubledIn(schedule, ledger, [.. jobs[schedule.Id]]));
        }

        return new FiringReport
        {
            Schedules = schedules.Count, Fired = fired, ByHand = byHand, Pauses = pauses.Sum(each => each.Count()), Missed = missed,
            Doubled = doubled,
        };
    }

    public void ShouldBeSound()
    {
        Missed.ShouldBeEmpty();
        Doubled.ShouldBeEmpty();
    }

    private static IEnumerable<string> MissedIn(StoredSchedule schedule, List<StoredOccurrence> ledger, List<Pause> pauses)
    {
        // The next one is what the last step left to come.
        var next = ledger.Skip(1).Select(one => one.At).Append(schedule.NextAt!.Value);
        var outOfStep = ledger.Zip(next)
            .Where(pair => pair.Second - pair.First.At != Second && !pauses.Exists(pause => pause.Explains(pair.First, pair.Second)))
            .Select(pair => $"{schedule.Key} between {pair.First.At:O} and {pair.Second:O}");
        var withoutJob = ledger.Where(one => one.Result != OccurrenceResult.Fired || one.JobId is null)
            .Select(one => $"{schedule.Key} {one.At:O} {one.Result} {one.Cause}");
        return outOfStep.Concat(withoutJob);
    }

    private static IEnumerable<string> DoubledIn(StoredSchedule schedule, List<StoredOccurrence> ledger, List<StoredJob> jobs)
    {
        // Operators move jobs to other times, so the id alone tells whose job it is.
        var filed = ledger.Where(one => one.JobId is not null).ToLookup(one => one.JobId!.Value);
        var stored = jobs.Select(job => job.Id).ToHashSet();
        return jobs.Where(job => filed[job.Id].Count() != 1)
            .Select(job => $"{schedule.Key} job {job.Id} of {job.ScheduledAt:O} is {filed[job.Id].Count()} times in the ledger")
            .Concat(filed.Where(one => !stored.Contains(one.Key)).Select(one => $"{schedule.Key} {one.First().At:O} has no job {one.Key}"));
    }

    private static ILookup<Guid, Pause> PausesIn(IReadOnlyList<AuditEntry> audit)
    {
        var pauses = new List<(Guid ScheduleId, Pause Pause)>();
        foreach (var schedule in audit.GroupBy(entry => entry.TargetId))
        {
            var turns = schedule.Where(entry => entry.Action is AuditActions.PauseSchedule or AuditActions.ResumeSchedule)
                .OrderBy(entry => entry.At).ToList();
            pauses.AddRange(turns.Zip(turns.Skip(1)).Where(pair => pair.First.Action == AuditActions.PauseSchedule)
                .Select(pair => (Guid.Parse(schedule.Key), new Pause(pair.First.At, pair.Second.At))));
        }

        return pauses.ToLookup(each => each.ScheduleId, each => each.Pause);
    }

    private readonly record struct Pause(DateTimeOffset From, DateTimeOffset To)
    {
        /// <summary>Whether it came between two occurrences: after a resume, a schedule goes on with its next one from then.</summary>
        public bool Explains(StoredOccurrence before, DateTimeOffset after) =>
            before.FiledAt <= From && From < after && after <= To + Second;
    }

    private static async Task<List<StoredOccurrence>> LedgerAsync(IScheduleStore store, Guid scheduleId)
    {
        var ledger = new List<StoredOccurrence>();
        DateTimeOffset? before = null;
        IReadOnlyList<StoredOccurrence> page;
        do
        {
            page = await store.ListOccurrencesAsync(new OccurrenceListRequest(scheduleId, before, PageSize), CancellationToken.None);
            ledger.AddRange(page);
            before = page.Count == 0 ? null : page[^1].At;
        }
        while (page.Count == PageSize);

        ledger.Reverse();
        return ledger;
    }
}
