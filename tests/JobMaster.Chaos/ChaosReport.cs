using JobMaster.Storage;

namespace JobMaster.Chaos;

/// <summary>
/// What came of a run, from the store's history and the files of all processes. The sets that must be empty name the jobs that are in them.
/// </summary>
internal sealed record ChaosReport
{
    private ChaosReport()
    {
    }

    public required int Accepted { get; init; }

    /// <summary>Of those accepted, the jobs that an agent accepted.</summary>
    public required int AcceptedByAgents { get; init; }

    public required int Finished { get; init; }

    /// <summary>Accepted, and not brought to an end.</summary>
    public required IReadOnlyList<Guid> Lost { get; init; }

    /// <summary>With more than one final outcome, or with a claim that ended twice or never.</summary>
    public required IReadOnlyList<Guid> RecordedTwice { get; init; }

    /// <summary>
    /// Started twice under one claim, more often than its losses, failures and releases explain, succeeded without having run to its end,
    /// or cancelled by nobody.
    /// </summary>
    public required IReadOnlyList<Guid> Unexplained { get; init; }

    /// <summary>What operators did, and how often.</summary>
    public required IReadOnlyDictionary<string, int> Done { get; init; }

    /// <summary>What an operator met that it should not have.</summary>
    public required IReadOnlyList<string> Surprises { get; init; }

    public required int Cancelled { get; init; }

    public required int RepeatedRuns { get; init; }

    public required int Losses { get; init; }

    public required int Fenced { get; init; }

    public required int SessionsBuried { get; init; }

    public string Table => $"""
        accepted jobs                      {Accepted,7}
        of them by an agent                {AcceptedByAgents,7}
        finished jobs                      {Finished,7}
        lost jobs                          {Lost.Count,7}
        outcomes recorded twice            {RecordedTwice.Count,7}
        runs that nothing explains         {Unexplained.Count,7}
        handler runs repeated by a crash   {RepeatedRuns,7}
        attempts lost and taken back       {Losses,7}
        attempts fenced                    {Fenced,7}
        sessions buried                    {SessionsBuried,7}
        cancelled jobs                     {Cancelled,7}{string.Concat(Done.Select(done => $"\noperator: {done.Key,-25}{done.Value,7}"))}
        """;

    public static async Task<ChaosReport> ReadAsync(ChaosCluster cluster)
    {
        var history = await StoredHistory.ReadAsync(cluster.Store.Reads);
        var runs = RunLines.Read(cluster.Lines);
        var cancels = await CancelsAsync(cluster.Store.Audit);
        var final = history.Jobs.Where(job => job.State is JobState.Succeeded or JobState.Failed or JobState.Cancelled)
            .Select(job => job.Id)
            .ToHashSet();
        return new ChaosReport
        {
            Accepted = runs.Accepted.Count,
            AcceptedByAgents = runs.Accepted.Count(AgentJobId.Is),
            Finished = final.Count,
            Lost = [.. runs.Accepted.Where(id => !final.Contains(id))],
            RecordedTwice = [.. RecordedTwiceIn(history)],
            Unexplained = [.. UnexplainedIn(history, runs), .. CancelledByNobody(history, cancels)],
            Done = runs.Done,
            Surprises = runs.Surprises,
            Cancelled = history.Jobs.Count(job => job.State == JobState.Cancelled),
            RepeatedRuns = runs.Started.Sum(job => job.Value.Count - 1 - history.Failures(job.Key)),
            Losses = history.Jobs.Sum(job => history.Losses(job.Id)),
            Fenced = runs.Logged("AttemptFenced"),
            SessionsBuried = runs.Logged("SessionBuried"),
        };
    }

    public void ShouldBeSound()
    {
        Lost.ShouldBeEmpty();
        RecordedTwice.ShouldBeEmpty();
        Unexplained.ShouldBeEmpty();
        Surprises.ShouldBeEmpty();
    }

    private static IEnumerable<Guid> RecordedTwiceIn(StoredHistory history) => history.Jobs
        .CountBy(job => job.Id).Where(job => job.Value > 1).Select(job => job.Key)
        .Concat(history.Jobs.Where(job => job.ClaimNo > 1 && !EndedOnceEach(job, history.Earlier[job.Id])).Select(job => job.Id));

    /// <summary>A job cancelled between two attempts has none but earlier ones.</summary>
    private static bool EndedOnceEach(StoredJob job, IReadOnlyList<StoredAttempt> earlier) =>
        earlier.Select(attempt => attempt.ClaimNo).SequenceEqual(
            Enumerable.Range(1, job.State == JobState.Cancelled ? Math.Max(earlier.Count, job.ClaimNo - 1) : job.ClaimNo - 1))
        && earlier.Count <= job.ClaimNo
        && earlier.All(attempt => attempt.Result is AttemptResult.Lost or AttemptResult.Released or AttemptResult.Failed);

    private static IEnumerable<Guid> UnexplainedIn(StoredHistory history, RunLines runs) =>
        from job in history.Jobs
        let started = runs.Started.GetValueOrDefault(job.Id, [])
        let hasRun = runs.Finished.Contains((job.Id, job.ClaimNo))
        where started.Count != started.Distinct().Count()
            || started.Count > 1 + history.Losses(job.Id) + history.Failures(job.Id) + history.Releases(job.Id)
            || (job.State == JobState.Succeeded && !(started.Contains(job.ClaimNo) && hasRun))
        select job.Id;

    private static IEnumerable<Guid> CancelledByNobody(StoredHistory history, HashSet<string> cancels) =>
        history.Jobs.Where(job => job.State == JobState.Cancelled && !cancels.Contains(job.Id.ToString())).Select(job => job.Id);

    private static async Task<HashSet<string>> CancelsAsync(IAuditStore audit) =>
        [
            .. (await StoredAudit.ReadAsync(audit, AuditTargets.Job)).Where(entry => entry.Action == AuditActions.CancelJob)
                .Select(entry => entry.TargetId)];
}
