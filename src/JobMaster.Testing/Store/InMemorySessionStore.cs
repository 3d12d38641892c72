using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>The lives of workers.</summary>
internal sealed class InMemorySessionStore(InMemoryAccess access) : ISessionStore
{
    public Task StartAsync(NewSession session, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => state.Sessions.TryAdd(session.Id, new LiveSession(Cleaned(session), now)), cancellationToken);

    public BeatResult Beat(BeatRequest request) => access.Run((state, now) => BeatSessions.Run(state, now, request));

    public Task EndAsync(IReadOnlyList<Guid> sessionIds, CancellationToken cancellationToken) =>
        access.RunAsync(
            (state, _) =>
            {
                int ended = sessionIds.Count(state.Sessions.Remove);
                UnparkJobs.ParkUnread(state);
                return ended;
            },
            cancellationToken);

    public Task<IReadOnlyList<Guid>> BuryAsync(IReadOnlyList<SessionBeat> sessions, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<Guid>>(
            (state, _) =>
            {
                var ended = sessions.Where(seen => Bury(state, seen)).Select(seen => seen.SessionId).ToList();
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
