using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>The lives of workers.</summary>
internal sealed class InMemorySessionStore(InMemoryAccess access) : ISessionStore
{
    public Task StartAsync(NewSession session, CancellationToken cancellationToken) =>
        access.RunAsync(
            (state, now) =>
            {
                var cleaned = Cleaned(session);
                state.SessionNames.TryAdd(session.Id, (new SessionName(session.Id, cleaned.WorkerName, cleaned.NodeName), null));
                return state.Sessions.TryAdd(session.Id, new LiveSession(cleaned, now));
            },
            cancellationToken);

    public BeatResult Beat(BeatRequest request) => access.Run((state, now) => BeatSessions.Run(state, now, request));

    public Task EndAsync(IReadOnlyList<Guid> sessionIds, CancellationToken cancellationToken) =>
        access.RunAsync(
            (state, now) =>
            {
                int ended = sessionIds.Count(state.Sessions.Remove);
                EndNames(state, now, sessionIds);
                UnparkJobs.ParkUnread(state);
                return ended;
            },
            cancellationToken);

    public Task<IReadOnlyList<Guid>> BuryAsync(IReadOnlyList<SessionBeat> sessions, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<Guid>>(
            (state, now) =>
            {
                var ended = sessions.Where(seen => Bury(state, seen)).Select(seen => seen.SessionId).ToList();
                EndNames(state, now, ended);
                UnparkJobs.ParkUnread(state);
                return ended;
            },
            cancellationToken);

    public Task<IReadOnlyList<JobClaim>> ReadClaimsAsync(Guid sessionId, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<JobClaim>>(
            (state, _) =>
                state.Live.Running.TryGetValue(sessionId, out var jobs)
                    ? [.. jobs.Select(job => new JobClaim(job.Row.Id, job.Row.ClaimNo))]
                    : [],
            cancellationToken);

    public Task<IReadOnlyList<SessionInfo>> ListAsync(CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<SessionInfo>>(
            (state, now) =>
                [
                    .. state.Sessions.Values.Select(session =>
                        new SessionInfo(session.Session, session.StartedAt, session.LastBeatAt, now - session.LastBeatAt)
                        {
                            Report = session.Report,
                        })],
            cancellationToken);

    public Task<IReadOnlyList<SessionName>> GetNamesAsync(IReadOnlyCollection<Guid> sessionIds, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<SessionName>>(
            (state, _) => [.. sessionIds.Distinct().Where(state.SessionNames.ContainsKey).Select(id => state.SessionNames[id].Name)],
            cancellationToken);

    private static void EndNames(InMemoryState state, DateTimeOffset now, IEnumerable<Guid> ended)
    {
        foreach (var id in ended.Where(state.SessionNames.ContainsKey))
        {
            var (name, endedAt) = state.SessionNames[id];
            state.SessionNames[id] = (name, endedAt ?? now);
        }
    }

    private static bool Bury(InMemoryState state, SessionBeat seen) =>
        state.Sessions.TryGetValue(seen.SessionId, out var session) && session.Beat == seen.Beat && state.Sessions.Remove(seen.SessionId);

    private static NewSession Cleaned(NewSession session) => session with
    {
        WorkerName = StoredText.Clean(session.WorkerName),
        NodeName = StoredText.Clean(session.NodeName),
        Lanes = [.. session.Lanes.Select(lane => StoredText.Clean(lane))],
        Version = StoredText.Clean(session.Version),
    };
}
