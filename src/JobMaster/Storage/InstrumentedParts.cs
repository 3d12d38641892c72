namespace JobMaster.Storage;

internal sealed class InstrumentedAdmissionStore(IAdmissionStore inner, StoreCall call, AuditedCall audited) : IAdmissionStore
{
    /// <summary>
    /// Not repeated here: an admission with a lost reply is found like a claim with one, and its messages are delivered again.
    /// </summary>
    public Task<IReadOnlyList<AdmitResult>> AdmitAsync(AdmitRequest request, CancellationToken cancellationToken) =>
        call.OnceAsync("jobmaster.store.admit", () => inner.AdmitAsync(request, cancellationToken));

    public Task<bool> StorePlaceholderAsync(Guid id, DateTimeOffset dueAt, AuditOrigin? by, CancellationToken cancellationToken) =>
        audited.RunAsync(
            "jobmaster.store.store_placeholder", by, id.ToString(),
            run => inner.StorePlaceholderAsync(id, dueAt, run, cancellationToken), cancellationToken);
}

internal sealed class InstrumentedJobReadStore(IJobReadStore inner, StoreCall call) : IJobReadStore
{
    public Task<StoredJob?> GetAsync(Guid id, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.get", _ => inner.GetAsync(id, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<StoredJob>> ListAsync(JobListRequest request, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.list", _ => inner.ListAsync(request, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<StoredAttempt>> GetEarlierAttemptsAsync(
        Guid id, int before, int limit, CancellationToken cancellationToken) =>
        call.RunAsync(
            "jobmaster.store.attempts", _ => inner.GetEarlierAttemptsAsync(id, before, limit, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<StoredLogLine>> GetLogAsync(Guid id, long after, int limit, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.log", _ => inner.GetLogAsync(id, after, limit, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<JobCount>> CountAsync(int limit, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.count", _ => inner.CountAsync(limit, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<JobCount>> CountLiveAsync(int limit, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.count_live", _ => inner.CountLiveAsync(limit, cancellationToken), cancellationToken);

    public Task<FoundJobs> SearchAsync(JobSearchRequest request, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.search", _ => inner.SearchAsync(request, cancellationToken), cancellationToken);

    public Task<FoundCount> CountFoundAsync(JobSearchRequest request, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.count_found", _ => inner.CountFoundAsync(request, cancellationToken), cancellationToken);

    public Task<JobStanding?> StandAsync(Guid id, string? reader, int limit, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.stand", _ => inner.StandAsync(id, reader, limit, cancellationToken), cancellationToken);

    public Task<Guid?> GetKeyHolderAsync(Guid id, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.key_holder", _ => inner.GetKeyHolderAsync(id, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<FoundQueue>> FindQueuesAsync(QueueSearch search, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.find_queues", _ => inner.FindQueuesAsync(search, cancellationToken), cancellationToken);
}

internal sealed class InstrumentedSessionStore(ISessionStore inner, StoreCall call) : ISessionStore
{
    public Task StartAsync(NewSession session, CancellationToken cancellationToken) =>
        call.OnceAsync("jobmaster.store.session_start", async () =>
        {
            await inner.StartAsync(session, cancellationToken).ConfigureAwait(false);
            return true;
        });

    /// <summary>Not repeated here: the heartbeat repeats it itself, more often.</summary>
    public BeatResult Beat(BeatRequest request) => call.Once("jobmaster.store.beat", () => inner.Beat(request));

    public Task EndAsync(IReadOnlyList<Guid> sessionIds, CancellationToken cancellationToken) =>
        call.RunAsync(
            "jobmaster.store.session_end",
            async _ =>
            {
                await inner.EndAsync(sessionIds, cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    public Task<IReadOnlyList<Guid>> BuryAsync(IReadOnlyList<SessionBeat> sessions, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.bury", _ => inner.BuryAsync(sessions, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<SessionInfo>> ListAsync(CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.sessions", _ => inner.ListAsync(cancellationToken), cancellationToken);

    public Task<IReadOnlyList<SessionName>> GetNamesAsync(IReadOnlyCollection<Guid> sessionIds, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.session_names", _ => inner.GetNamesAsync(sessionIds, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<JobClaim>> ReadClaimsAsync(Guid sessionId, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.claims", _ => inner.ReadClaimsAsync(sessionId, cancellationToken), cancellationToken);
}

internal sealed class InstrumentedRetentionStore(IRetentionStore inner, StoreCall call) : IRetentionStore
{
    public Task<int> PruneAsync(PruneRequest request, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.prune", _ => inner.PruneAsync(request, cancellationToken), cancellationToken);
}

internal sealed class InstrumentedAuditStore(IAuditStore inner, StoreCall store, AuditedCall audited) : IAuditStore
{
    public Task FileAsync(NewAuditEntry entry, CancellationToken cancellationToken) =>
        audited.RunAsync(
            "jobmaster.store.audit_file", entry, Task (sent) => inner.FileAsync(sent!, cancellationToken), cancellationToken);

    public Guid GetNewCallId() => inner.GetNewCallId();

    public Task<IReadOnlyList<AuditEntry>> ListOfCallAsync(
        AuditCall call, IReadOnlyList<string> targets, CancellationToken cancellationToken) =>
        store.RunAsync("jobmaster.store.audit_call", _ => inner.ListOfCallAsync(call, targets, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<AuditEntry>> ListAsync(AuditListRequest request, CancellationToken cancellationToken) =>
        store.RunAsync("jobmaster.store.audit_list", _ => inner.ListAsync(request, cancellationToken), cancellationToken);

    public Task<int> PruneAsync(TimeSpan retention, int limit, CancellationToken cancellationToken) =>
        store.RunAsync("jobmaster.store.audit_prune", _ => inner.PruneAsync(retention, limit, cancellationToken), cancellationToken);
}

internal sealed class InstrumentedSettingStore(ISettingStore inner, StoreCall call, AuditedCall audited) : ISettingStore
{
    public Task<StoredSettings> ReadAsync(CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.settings", _ => inner.ReadAsync(cancellationToken), cancellationToken);

    public Task<bool> WriteAsync(string name, string? value, NewAuditEntry? audit, CancellationToken cancellationToken) =>
        audited.RunAsync(
            "jobmaster.store.set", audit, sent => inner.WriteAsync(name, value, sent, cancellationToken), cancellationToken);
}

internal sealed class InstrumentedDefinitionStore(IDefinitionStore inner, StoreCall call) : IDefinitionStore
{
    public Task<IReadOnlyList<string>> SeeAsync(
        Guid nodeId, string nodeName, IReadOnlyList<string> hashes, TimeSpan interval, CancellationToken cancellationToken) =>
        call.RunAsync(
            "jobmaster.store.see_definitions", _ => inner.SeeAsync(nodeId, nodeName, hashes, interval, cancellationToken),
            cancellationToken);

    public Task AddAsync(IReadOnlyList<NewDefinition> definitions, CancellationToken cancellationToken) =>
        call.RunAsync(
            "jobmaster.store.add_definitions",
            async _ =>
            {
                await inner.AddAsync(definitions, cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    public Task<StoredDefinitions> ListAsync(CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.definitions", _ => inner.ListAsync(cancellationToken), cancellationToken);

    public Task<int> PruneAsync(TimeSpan definitionRetention, TimeSpan nodeRetention, CancellationToken cancellationToken) =>
        call.RunAsync(
            "jobmaster.store.prune_definitions", _ => inner.PruneAsync(definitionRetention, nodeRetention, cancellationToken),
            cancellationToken);
}
