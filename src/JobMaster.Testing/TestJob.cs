using JobMaster.Scheduling;
using Microsoft.Extensions.Logging;

namespace JobMaster.Testing;

/// <summary>A job as it was when the test read it.</summary>
public sealed class TestJob
{
    private readonly PayloadSerializer _payloads;

    internal TestJob(
        JobDetails details, IReadOnlyList<JobAttemptDetails> attempts, IReadOnlyList<JobLogLine> log, PayloadSerializer payloads) =>
        (Details, Attempts, Log, _payloads) = (details, attempts, log, payloads);

    /// <summary>Everything about the job.</summary>
    public JobDetails Details { get; }

    /// <summary>The job's id.</summary>
    public Guid Id => Details.Id;

    /// <summary>Its state.</summary>
    public JobState State => Details.State;

    /// <summary>Every attempt, oldest first.</summary>
    public IReadOnlyList<JobAttemptDetails> Attempts { get; }

    /// <summary>The lines that its handler wrote with <see cref="JobAttempt.Log(LogLevel, string)"/>.</summary>
    public IReadOnlyList<JobLogLine> Log { get; }

    /// <summary>Its message data; empty for a typed payload that is not an object.</summary>
    public MessageData MsgData => Details.MsgDataJson?.StartsWith('{') == true ? MessageData.Parse(Details.MsgDataJson) : MessageData.Empty;

    /// <summary>Its payload.</summary>
    /// <typeparam name="TPayload">The type of payload that the handler takes.</typeparam>
    /// <exception cref="FormatException">The stored payload is not of this type.</exception>
    public TPayload? Payload<TPayload>() => (TPayload?)_payloads.Deserialize(Details.MsgDataJson, typeof(TPayload));

    /// <summary>The result its handler set; default when it set none.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <exception cref="FormatException">The stored result is not of this type.</exception>
    public TResult? Result<TResult>() =>
        Details.Result is null ? default : (TResult?)_payloads.Deserialize(Details.Result, typeof(TResult));

    /// <summary>Checks that it succeeded.</summary>
    /// <returns>The job.</returns>
    /// <exception cref="Exception">It did not.</exception>
    public TestJob ShouldHaveSucceeded() => ShouldBe(JobState.Succeeded);

    /// <summary>Checks that it failed for good.</summary>
    /// <param name="error">What its error must contain; null for any.</param>
    /// <returns>The job.</returns>
    /// <exception cref="Exception">It did not fail, or failed with another error.</exception>
    public TestJob ShouldHaveFailed(string? error = null)
    {
        ShouldBe(JobState.Failed);
        return error is null || Details.Error?.Contains(error, StringComparison.Ordinal) == true
            ? this
            : throw new JobMasterException($"The error of job {this} should contain \"{error}\".");
    }

    /// <summary>Checks its state.</summary>
    /// <param name="state">The state.</param>
    /// <returns>The job.</returns>
    /// <exception cref="Exception">It is in another state.</exception>
    public TestJob ShouldBe(JobState state) => State == state ? this : throw new JobMasterException($"Job {this} should be {state}.");

    /// <summary>The job in one line, for messages.</summary>
    public override string ToString() =>
        $"{Id} ({Details.JobDefinitionId}) is {State}" +
        (State == JobState.Scheduled ? $", due {Details.DueAt:u}" : "") +
        (Details.ParkedReason is { } reason ? $", parked: {reason}" : "") +
        $", {Attempts.Count} attempt(s), payload {Details.MsgDataJson ?? "none"}" +
        (Details.Error is { } error ? $", error: {error}" : "");
}
