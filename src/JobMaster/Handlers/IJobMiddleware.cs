namespace JobMaster;

/// <summary>
/// Wraps every attempt: code before and after the handler. Register it with <c>config.UseMiddleware&lt;T&gt;()</c>; the first
/// registered is the outermost. It is created and disposed like a handler.
/// </summary>
/// <example>
/// <code>
/// public sealed class Timed(ILogger&lt;Timed&gt; logger, TimeProvider time) : IJobMiddleware
/// {
///     public async Task InvokeAsync(JobContext job, Func&lt;Task&gt; next)
///     {
///         var start = time.GetTimestamp();
///         await next();
///         logger.LogInformation("Job {JobId} took {Elapsed}", job.Id, time.GetElapsedTime(start));
///     }
/// }
/// </code>
/// </example>
public interface IJobMiddleware
{
    /// <summary>
    /// Runs around the rest of the attempt. Call <paramref name="next"/> once and await it. The attempt fails if it is not called, unless
    /// the middleware says how the attempt ends: <see cref="JobAttempt.SkipHandler"/>, <see cref="JobAttempt.Snooze"/>,
    /// <see cref="JobAttempt.Fail"/>, or an exception. A call that is not awaited is awaited by the worker; a second call throws.
    /// </summary>
    /// <param name="job">The job being run.</param>
    /// <param name="next">The next middleware, and finally the handler.</param>
    Task InvokeAsync(JobContext job, Func<Task> next);
}
