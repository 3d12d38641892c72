using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>Everything one cluster stores. Use it only through <see cref="InMemoryAccess"/>.</summary>
internal sealed class InMemoryState
{
    private readonly AuditIds _auditIds = new();

    public InMemoryState() => Failed = new FinalJobs(Failures);

    /// <summary>Every read and every write holds this lock.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Waiting, parked and running jobs.</summary>
    public LiveJobs Live { get; } = new();

    /// <summary>The dead letters.</summary>
    public FinalJobs Failed { get; }

    /// <summary>The groups of the dead letters.</summary>
    public InMemoryFailures Failures { get; } = new();

    /// <summary>Succeeded and cancelled jobs.</summary>
    public FinalJobs Finished { get; } = new();

    /// <summary>The discarded jobs, in the form in which they had failed.</summary>
    public Dictionary<Guid, StoredJob> Discarded { get; } = [];

    /// <summary>Which job holds a key.</summary>
    public InMemoryKeys Keys { get; } = new();

    /// <summary>The unique key of each job that has one, live or final, and how long the job holds it.</summary>
    public Dictionary<Guid, (string Key, UniqueWhile While)> UniqueKeys { get; } = [];

    /// <summary>The attempts that did not end their job.</summary>
    public Dictionary<Guid, List<StoredAttempt>> EarlierAttempts { get; } = [];

    /// <summary>The log lines of handlers.</summary>
    public Dictionary<Guid, List<JobLogLine>> Logs { get; } = [];

    /// <summary>The live sessions.</summary>
    public Dictionary<Guid, LiveSession> Sessions { get; } = [];

    /// <summary>The names of sessions and when they ended, if they have.</summary>
    public Dictionary<Guid, (SessionName Name, DateTimeOffset? EndedAt)> SessionNames { get; } = [];

    /// <summary>The recurring schedules.</summary>
    public InMemorySchedules Schedules { get; } = new();

    /// <summary>The actions of operators, the oldest first.</summary>
    public SortedDictionary<(DateTimeOffset At, Guid Id), AuditEntry> Audit { get; } = [];

    /// <summary>Operations on many jobs, by ascending id.</summary>
    public SortedDictionary<Guid, LiveOperation> Operations { get; } = [];

    /// <summary>The settings changed at run time.</summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);

    /// <summary>The controls of operators.</summary>
    public Dictionary<ControlTarget, StoredControl> Controls { get; } = [];

    /// <summary>Limits, and the values that operators override.</summary>
    public Dictionary<(string Name, LimitSource Source, string Key), StoredLimit> Limits { get; } = [];

    /// <summary>For each key of a limit, the next start by the rate, the end of its rest, and the job that has the turn.</summary>
    public Dictionary<string, (DateTimeOffset? Next, DateTimeOffset? RestUntil, Guid? HeldBy)> LimitKeys { get; } =
        new(StringComparer.Ordinal);

    /// <summary>Rises with every change of a setting or control.</summary>
    public long SettingsVersion { get; set; }

    /// <summary>The definitions that nodes report, by hash.</summary>
    public Dictionary<string, StoredDefinition> Definitions { get; } = new(StringComparer.Ordinal);

    /// <summary>The nodes that reported them.</summary>
    public Dictionary<Guid, DefinitionNode> DefinitionNodes { get; } = [];

    /// <summary>The writers of statistics: the last sequence of each, and when it last wrote.</summary>
    public Dictionary<Guid, (long Sequence, DateTimeOffset SeenAt)> StatisticWriters { get; } = [];

    /// <summary>The batches of statistics that wait to be added up.</summary>
    public List<(DateTimeOffset FiledAt, IReadOnlyList<NewStatistic> Statistics)> StatisticBatches { get; } = [];

    /// <summary>The sums of statistics.</summary>
    public Dictionary<(StatisticStart Start, StatisticScope Scope, string Name), StoredStatistic> Statistics { get; } = [];

    /// <summary>The alerts.</summary>
    public Dictionary<Guid, StoredAlert> Alerts { get; } = [];

    /// <summary>The stage of each alert sent to each sink.</summary>
    public Dictionary<(Guid AlertId, string Sink), InMemoryAlertNotice> AlertNotices { get; } = [];

    /// <summary>The node that has the turn to evaluate alert rules, and the end of the turn.</summary>
    public (Guid Turn, DateTimeOffset Until) AlertTurn { get; set; }

    /// <summary>Zero until migrated.</summary>
    public int SchemaVersion { get; set; }

    /// <summary>The cluster it belongs to; null if it has no owner yet.</summary>
    public string? Owner { get; set; }

    /// <summary>The job, wherever it is, or null.</summary>
    public StoredJob? Find(Guid id) => Live.Find(id)?.Row ?? Failed.Find(id) ?? Finished.Find(id);

    /// <summary>The one place where jobs become live.</summary>
    public void Enter(StoredJob job) => Live.Add(job.State == JobState.Running ? job : job.Gated());

    /// <summary>The one place where live jobs leave, to the final ones.</summary>
    public void Leave(LiveJob job, StoredJob final, DateTimeOffset now)
    {
        Live.Remove(job);
        SetAside(final, now);
    }

    /// <summary>Adds a job that is not live, or no longer live, to the final ones.</summary>
    public void SetAside(StoredJob final, DateTimeOffset now)
    {
        var section = final.State == JobState.Failed ? Failed : Finished;
        section.Add(final with { FinalizedAt = now, ParkedReason = null });
    }

    public Guid NewAuditId(DateTimeOffset now) => _auditIds.Next(now);

    /// <summary>Adds an operator's action to the audit.</summary>
    public void File(NewAuditEntry entry, DateTimeOffset now)
    {
        var id = entry.Origin.Call?.NextId() ?? NewAuditId(now);
        Audit.Add((now, id), new AuditEntry
        {
            Id = id,
            At = now,
            Who = StoredText.Clean(entry.Origin.Who),
            Host = StoredText.Clean(entry.Origin.Host),
            Source = StoredText.Clean(entry.Origin.Source),
            Action = StoredText.Clean(entry.Action),
            TargetKind = StoredText.Clean(entry.TargetKind),
            TargetId = StoredText.Clean(entry.TargetId),
            Reason = StoredText.Clean(entry.Origin.Reason),
            Before = entry.Before,
            After = entry.After,
            OperationId = entry.Origin.OperationId,
            CallKey = StoredText.Clean(entry.Origin.CallKey),
        });
    }

    /// <summary>Adds the attempt that ended now to the job's earlier ones.</summary>
    public void AddEarlierAttempt(StoredJob job, AttemptResult result, DateTimeOffset endedAt, string? error, string? payload = null)
    {
        if (!EarlierAttempts.TryGetValue(job.Id, out var attempts))
        {
            EarlierAttempts[job.Id] = attempts = [];
        }

        attempts.Add(new StoredAttempt
        {
            ClaimNo = job.ClaimNo,
            SessionId = job.SessionId,
            AttemptedAt = job.AttemptedAt ?? endedAt,
            EndedAt = endedAt,
            Duration = job.Duration,
            Result = result,
            Error = error,
            Progress = job.Progress,
            ProgressText = job.ProgressText,
            Payload = payload,
        });
    }
}
