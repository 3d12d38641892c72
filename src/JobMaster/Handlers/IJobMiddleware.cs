namespace JobMaster;

/// <summary>
/// Wraps every attempt: code before and after the handler. Register with <c>config.UseMiddleware&lt;T&gt;()</c>; the first registered is
/// the outermost. Created and disposed of like a handler.
/// </summary>
public interface IJobMiddleware
{
    /// <summary>
    /// Runs around the rest of the attempt. Not calling <paramref name="next"/> means the handler does not run and the attempt succeeds;
    /// the job's log says so.
    /// </summary>
    /// <param name="job">The job being run.</param>
    /// <param name="next">The next middleware, at last the handler.</param>
    Task InvokeAsync(JobContext job, Func<Task> next);
}
