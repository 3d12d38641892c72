using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>A group of failed jobs, as stored.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StoredFailureGroup
{
    /// <summary>The fingerprint its jobs share.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>How many failed jobs it has now.</summary>
    public required long Jobs { get; init; }

    /// <summary>When its first job failed, as far back as the group is stored.</summary>
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>When its last job failed.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>When its mute ends, unless it grows; null if it is not muted now.</summary>
    public DateTimeOffset? MutedUntil { get; init; }

    /// <summary>The number of jobs that ends the mute.</summary>
    public long MutedBelow { get; init; }

    /// <summary>The job of the group that was created last; null if it was removed meanwhile.</summary>
    public Guid? ExampleId { get; init; }

    /// <summary>The definition of that job.</summary>
    public string? ExampleDefinitionId { get; init; }

    /// <summary>The lane of that job.</summary>
    public string? ExampleLane { get; init; }

    /// <summary>The beginning of that job's error.</summary>
    public string? ExampleError { get; init; }

    /// <summary>Whether a mute until this instant, or until this many times its present jobs, is in force already.</summary>
    /// <param name="until">The end of the mute; stores keep whole microseconds.</param>
    /// <param name="growth">How many times as large the group may get.</param>
    public bool IsMutedSo(DateTimeOffset until, int growth) =>
        MutedUntil is { } end && end.UtcTicks / TimeSpan.TicksPerMicrosecond == until.UtcTicks / TimeSpan.TicksPerMicrosecond
        && MutedBelow == checked(Jobs * growth);
}

/// <summary>Selects groups, largest first.</summary>
/// <param name="Limit">The most to return.</param>
/// <param name="Fingerprint">Only this one; null for all.</param>
/// <param name="WithMuted">Whether to include muted groups.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record FailureGroupRequest(int Limit, string? Fingerprint = null, bool WithMuted = true);

/// <summary>The fingerprints of jobs that the store itself fails.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public static class StoredFailures
{
    /// <summary>Its worker was lost too often.</summary>
    public const string WorkerLost = "worker-lost";

    /// <summary>An agent delivered it, and it must not run.</summary>
    public const string Quarantined = "quarantined";
}
