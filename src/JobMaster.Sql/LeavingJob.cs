using System.Text.Json;

namespace JobMaster.Sql;

/// <summary>A live job that is about to leave, and its end, as <c>leave_jobs.sql</c> takes it.</summary>
/// <param name="Id">The job.</param>
/// <param name="ClaimNo">Its claim number; the job stays if the number has changed.</param>
/// <param name="State">The final state.</param>
internal readonly record struct LeavingJob(Guid Id, int ClaimNo, JobState State)
{
    /// <summary>Whether it leaves only if it was asked to stop.</summary>
    public bool IfAsked { get; init; }

    /// <summary>Whether the attempt counts as a failure.</summary>
    public bool HasFailed { get; init; }

    /// <summary>Whether its worker was lost.</summary>
    public bool IsLost { get; init; }

    /// <summary>How long the attempt took; null keeps the stored value.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The error; null keeps the stored one, unless the job succeeded.</summary>
    public string? Error { get; init; }

    /// <summary>The fingerprint that a failed job shares with others of the same cause.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The result of a job that succeeded.</summary>
    public string? Result { get; init; }

    /// <summary>The last progress; null keeps the stored value.</summary>
    public double? Progress { get; init; }

    /// <summary>The last text of progress; null keeps the stored text.</summary>
    public string? ProgressText { get; init; }

    /// <summary>Writes the job as a row of the batch.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.Id("id", Id);
        writer.Number("claim_no", ClaimNo);
        writer.Number("state", StoredState);
        writer.Number("if_asked", IfAsked ? 1 : null);
        writer.Number("failures", HasFailed ? 1 : null);
        writer.Number("losses", IsLost ? 1 : null);
        writer.Interval("duration", Duration);
        writer.Text("error", Error);
        writer.Text("fingerprint", Fingerprint);
        writer.Fraction("progress", Progress);
        writer.Text("progress_text", ProgressText);
        writer.Text("result", Result);
        writer.Number("last_result", State == JobState.Failed ? (long)(IsLost ? AttemptResult.Lost : AttemptResult.Failed) : null);
        writer.WriteEndObject();
    }

    private long StoredState => State switch
    {
        JobState.Succeeded => 4,
        JobState.Failed => 5,
        _ => 6,
    };
}
