using System.Collections.Concurrent;
using System.Data.Common;

namespace JobMaster.Conformance.Statements;

/// <summary>One job with its queue, session, key and schedule, on which two writers meet, and the answers they got.</summary>
internal sealed class GateScene(int number, GateStage stage, MovableClock clock, Func<Task<DbConnection>> connect)
{
    /// <summary>The number of a claim that no job has.</summary>
    public const int Fenced = 99;

    private readonly ConcurrentDictionary<JobClaim, Guid> _owners = new();

    public GateStage Stage => stage;

    public MovableClock Clock => clock;

    public Func<Task<DbConnection>> ConnectAsync => connect;

    public string Definition { get; } = $"scene.{number}";

    public string Key { get; } = $"key-{number}";

    /// <summary>The fingerprint of its failures; null for one that no other scene has.</summary>
    public string? Cause { get; set; }

    public JobQueue Queue { get; } = new($"lane-{number}", JobMasterPriority.Medium);

    public Guid SessionId { get; } = Guid.CreateVersion7(clock.Now);

    public ConcurrentDictionary<Guid, bool> EndedSessions { get; } = new();

    public ConcurrentQueue<Guid> Sessions { get; } = new();

    public NewJob Job => field ??= NewJob(Guid.CreateVersion7(clock.Now)) with
    {
        IdempotencyKey = Key,
        RecurringScheduleId = Schedule?.Id,
        ExpiresAt = stage == GateStage.Expired ? clock.Now - TimeSpan.FromMinutes(1) : null,
    };

    public StoredSchedule? Schedule { get; set; }

    /// <summary>The running job, as it was claimed when the scene was set.</summary>
    public StoredJob? Claim { get; set; }

    public ConcurrentQueue<(AttemptOutcome Outcome, RecordResult Result)> Outcomes { get; } = new();

    public ConcurrentQueue<CancelResult> Cancels { get; } = new();

    /// <summary>The jobs an insert or admission said are stored.</summary>
    public ConcurrentQueue<Guid> Stored { get; } = new();

    /// <summary>The jobs that were answered to writers who want one unique key while they wait or run.</summary>
    public ConcurrentQueue<Guid> Unique { get; } = new();

    public ConcurrentQueue<bool> ScheduleChanges { get; } = new();

    public ConcurrentQueue<Guid> Replayed { get; } = new();

    /// <summary>Whether a writer was run that removes what is final.</summary>
    public bool IsPruned { get; set; }

    /// <summary>Whether somebody tried to discard the job once it had failed.</summary>
    public bool IsDiscarded { get; set; }

    public NewJob NewJob(Guid? id = null) => new()
    {
        Id = id ?? Guid.CreateVersion7(clock.Now),
        DefinitionId = Definition,
        Lane = Queue.Lane,
        Priority = Queue.Priority,
        Timeout = TimeSpan.FromMinutes(5),
        MaxRetries = 3,
    };

    public NewSession Session(Guid id) =>
        new() { Id = id, WorkerName = "w", NodeName = "n", Lanes = [Queue.Lane], Concurrency = 8, Version = "1" };

    /// <summary>Unparks for a running node of that reader, or for a node that starts.</summary>
    public UnparkRequest Unpark(string? reader) =>
        new() { DefinitionIds = [Definition], Lanes = [Queue.Lane], Reader = reader, ForEveryReader = reader is null };

    public ClaimRequest Request(Guid sessionId) =>
        new() { SessionId = sessionId, Queues = [new QueueShare(Queue, 1000)], FreeSlots = 1000 };

    /// <summary>The outcome of the attempt that runs; where none does, of one that was fenced long ago.</summary>
    public AttemptOutcome Outcome(OutcomeKind kind) => new()
    {
        JobId = Job.Id,
        ClaimNo = Claim?.ClaimNo ?? Fenced,
        Kind = kind,
        Delay = kind is OutcomeKind.Retry or OutcomeKind.Snooze ? TimeSpan.FromMinutes(1) : TimeSpan.Zero,
        Error = kind is OutcomeKind.Failed or OutcomeKind.Retry ? "it broke" : null,
        Fingerprint = kind == OutcomeKind.Failed ? Cause ?? Definition : null,
        ParkedReason = kind == OutcomeKind.Park ? ParkedReason.UnreadablePayload : null,
    };

    public void Own(StoredJob job) => _owners[new JobClaim(job.Id, job.ClaimNo)] = job.SessionId!.Value;

    public bool IsOwned(StoredJob job) =>
        _owners.TryGetValue(new JobClaim(job.Id, job.ClaimNo), out var session) && session == job.SessionId;

    public void Answered(AttemptOutcome outcome, RecordResult result)
    {
        _owners.TryRemove(new JobClaim(outcome.JobId, outcome.ClaimNo), out _);
        Outcomes.Enqueue((outcome, result));
    }
}
