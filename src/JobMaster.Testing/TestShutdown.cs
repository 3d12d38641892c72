using Microsoft.Extensions.Hosting;

namespace JobMaster.Testing;

/// <summary>Lets time pass while the host stops, so that the host does not wait forever for a handler that does not end.</summary>
internal sealed class TestShutdown(TestRig rig) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        rig.Pace.LetTimePass();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        rig.Pace.Stop();
        return Task.CompletedTask;
    }
}
