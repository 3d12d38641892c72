using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>A new session of a worker.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record NewSession
{
    /// <summary>The session's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The worker's name.</summary>
    public required string WorkerName { get; init; }

    /// <summary>The host and process it runs in.</summary>
    public required string NodeName { get; init; }

    /// <summary>The lanes it serves, and the <see cref="LanePattern">patterns</see> of lanes.</summary>
    public required IReadOnlyList<string> Lanes { get; init; }

    /// <summary>The agent connection it receives from besides the master; null for none.</summary>
    public string? AgentName { get; init; }

    /// <summary>How many jobs it runs at once.</summary>
    public required int Concurrency { get; init; }

    /// <summary>The version of the library it runs.</summary>
    public required string Version { get; init; }

    /// <summary>How its build reads payloads; null for one that reads none.</summary>
    public string? Reader { get; init; }
}

/// <summary>A live session, as operators see it.</summary>
/// <param name="Session">The session.</param>
/// <param name="StartedAt">When it began, by the store's clock.</param>
/// <param name="LastBeatAt">When its last heartbeat was, by the store's clock. For display only.</param>
/// <param name="SilentFor">
/// How long ago that was. This does not prove its death: only an observed heartbeat that does not change does.
/// </param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record SessionInfo(NewSession Session, DateTimeOffset StartedAt, DateTimeOffset LastBeatAt, TimeSpan SilentFor)
{
    /// <summary>Its node's condition at its last heartbeat; null before the first.</summary>
    public NodeReport? Report { get; init; }
}

/// <summary>Who a session was.</summary>
/// <param name="Id">Its id.</param>
/// <param name="WorkerName">The worker's name.</param>
/// <param name="NodeName">The worker's host, as <c>machine:process id</c>.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record SessionName(Guid Id, string WorkerName, string NodeName);
