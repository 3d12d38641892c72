using JobMaster.Scheduling;
using JobMaster.Storage;
using JobMaster.Values;

namespace JobMaster.Monitoring;

/// <summary>Reads jobs, one section of the store at a time, as one list.</summary>
internal sealed class JobMonitor(
    IMasterStore store, JobsOnAgents onAgents, JobExplainer explainer, PayloadStorage payloads, Operators operators) : IJobMonitor
{
    private const int MostAttempts = 1000;
    private const int MostLines = 10_000;
    private const int LinesRead = 1000;

    private readonly IJobReadStore reads = store.Reads;
    private readonly JobLister lister = new(store.Reads, TimeProvider.System);
    private readonly JobSearcher searcher = new(store.Reads, TimeProvider.System);
    private readonly TimelineReader timelines = new(store, onAgents);

    public async Task<JobDetails?> GetAsync(Guid jobId, CancellationToken cancellationToken = default) =>
        await reads.GetAsync(jobId, cancellationToken).ConfigureAwait(false) is { } job
            ? Details(job) with { Revision = job.Revision() }
            : onAgents.MayBe(jobId)
            ? OnAgent(jobId)
            : null;

    public async Task<JobDetails?> RevealAsync(Guid jobId, OperatorContext by, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (await reads.GetAsync(jobId, cancellationToken).ConfigureAwait(false) is not { } job)
        {
            return null;
        }

        await store.Audit.FileAsync(JobAudit.Revealed(operators.Origin(by), jobId), cancellationToken).ConfigureAwait(false);
        return Details(job) with { Revision = job.Revision(), MsgDataJson = payloads.TryOpen(job.Payload, job.DefinitionId) };
    }

    public Task<JobPage> ListAsync(
        JobFilter? filter = null, string? continueFrom = null, CancellationToken cancellationToken = default) =>
        lister.ListAsync(filter ?? new JobFilter(), continueFrom, cancellationToken);

    public Task<JobSearchPage> SearchAsync(
        JobSearch? search = null, string? continueFrom = null, CancellationToken cancellationToken = default) =>
        searcher.SearchAsync(search, continueFrom, cancellationToken);

    public Task<JobSearchCount> CountAsync(JobSearch search, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(search);
        return searcher.CountAsync(search, cancellationToken);
    }

    public async Task<IReadOnlyList<JobAttemptDetails>> GetAttemptsAsync(Guid jobId, CancellationToken cancellationToken = default)
    {
        var job = await reads.GetAsync(jobId, cancellationToken).ConfigureAwait(false);
        if (job is null)
        {
            return [];
        }

        return Attempts(
            job, await reads.GetEarlierAttemptsAsync(jobId, int.MaxValue, MostAttempts, cancellationToken).ConfigureAwait(false));
    }

    public async Task<IReadOnlyList<JobAttemptDetails>> GetAttemptsBeforeAsync(
        Guid jobId, int before, int count = 100, CancellationToken cancellationToken = default) =>
    [
        .. (await reads.GetEarlierAttemptsAsync(jobId, before, Checked(count, nameof(count)), cancellationToken).ConfigureAwait(false))
            .Select(Details),
    ];

    public async Task<IReadOnlyList<JobLogLine>> GetLogAsync(Guid jobId, CancellationToken cancellationToken = default)
    {
        var (lines, size, next) = (new List<JobLogLine>(), 0L, (long?)0);
        while (next is { } after && lines.Count < MostLines && size < BatchBytes.Most)
        {
            var page = await LogAfterAsync(jobId, after, LinesRead, cancellationToken).ConfigureAwait(false);
            lines.AddRange(page.Lines);
            size += page.Lines.Sum(line => line.Text.Length);
            next = page.Next;
        }

        return lines;
    }

    public Task<JobLogPage> GetLogPageAsync(
        Guid jobId, long continueFrom = 0, int count = 100, CancellationToken cancellationToken = default) =>
        LogAfterAsync(jobId, continueFrom, Checked(count, nameof(count)), cancellationToken);

    public Task<JobTimeline?> GetTimelineAsync(Guid jobId, CancellationToken cancellationToken = default) =>
        timelines.GetAsync(jobId, cancellationToken);

    private async Task<JobLogPage> LogAfterAsync(Guid jobId, long after, int count, CancellationToken cancellationToken)
    {
        var lines = await reads.GetLogAsync(jobId, after, count + 1, cancellationToken).ConfigureAwait(false);
        return new JobLogPage([.. lines.Take(count).Select(line => line.Line)], lines.Count > count ? lines[count - 1].Seq : null);
    }

    private static int Checked(int count, string name) =>
        count is >= 1 and <= 1000 ? count : throw new ArgumentException($"{count} must be from 1 to 1,000.", name);

    public Task<JobExplanation?> ExplainAsync(Guid jobId, CancellationToken cancellationToken = default) =>
        explainer.ExplainAsync(jobId, cancellationToken);

    public async Task<JobCounts> CountAsync(CancellationToken cancellationToken = default)
    {
        var (counts, isCapped) = CappedCounts.Of(await reads.CountAsync(CappedCounts.Asked, cancellationToken).ConfigureAwait(false));
        long Of(JobState state) => counts.Where(count => count.State == state && !count.IsParked).Sum(count => count.Count);
        return new JobCounts
        {
            Scheduled = Of(JobState.Scheduled),
            Ready = Of(JobState.Ready),
            Throttled = Of(JobState.Throttled),
            Running = Of(JobState.Running),
            Parked = counts.Where(count => count.IsParked).Sum(count => count.Count),
            Succeeded = Of(JobState.Succeeded),
            Failed = Of(JobState.Failed),
            Cancelled = Of(JobState.Cancelled),
            IsCapped = isCapped,
        };
    }

    /// <summary>Every attempt of a job, including the last.</summary>
    internal static IReadOnlyList<JobAttemptDetails> Attempts(StoredJob job, IEnumerable<StoredAttempt> earlier)
    {
        var attempts = earlier.Select(Details).ToList();
        if (LastAttempt(job) is { } last && attempts.TrueForAll(attempt => attempt.Number != last.Number))
        {
            attempts.Add(last);
        }

        return attempts;
    }

    /// <summary>The attempt that runs or that ended the job; null between two attempts.</summary>
    private static JobAttemptDetails? LastAttempt(StoredJob job)
    {
        AttemptResult? result = job.State switch
        {
            JobState.Running => AttemptResult.Running,
            JobState.Succeeded => AttemptResult.Succeeded,
            JobState.Failed => AttemptResult.Failed,
            JobState.Cancelled when job.Duration is not null => AttemptResult.Cancelled,
            _ => null,
        };
        return result is null || job.AttemptedAt is null ? null : new JobAttemptDetails
        {
            Number = job.ClaimNo,
            SessionId = job.SessionId,
            AttemptedAt = job.AttemptedAt.Value,
            EndedAt = job.FinalizedAt,
            Duration = job.Duration,
            Result = result.Value,
            Error = result is AttemptResult.Failed or AttemptResult.Cancelled ? job.Error : null,
            Progress = job.Progress,
            ProgressText = job.ProgressText,
        };
    }

    private static JobAttemptDetails Details(StoredAttempt attempt) => new()
    {
        Number = attempt.ClaimNo,
        SessionId = attempt.SessionId,
        AttemptedAt = attempt.AttemptedAt,
        EndedAt = attempt.EndedAt,
        Duration = attempt.Duration,
        Result = attempt.Result,
        Error = attempt.Error,
        Progress = attempt.Progress,
        ProgressText = attempt.ProgressText,
        ReplacedMsgDataJson = PayloadEnvelope.Shown(attempt.Payload),
        IsMsgDataReplaced = attempt.Payload is not null,
    };

    /// <summary>The known facts about a job whose other facts are in its message.</summary>
    private static JobDetails OnAgent(Guid jobId)
    {
        var pushedAt = AgentJobId.TimeOf(jobId);
        return new JobDetails
        {
            Id = jobId, JobDefinitionId = AgentJobId.Unseen, State = JobState.Ready, IsOnAgent = true, WorkerLane = AgentJobId.Unseen,
            Priority = JobMasterPriority.Medium,
            CreatedAt = pushedAt, ScheduledAt = pushedAt, DueAt = pushedAt, Timeout = TimeSpan.Zero, MaxNumberOfRetries = 0,
            Metadata = JobMetadata.Empty,
            TriggerSourceType = TriggerSourceType.Once,
        };
    }

    internal static JobDetails Details(StoredJob job) => new()
    {
        Id = job.Id,
        JobDefinitionId = job.DefinitionId,
        State = job.State,
        WorkerLane = job.Lane,
        Priority = job.Priority,
        CreatedAt = job.CreatedAt,
        ScheduledAt = job.ScheduledAt,
        DueAt = job.DueAt,
        AttemptedAt = job.AttemptedAt,
        FinalizedAt = job.FinalizedAt,
        Duration = job.Duration,
        ExpiresAt = job.ExpiresAt,
        Timeout = job.Timeout,
        MaxNumberOfRetries = job.MaxRetries,
        NumberOfFailures = job.NumberOfFailures,
        NumberOfLosses = job.LostCount,
        ParkedReason = job.ParkedReason,
        IsCancelRequested = job.IsCancelRequested,
        Error = job.Error,
        Fingerprint = job.Fingerprint,
        Result = job.Result,
        Progress = job.Progress,
        ProgressText = job.ProgressText,
        Metadata = JobMetadata.Parse(job.Metadata),
        MsgDataJson = PayloadEnvelope.Shown(job.Payload),
        PayloadVersion = PayloadEnvelope.VersionOf(job.Payload),
        PayloadKeyId = PayloadEnvelope.KeyOf(job.Payload),
        Tenant = job.Tenant,
        IdempotencyKey = job.IdempotencyKey,
        TraceParent = job.TraceParent,
        ScheduledBy = job.ScheduledBy,
        TriggerSourceType = job.TriggerSource,
        RecurringScheduleId = job.RecurringScheduleId,
    };
}
