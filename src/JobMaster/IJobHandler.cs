namespace JobMaster;

/// <summary>Runs one kind of job. Created for each attempt in a scope of its own, with constructor injection.</summary>
public interface IJobHandler
{
    /// <summary>Does the work. Returning means success; an exception means failure and, while retries are left, another attempt.</summary>
    /// <param name="job">The facts about the job, its message data and its cancellation token.</param>
    Task HandleAsync(JobContext job);
}

/// <summary>Runs one kind of job whose message is a <typeparamref name="TPayload"/>, serialised as JSON.</summary>
/// <typeparam name="TPayload">The message. One handler per type when jobs are scheduled by payload alone.</typeparam>
public interface IJobHandler<TPayload> : ITypedJobHandler
{
    /// <summary>Does the work. Returning means success; an exception means failure and, while retries are left, another attempt.</summary>
    /// <param name="payload">The message.</param>
    /// <param name="job">The facts about the job.</param>
    /// <param name="cancellationToken">Fires at the timeout, when the job is cancelled, when the worker shuts down and when the job was given to another worker.</param>
    Task HandleAsync(TPayload payload, JobContext job, CancellationToken cancellationToken);

    /// <inheritdoc/>
    Task ITypedJobHandler.HandleUntypedAsync(object? payload, JobContext job, CancellationToken cancellationToken) =>
        HandleAsync((TPayload)payload!, job, cancellationToken);
}
