using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>The sessions of workers. A session is live as long as its row exists.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface ISessionStore
{
    /// <summary>
    /// Makes a session live, with its heartbeat at zero. A live session does not change, so a start with a lost reply may be sent again.
    /// </summary>
    Task StartAsync(NewSession session, CancellationToken cancellationToken);

    /// <summary>
    /// The one statement of an idle node: raises the heartbeat of its sessions if asked to, and returns what the node must know. Runs on
    /// the calling thread and its own connection, so neither a starved thread pool nor an exhausted connection pool can delay it.
    /// </summary>
    BeatResult Beat(BeatRequest request);

    /// <summary>
    /// Ends sessions that stop normally; their remaining running jobs can be rescued immediately. Parks as unreadable the waiting jobs that
    /// no live session can take, because every build that serves their lane failed to read them.
    /// </summary>
    Task EndAsync(IReadOnlyList<Guid> sessionIds, CancellationToken cancellationToken);

    /// <summary>
    /// Ends sessions that are dead, each only if it still has the given heartbeat; returns those ended. Then parks jobs that are unreadable
    /// to all sessions, as <see cref="EndAsync"/> does.
    /// </summary>
    Task<IReadOnlyList<Guid>> BuryAsync(IReadOnlyList<SessionBeat> sessions, CancellationToken cancellationToken);

    /// <summary>The running jobs that a session holds, so that a worker finds the jobs of a claim whose reply was lost.</summary>
    Task<IReadOnlyList<JobClaim>> ReadClaimsAsync(Guid sessionId, CancellationToken cancellationToken);

    /// <summary>The live sessions.</summary>
    Task<IReadOnlyList<SessionInfo>> ListAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The names of sessions, also of those that have ended: they are kept for the longest retention of jobs. Leaves out unknown ones.
    /// </summary>
    Task<IReadOnlyList<SessionName>> GetNamesAsync(IReadOnlyCollection<Guid> sessionIds, CancellationToken cancellationToken);
}
