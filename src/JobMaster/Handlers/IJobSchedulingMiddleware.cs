namespace JobMaster;

/// <summary>
/// Wraps every call that schedules jobs: code before and after they are stored. Register with
/// <c>config.UseSchedulingMiddleware&lt;T&gt;()</c>; the first registered is the outermost. Jobs of recurring schedules are stored by the
/// cluster, not by a call, and pass none.
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
    /// <summary>Runs around the rest of the call. To refuse the jobs, throw; the exception goes to the caller.</summary>
    /// <param name="context">What is scheduled; after <paramref name="next"/>, what was stored.</param>
    /// <param name="next">The next middleware, at last the storing. It is called once.</param>
    Task InvokeAsync(JobSchedulingContext context, Func<Task> next);
}
