namespace JobMaster;

/// <summary>
/// Runs one kind of job. Each attempt creates a handler in its own scope, with constructor injection, and disposes it afterwards if it is
/// <see cref="IAsyncDisposable"/> or <see cref="IDisposable"/>. The container disposes a handler that is registered in it.
/// </summary>
/// <example>
/// <code>
/// [JobMasterDefinitionId("process-image")]
/// public sealed class ProcessImageHandler(IImageService images) : IJobHandler
/// {
///     public Task HandleAsync(JobContext job) => images.ProcessAsync(job.MsgData.GetStringValue("SourceUrl"), job.CancellationToken);
/// }
/// </code>
/// </example>
public interface IJobHandler
{
    /// <summary>Does the work. Returning means success; an exception means failure and, while retries are left, another attempt.</summary>
    /// <param name="job">The facts about the job, its message data and its cancellation token.</param>
    Task HandleAsync(JobContext job);
}

/// <summary>Runs one kind of job whose message is a <typeparamref name="TPayload"/>, serialised as JSON.</summary>
/// <typeparam name="TPayload">
/// The message. JSON must keep all of it, which is checked at start: it needs public properties that a constructor, init or set accessor
/// fills. To schedule jobs by payload alone, have only one handler per payload type.
/// </typeparam>
/// <example>
/// <code>
/// public sealed record SendWelcome(string To);
///
/// [JobMasterDefinitionId("send-welcome")]
/// public sealed class SendWelcomeHandler(IMail mail) : IJobHandler&lt;SendWelcome&gt;
/// {
///     public Task HandleAsync(SendWelcome payload, JobContext job, CancellationToken cancellationToken) =>
///         mail.SendAsync(payload.To, cancellationToken);
/// }
/// </code>
/// </example>
public interface IJobHandler<TPayload>
{
    /// <summary>Does the work. Returning means success; an exception means failure and, while retries are left, another attempt.</summary>
    /// <param name="payload">The message.</param>
    /// <param name="job">The facts about the job.</param>
    /// <param name="cancellationToken">
    /// Fires at the timeout, when the job is cancelled, when the worker shuts down and when the job was given to another worker.
    /// </param>
    Task HandleAsync(TPayload payload, JobContext job, CancellationToken cancellationToken);
}
