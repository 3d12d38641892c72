namespace JobMaster;

/// <summary>
/// Wraps every attempt: code before and after the handler. Register it with <c>config.UseMiddleware&lt;T&gt;()</c>; the first
/// registered is the outermost. It is created and disposed like a handler.
/// </summary>
public interface IJobMiddleware
{
    /// <summary>
    /// Runs around the rest of the attempt. If it does not call <paramref name="next"/>, the handler does not run, the attempt succeeds,
    /// and the job's log says so.
    /// </summary>
    /// <param name="job">The job being run.</param>
    /// <param name="next">The next middleware, and finally the handler.</param>
    Task InvokeAsync(JobContext job, Func<Task> next);
}
