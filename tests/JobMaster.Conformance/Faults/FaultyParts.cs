namespace JobMaster.Conformance.Faults;

internal sealed class FaultyAdmissionStore(IAdmissionStore inner, StoreFaults faults) : IAdmissionStore
{
    public Task<IReadOnlyList<AdmitResult>> AdmitAsync(AdmitRequest request, CancellationToken cancellationToken) =>
        faults.RunAsync(
            nameof(AdmitAsync),
            () => request.Jobs.Any(delivered => faults.CannotAdmit(delivered.Job))
                ? throw new StoreAwayException(nameof(AdmitAsync))
                : inner.AdmitAsync(request, cancellationToken));

    public Task<bool> StorePlaceholderAsync(Guid id, DateTimeOffset dueAt, AuditOrigin? by, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(StorePlaceholderAsync), () => inner.StorePlaceholderAsync(id, dueAt, by, cancellationToken));
}

internal sealed class FaultyJobReadStore(IJobReadStore inner, StoreFaults faults) : IJobReadStore
{
    public Task<StoredJob?> GetAsync(Guid id, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(GetAsync), () => inner.GetAsync(id, cancellationToken));

    public Task<IReadOnlyList<StoredJob>> ListAsync(JobListRequest request, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(ListAsync), () => inner.ListAsync(request, cancellationToken));

    public Task<IReadOnlyList<StoredAttempt>> GetEarlierAttemptsAsync(
        Guid id, int before, int limit, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(GetEarlierAttemptsAsync), () => inner.GetEarlierAttemptsAsync(id, before, limit, cancellationToken));

    public Task<IReadOnlyList<StoredLogLine>> GetLogAsync(Guid id, long after, int limit, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(GetLogAsync), () => inner.GetLogAsync(id, after, limit, cancellationToken));

    public Task<IReadOnlyList<JobCount>> CountAsync(int limit, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(CountAsync), () => inner.CountAsync(limit, cancellationToken));

    public Task<IReadOnlyList<JobCount>> CountLiveAsync(int limit, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(CountLiveAsync), () => inner.CountLiveAsync(limit, cancellationToken));

    public Task<FoundJobs> SearchAsync(JobSearchRequest request, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(SearchAsync), () => inner.SearchAsync(request, cancellationToken));

    public Task<FoundCount> CountFoundAsync(JobSearchRequest request, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(CountFoundAsync), () => inner.CountFoundAsync(request, cancellationToken));

    public Task<JobStanding?> StandAsync(Guid id, string? reader, int limit, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(StandAsync), () => inner.StandAsync(id, reader, limit, cancellationToken));

    public Task<Guid?> GetKeyHolderAsync(Guid id, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(GetKeyHolderAsync), () => inner.GetKeyHolderAsync(id, cancellationToken));

    public Task<IReadOnlyList<FoundQueue>> FindQueuesAsync(QueueSearch search, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(FindQueuesAsync), () => inner.FindQueuesAsync(search, cancellationToken));
}

internal sealed class FaultySessionStore(ISessionStore inner, StoreFaults faults) : ISessionStore
{
    public Task StartAsync(NewSession session, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(StartAsync), async () =>
        {
            await inner.StartAsync(session, cancellationToken);
            return true;
        });

    public BeatResult Beat(BeatRequest request) => faults.Run(nameof(Beat), () => inner.Beat(request));

    public Task EndAsync(IReadOnlyList<Guid> sessionIds, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(EndAsync), async () =>
        {
            await inner.EndAsync(sessionIds, cancellationToken);
            return true;
        });

    public Task<IReadOnlyList<Guid>> BuryAsync(IReadOnlyList<SessionBeat> sessions, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(BuryAsync), () => inner.BuryAsync(sessions, cancellationToken));

    public Task<IReadOnlyList<SessionInfo>> ListAsync(CancellationToken cancellationToken) =>
        faults.RunAsync("ListSessionsAsync", () => inner.ListAsync(cancellationToken));

    public Task<IReadOnlyList<SessionName>> GetNamesAsync(IReadOnlyCollection<Guid> sessionIds, CancellationToken cancellationToken) =>
        faults.RunAsync("GetSessionNamesAsync", () => inner.GetNamesAsync(sessionIds, cancellationToken));

    public Task<IReadOnlyList<JobClaim>> ReadClaimsAsync(Guid sessionId, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(ReadClaimsAsync), () => inner.ReadClaimsAsync(sessionId, cancellationToken));
}

internal sealed class FaultyRetentionStore(IRetentionStore inner, StoreFaults faults) : IRetentionStore
{
    /// <summary>Carries the most jobs that it may remove.</summary>
    public Task<int> PruneAsync(PruneRequest request, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(PruneAsync), request.Limit, () => inner.PruneAsync(request, cancellationToken));
}

internal sealed class FaultyAuditStore(IAuditStore inner, StoreFaults faults) : IAuditStore
{
    public Task FileAsync(NewAuditEntry entry, CancellationToken cancellationToken) =>
        faults.RunAsync("FileAuditAsync", async () =>
        {
            await inner.FileAsync(entry, cancellationToken);
            return true;
        });

    public Task<IReadOnlyList<AuditEntry>> ListAsync(AuditListRequest request, CancellationToken cancellationToken) =>
        faults.RunAsync("ListAuditAsync", () => inner.ListAsync(request, cancellationToken));

    public Guid GetNewCallId() => inner.GetNewCallId();

    public Task<IReadOnlyList<AuditEntry>> ListOfCallAsync(
        AuditCall call, IReadOnlyList<string> targets, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(ListOfCallAsync), () => inner.ListOfCallAsync(call, targets, cancellationToken));

    public Task<int> PruneAsync(TimeSpan retention, int limit, CancellationToken cancellationToken) =>
        faults.RunAsync("PruneAuditAsync", limit, () => inner.PruneAsync(retention, limit, cancellationToken));
}

internal sealed class FaultySettingStore(ISettingStore inner, StoreFaults faults) : ISettingStore
{
    public Task<StoredSettings> ReadAsync(CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(ReadAsync), () => inner.ReadAsync(cancellationToken));

    public Task<bool> WriteAsync(string name, string? value, NewAuditEntry? audit, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(WriteAsync), () => inner.WriteAsync(name, value, audit, cancellationToken));
}

internal sealed class FaultyDefinitionStore(IDefinitionStore inner, StoreFaults faults) : IDefinitionStore
{
    public Task<IReadOnlyList<string>> SeeAsync(
        Guid nodeId, string nodeName, IReadOnlyList<string> hashes, TimeSpan interval, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(SeeAsync), () => inner.SeeAsync(nodeId, nodeName, hashes, interval, cancellationToken));

    public Task AddAsync(IReadOnlyList<NewDefinition> definitions, CancellationToken cancellationToken) =>
        faults.RunAsync("AddDefinitionsAsync", async () =>
        {
            await inner.AddAsync(definitions, cancellationToken);
            return true;
        });

    public Task<StoredDefinitions> ListAsync(CancellationToken cancellationToken) =>
        faults.RunAsync("ListDefinitionsAsync", () => inner.ListAsync(cancellationToken));

    public Task<int> PruneAsync(TimeSpan definitionRetention, TimeSpan nodeRetention, CancellationToken cancellationToken) =>
        faults.RunAsync("PruneDefinitionsAsync", () => inner.PruneAsync(definitionRetention, nodeRetention, cancellationToken));
}
