using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>A group of failed jobs, as the store holds it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StoredFailureGroup
{
    /// <summary>The fingerprint its jobs share.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>How many failed jobs it has now.</summary>
    public required long Jobs { get; init; }

    /// <summary>When its first job failed, as long as anything of the group is kept.</summary>
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>When its last job failed.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>Until when it is muted, unless it grows; null when it is not muted now.</summary>
    public DateTimeOffset? MutedUntil { get; init; }

    /// <summary>With so many jobs it is not muted any more.</summary>
    public long MutedBelow { get; init; }

    /// <summary>The job of the group that was created last; null when it was removed meanwhile.</summary>
    public Guid? ExampleId { get; init; }

    /// <summary>The definition of that job.</summary>
    public string? ExampleDefinitionId { get; init; }

    /// <summary>The lane of that job.</summary>
    public string? ExampleLane { get; init; }

    /// <summary>The beginning of that job's error.</summary>
    public string? ExampleError { get; init; }
}

/// <summary>Which groups to list, the largest first.</summary>
/// <param name="Limit">At most so many.</param>
/// <param name="Fingerprint">Only this one; null for all.</param>
/// <param name="WithMuted">Whether muted ones are among them.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record FailureGroupRequest(int Limit, string? Fingerprint = null, bool WithMuted = true);

/// <summary>The fingerprints of jobs that the store itself makes fail.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public static class StoredFailures
{
    /// <summary>Its worker was lost too often.</summary>
    public const string WorkerLost = "worker-lost";

    /// <summary>An agent delivered it and it must not run.</summary>
    public const string Quarantined = "quarantined";
}
