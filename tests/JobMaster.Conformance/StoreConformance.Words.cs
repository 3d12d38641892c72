namespace JobMaster.Conformance;

public abstract partial class StoreConformance<TFixture>
{
    protected const string Lane = "default";
    protected const string Definition = "email.send";

    protected static readonly TimeSpan Microsecond = TimeSpan.FromMicroseconds(1);
    protected static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    protected static JobQueue Queue { get; } = new(Lane, JobMasterPriority.Medium);

    protected IJobStore Jobs => Store.Jobs;

    /// <summary>A job due now, with nothing optional.</summary>
    protected NewJob Job() => new()
    {
        Id = Guid.CreateVersion7(Clock.Now),
        DefinitionId = Definition,
        Lane = Lane,
        Priority = JobMasterPriority.Medium,
        Timeout = TimeSpan.FromMinutes(5),
        MaxRetries = 3,
    };

    protected List<NewJob> ManyJobs(int count) => [.. Enumerable.Range(0, count).Select(_ => Job())];

    /// <summary>Stores one job and gives its id.</summary>
    /// <summary>As the library inserts: again after a key was held by others for longer than one insert waits.</summary>
    protected static async Task<IReadOnlyList<InsertedJob>> InsertPatientlyAsync(IMasterStore store, IReadOnlyList<NewJob> jobs)
    {
        for (int left = 50; ; left--)
        {
            try
            {
                return await store.Jobs.InsertAsync(jobs, mayBeStored: false, default);
            }
            catch (Exception exception) when (left > 0 && store.IsTransient(exception))
            {
                // Nothing was stored.
            }
        }
    }

    protected async Task<Guid> InsertAsync(NewJob? job = null)
    {
        var inserted = await Jobs.InsertAsync([job ?? Job()], mayBeStored: false, default);
        inserted.ShouldHaveSingleItem().IsNew.ShouldBeTrue();
        return inserted[0].Id;
    }

    protected async Task<Guid> StartSessionAsync(IMasterStore? store = null)
    {
        var session = Session();
        await (store ?? Store).Sessions.StartAsync(session, default);
        return session.Id;
    }

    protected NewSession Session() => new()
    {
        Id = Guid.CreateVersion7(Clock.Now),
        WorkerName = "worker-1",
        NodeName = "host-a:4711",
        AgentName = "Agent-1",
        Lanes = [Lane, "mail"],
        Concurrency = 8,
        Version = "1.2.3",
    };

    protected static ClaimRequest Request(Guid sessionId, int freeSlots = 1000) => new()
    {
        SessionId = sessionId,
        Queues = [new QueueShare(Queue, 1000)],
        FreeSlots = freeSlots,
    };

    /// <summary>Claims up to so many jobs of the usual queue for a session, a new one when none is given.</summary>
    protected async Task<IReadOnlyList<StoredJob>> ClaimAsync(int freeSlots = 1000, Guid? sessionId = null) =>
        await Jobs.ClaimAsync(Request(sessionId ?? await StartSessionAsync(), freeSlots), default);

    protected async Task<Guid[]> ClaimIdsAsync(ClaimRequest request) =>
        [.. (await Jobs.ClaimAsync(request, default)).Select(job => job.Id)];

    /// <summary>Stores one job and claims it.</summary>
    protected async Task<StoredJob> RunOneAsync(NewJob? job = null, Guid? sessionId = null)
    {
        var id = await InsertAsync(job);
        return (await ClaimAsync(sessionId: sessionId)).Single(claimed => claimed.Id == id);
    }

    protected static AttemptOutcome Outcome(StoredJob claimed, OutcomeKind kind) => new()
    {
        JobId = claimed.Id,
        ClaimNo = claimed.ClaimNo,
        Kind = kind,
        IsLimited = claimed.Limits is not null,
        Duration = TimeSpan.FromMilliseconds(1234.567),
        Delay = kind is OutcomeKind.Retry or OutcomeKind.Snooze ? TimeSpan.FromMinutes(1) : TimeSpan.Zero,
        Error = kind is OutcomeKind.Failed or OutcomeKind.Retry ? "it broke" : null,
        Result = kind == OutcomeKind.Succeeded ? "{\"sent\":1}" : null,
        ParkedReason = kind == OutcomeKind.Park ? ParkedReason.UnknownDefinition : null,
    };

    protected async Task<RecordResult> RecordAsync(AttemptOutcome outcome) =>
        (await Jobs.RecordAsync([outcome], default)).ShouldHaveSingleItem();

    protected Task<RecordResult> RecordAsync(StoredJob claimed, OutcomeKind kind) => RecordAsync(Outcome(claimed, kind));

    protected async Task<StoredJob> GetAsync(Guid id) => (await Store.Reads.GetAsync(id, default)).ShouldNotBeNull();

    protected Task<IReadOnlyList<StoredAttempt>> EarlierAttemptsAsync(Guid id) =>
        Store.Reads.GetEarlierAttemptsAsync(id, int.MaxValue, 1000, default);

    protected async Task<IReadOnlyList<JobLogLine>> LogAsync(Guid id) =>
        [.. (await Store.Reads.GetLogAsync(id, 0, 1000, default)).Select(line => line.Line)];

    /// <summary>Stores one job and brings it to a final state.</summary>
    protected async Task<StoredJob> FinishOneAsync(OutcomeKind kind, NewJob? job = null)
    {
        var claimed = await RunOneAsync(job);
        (await RecordAsync(claimed, kind)).ShouldBe(RecordResult.Recorded);
        return await GetAsync(claimed.Id);
    }

    /// <summary>Ends the session of a running job and has the job rescued.</summary>
    protected async Task<RescuedJob> LoseAsync(StoredJob claimed, int maxLosses = 100)
    {
        await Store.Sessions.EndAsync([claimed.SessionId!.Value], default);
        return (await Jobs.RescueAsync(new RescueRequest(1000, maxLosses), default)).Single(rescued => rescued.Id == claimed.Id);
    }

    protected async Task<CancelResult> CancelAsync(Guid id) => (await Jobs.CancelAsync([id], default)).ShouldHaveSingleItem();

    /// <summary>Makes parked jobs of a definition wait again for a running node, or for every reader when a node starts.</summary>
    protected Task<int> UnparkAsync(
        string definition = Definition, string? reader = null, bool forEveryReader = false, string lane = Lane) =>
        Jobs.UnparkAsync(
            new UnparkRequest { DefinitionIds = [definition], Lanes = [lane], Reader = reader, ForEveryReader = forEveryReader }, default);

    protected BeatResult Read(params Guid[] sessionIds) =>
        Store.Sessions.Beat(new BeatRequest { SessionIds = sessionIds, Raise = false, Queues = [Queue] });

    protected BeatResult Raise(params Guid[] sessionIds) =>
        Store.Sessions.Beat(new BeatRequest { SessionIds = sessionIds, Raise = true, Queues = [Queue] });
}
