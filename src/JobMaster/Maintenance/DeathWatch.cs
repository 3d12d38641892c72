using JobMaster.Storage;

namespace JobMaster.Maintenance;

/// <summary>
/// Decides which sessions are dead: those whose counter has not changed for one timeout of this node's own monotonic clock. Only the time
/// between successful reads close together counts. No two clocks are compared, and after an outage of the store or a pause of this process
/// every session has a full timeout again.
/// </summary>
internal sealed class DeathWatch(TimeSpan timeout, TimeSpan longestGap, TimeProvider time)
{
    private readonly Dictionary<Guid, Watched> _sessions = [];
    private long? _lastRead;

    /// <summary>Whether a session of the read before was not there at the last read: it ended, or another node ended it.</summary>
    public bool SawEnd { get; private set; }

    /// <param name="sessions">All live sessions, read in one statement that also raised this node's own heartbeat.</param>
    /// <param name="readAt">When the statement was sent.</param>
    /// <returns>The dead sessions, with the last value of their counter.</returns>
    public IReadOnlyList<SessionBeat> Observe(IReadOnlyList<SessionBeat> sessions, long readAt)
    {
        var step = _lastRead is { } last ? time.GetElapsedTime(last, readAt) : TimeSpan.Zero;
        _lastRead = readAt;
        if (step > longestGap)
        {
            step = TimeSpan.Zero;
        }

        var present = new HashSet<Guid>();
        var dead = new List<SessionBeat>();
        foreach (var session in sessions)
        {
            present.Add(session.SessionId);
            var stood = _sessions.TryGetValue(session.SessionId, out var watched) && watched.Beat == session.Beat
                ? watched.StoodFor + step
                : TimeSpan.Zero;
            _sessions[session.SessionId] = new Watched(session.Beat, stood);
            if (stood >= timeout)
            {
                dead.Add(session);
            }
        }

        var gone = _sessions.Keys.Where(id => !present.Contains(id)).ToList();
        SawEnd = gone.Count > 0;
        gone.ForEach(id => _sessions.Remove(id));

        return dead;
    }

    private readonly record struct Watched(long Beat, TimeSpan StoodFor);
}
