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
            Task? storing = null;
            Func<Task> call = () => storing = StoreAsync(context, store);
            for (var i = middleware.Count - 1; i >= 0; i--)
            {
                call = new Step((IJobSchedulingMiddleware)middleware[i](scope.ServiceProvider, owned), context, call).RunAsync;
            }

            await call().ConfigureAwait(false);

            if (storing is null)
            {
                throw new JobRejectedException(
                    "A scheduling middleware caught the refusal of another one and returned, so nothing was stored. Let the exception " +
                    "pass.");
            }

            // A middleware that catches the store's exception has no jobs to give to the caller.
            await storing.ConfigureAwait(false);
            return context.Jobs;
        }
    }

    private static async Task StoreAsync(
        JobSchedulingContext context, Func<IReadOnlyList<JobRequest>, Task<IReadOnlyList<JobContext>>> store) =>
        context.Jobs = await store(context.Requests).ConfigureAwait(false);

    private sealed class Step(IJobSchedulingMiddleware middleware, JobSchedulingContext context, Func<Task> rest)
        : MiddlewareStep(middleware, rest, keepsThread: false)
    {
        protected override Task? Invoke(Func<Task> next) => middleware.InvokeAsync(context, next);

        protected override void NotGoneOn() => throw new JobRejectedException(
            $"Scheduling middleware '{Name}' returned without calling next, so nothing was stored. To refuse jobs, throw an exception " +
            "that says why.");
    }
}
