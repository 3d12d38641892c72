namespace JobMaster;

/// <summary>
/// Wraps every call that schedules jobs: code before and after they are stored. Register it with
/// <c>config.UseSchedulingMiddleware&lt;T&gt;()</c>; the first registered is the outermost. The cluster itself stores the jobs of recurring
/// schedules, without this middleware.
/// </summary>
/// <example>
/// <code>
/// public sealed class TenantOfTheRequest(ITenants tenants) : IJobSchedulingMiddleware
/// {
///     public Task InvokeAsync(JobSchedulingContext context, Func&lt;Task&gt; next)
///     {
///         context.Requests = [.. context.Requests.Select(request =>
///             request with { Options = request.Options with { Tenant = tenants.Current } })];
///         return next();
///     }
/// }
/// </code>
/// </example>
public interface IJobSchedulingMiddleware
{
    /// <summary>
    /// Runs around the rest of the call. To refuse the jobs, throw; the exception goes to the caller. If <paramref name="next"/> is not
    /// awaited, the call still ends after it; if it is not called, the call throws and nothing is stored; a second call of it throws.
    /// </summary>
    /// <param name="context">The requests; after <paramref name="next"/>, also the stored jobs.</param>
    /// <param name="next">The next middleware, and finally the store. Call it once, and await it.</param>
    Task InvokeAsync(JobSchedulingContext context, Func<Task> next);
}
