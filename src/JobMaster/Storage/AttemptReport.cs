using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>The report of a running attempt.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record AttemptReport
{
    /// <summary>The job.</summary>
    public required Guid JobId { get; init; }

    /// <summary>The claim number under which the attempt runs.</summary>
    public required int ClaimNo { get; init; }

    /// <summary>Progress, 0 to 1; null keeps the stored value.</summary>
    public double? Progress { get; init; }

    /// <summary>The text that belongs to the progress; null keeps the stored text.</summary>
    public string? ProgressText { get; init; }

    /// <summary>Log lines, oldest first.</summary>
    public IReadOnlyList<JobLogLine> Lines { get; init; } = [];
}
