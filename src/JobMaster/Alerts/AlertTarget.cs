using JobMaster.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Alerts;

/// <summary>The destination of notices.</summary>
/// <param name="name">Its name in the store, the same on every node.</param>
/// <param name="send">Passes a notice on.</param>
/// <param name="owned">The object to dispose with it.</param>
internal sealed class AlertTarget(string name, Func<JobAlertNotice, CancellationToken, Task> send, IDisposable? owned = null) : IDisposable
{
    public string Name => name;

    public Func<JobAlertNotice, CancellationToken, Task> Send => send;

    public void Dispose() => owned?.Dispose();

    /// <summary>A sink of the app, created for each notice in its own scope.</summary>
    public static AlertTarget Of(string name, Creation create, IServiceProvider app) => new(name, async (notice, cancellationToken) =>
    {
        var scope = app.CreateAsyncScope();
        var owned = new OwnedObjects();
        await using (scope.ConfigureAwait(false))
        await using (owned.ConfigureAwait(false))
        {
            await ((IJobAlertSink)create(scope.ServiceProvider, owned)).SendAsync(notice, cancellationToken).ConfigureAwait(false);
        }
    });
}
