using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Scheduling;

/// <summary>Runs the app's middleware around a call that schedules jobs, in a scope of its own.</summary>
/// <param name="app">The app's container.</param>
/// <param name="middleware">The middleware, the first outermost; at least one.</param>
internal sealed class SchedulingPipeline(IServiceProvider app, IReadOnlyList<Creation> middleware)
{
    /// <param name="context">The call.</param>
    /// <param name="store">Stores the jobs of the requests.</param>
    public async Task<IReadOnlyList<JobContext>> RunAsync(
        JobSchedulingContext context, Func<IReadOnlyList<JobRequest>, Task<IReadOnlyList<JobContext>>> store)
    {
        var scope = app.CreateAsyncScope();
        var owned = new OwnedObjects();
        await using (scope.ConfigureAwait(false))
        await using (owned.ConfigureAwait(false))
        {
            var isStored = false;
            Func<Task> call = async () =>
            {
                isStored = isStored
                    ? throw new InvalidOperationException(
                        "A scheduling middleware called next a second time, which would store the jobs twice. Call it once.")
                    : true;
                context.Jobs = await store(context.Requests).ConfigureAwait(false);
            };
            for (var i = middleware.Count - 1; i >= 0; i--)
            {
                var (around, next) = ((IJobSchedulingMiddleware)middleware[i](scope.ServiceProvider, owned), call);
                call = () => around.InvokeAsync(context, next);
            }

            await call().ConfigureAwait(false);
            return context.Jobs.Count > 0 ? context.Jobs : throw new JobRejectedException(
                "A scheduling middleware returned without calling next, so nothing was stored. To refuse jobs, throw an exception that " +
                "says why.");
        }
    }
}
