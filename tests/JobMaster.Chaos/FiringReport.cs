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

    /// <summary>
    /// Instants between the first and the last of a schedule that the ledger lacks, has without a job, or has out of phase.
    /// </summary>
    public required IReadOnlyList<string> Missed { get; init; }

    /// <summary>Jobs of schedules that are not the one job of their occurrence, and occurrences whose job is not there.</summary>
    public required IReadOnlyList<string> Doubled { get; init; }

    public string Table => $"""
        schedules                          {Schedules,7}
        occurrences fired                  {Fired,7}
        occurrences missed                 {Missed.Count,7}
        occurrences doubled                {Doubled.Count,7}
        """;

    public static async Task<FiringReport> ReadAsync(IMasterStore store)
    {
        var jobs = (await StoredHistory.ReadAsync(store.Reads)).Jobs.ToLookup(job => job.RecurringScheduleId);
        var schedules = await store.Schedules.ListAsync(new ScheduleListRequest { Limit = PageSize }, CancellationToken.None);
        var (fired, missed, doubled) = (0, new List<string>(), new List<string>());
        foreach (var schedule in schedules)
        {
            var ledger = await LedgerAsync(store.Schedules, schedule.Id);
            fired += ledger.Count;
            missed.AddRange(MissedIn(schedule, ledger));
            doubled.AddRange(DoubledIn(schedule, ledger, [.. jobs[schedule.Id]]));
        }

        return new FiringReport { Schedules = schedules.Count, Fired = fired, Missed = missed, Doubled = doubled };
    }

    public void ShouldBeSound()
    {
        Missed.ShouldBeEmpty();
        Doubled.ShouldBeEmpty();
    }

    private static IEnumerable<string> MissedIn(StoredSchedule schedule, List<StoredOccurrence> ledger)
    {
        // The next one is what the last step left to come.
        var instants = ledger.Select(one => one.At).Append(schedule.NextAt!.Value).ToList();
        var outOfStep = instants.Zip(instants.Skip(1))
            .Where(pair => pair.Second - pair.First != Second)
            .Select(pair => $"{schedule.Key} between {pair.First:O} and {pair.Second:O}");
        var withoutJob = ledger.Where(one => one.Result != OccurrenceResult.Fired || one.JobId is null)
            .Select(one => $"{schedule.Key} {one.At:O} {one.Result} {one.Cause}");
        return outOfStep.Concat(withoutJob);
    }

    private static IEnumerable<string> DoubledIn(StoredSchedule schedule, List<StoredOccurrence> ledger, List<StoredJob> jobs)
    {
        var filed = ledger.Where(one => one.JobId is not null).Select(one => (Id: one.JobId!.Value, one.At)).ToHashSet();
        var stored = jobs.Select(job => (job.Id, At: job.ScheduledAt)).ToHashSet();
        return jobs.Where(job => !filed.Contains((job.Id, job.ScheduledAt)))
            .Select(job => $"{schedule.Key} job {job.Id} of {job.ScheduledAt:O} is not in the ledger")
            .Concat(filed.Except(stored).Select(one => $"{schedule.Key} {one.At:O} has no job {one.Id}"));
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
