using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>The lives of workers. A session is live as long as its row is there.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface ISessionStore
{
    /// <summary>
    /// Makes a session live, its heartbeat at zero; one that is live already stays as it is, so a start whose reply was lost may be sent
    /// again.
    /// </summary>
    Task StartAsync(NewSession session, CancellationToken cancellationToken);

    /// <summary>
    /// The one statement of an idle node: raises the heartbeat of its sessions when asked to, and returns what the node must know. Runs on
    /// the calling thread and a connection of its own, so neither a starved thread pool nor an exhausted connection pool can hold it up.
    /// </summary>
    BeatResult Beat(BeatRequest request);

    /// <summary>
    /// Ends sessions that stop in order; their remaining running jobs are open to rescue at once. Parks as unreadable the waiting jobs that
    /// no live session can take, because every build that serves their lane failed to read them.
    /// </summary>
    Task EndAsync(IReadOnlyList<Guid> sessionIds, CancellationToken cancellationToken);

    /// <summary>
    /// Ends sessions seen dead, each only if its heartbeat is still the one given; returns those ended. Parks what is then unreadable to
    /// all, as <see cref="EndAsync"/> does.
    /// </summary>
    Task<IReadOnlyList<Guid>> BuryAsync(IReadOnlyList<SessionBeat> sessions, CancellationToken cancellationToken);

    /// <summary>The running jobs a session holds, so that a worker finds those of a claim whose reply was lost.</summary>
    Task<IReadOnlyList<JobClaim>> ReadClaimsAsync(Guid sessionId, CancellationToken cancellationToken);

    /// <summary>The live sessions.</summary>
    Task<IReadOnlyList<SessionInfo>> ListAsync(CancellationToken cancellationToken);
}
