namespace JobMaster.Testing;

/// <summary>How one run of a handler ended.</summary>
public enum HandlerOutcome
{
    /// <summary>The handler returned.</summary>
    Succeeded = 1,

    /// <summary>It failed and would not be tried again.</summary>
    Failed = 2,

    /// <summary>It failed and would be tried again.</summary>
    Retried = 3,

    /// <summary>It asked to run again later, which is not a failure.</summary>
    Snoozed = 4,

    /// <summary>It was cancelled.</summary>
    Cancelled = 5,

    /// <summary>Its payload could not be read.</summary>
    Parked = 6,

    /// <summary>Its host stopped; it would run again.</summary>
    Released = 7,
}

/// <summary>
/// One run of a handler, as <see cref="JobMasterTestCluster.RunHandlerAsync{THandler}(MessageData?, JobOptions?)"/> made it.
/// </summary>
public sealed class HandlerRun
{
    internal HandlerRun(HandlerOutcome outcome, TimeSpan delay, TestJob job) => (Outcome, Delay, Job) = (outcome, delay, job);

    /// <summary>How it ended.</summary>
    public HandlerOutcome Outcome { get; }

    /// <summary>
    /// The time until it would run again, if it is <see cref="HandlerOutcome.Retried"/> or <see cref="HandlerOutcome.Snoozed"/>.
    /// </summary>
    public TimeSpan Delay { get; }

    /// <summary>The job as the run left it: error, result, progress, attempts and log.</summary>
    public TestJob Job { get; }

    /// <summary>The error, as text; null if it did not fail.</summary>
    public string? Error => Job.Details.Error;

    /// <summary>The last progress it reported, 0 to 1.</summary>
    public double? Progress => Job.Details.Progress;

    /// <summary>The result it set; default when it set none.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    public TResult? Result<TResult>() => Job.Result<TResult>();

    /// <summary>Checks that the handler returned.</summary>
    /// <returns>The run.</returns>
    /// <exception cref="Exception">It ended otherwise.</exception>
    public HandlerRun ShouldHaveSucceeded() => Outcome == HandlerOutcome.Succeeded
        ? this
        : throw new JobMasterException($"The handler should have succeeded; its outcome is {Outcome}. Job {Job}");
}
