using JobMaster.Cluster;
using JobMaster.Diagnostics;
using JobMaster.Execution;
using Microsoft.Extensions.Hosting;

namespace JobMaster.Configuration;

/// <summary>
/// Runs every cluster with the host: provisions before the app's services start, claims once they have started, and stops claiming
/// before they stop.
/// </summary>
internal sealed class JobMasterLifecycle(ClusterRegistry clusters, IServiceProvider services) : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(5);

    /// <summary>How long a stop waits for a start that hangs in a store.</summary>
    private static readonly TimeSpan StepPatience = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _retries = [];
    private volatile bool _isDisposed;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        ShutdownCheck.Warn(services, clusters.Nodes);
        foreach (var node in clusters.Nodes)
        {
            try
            {
                await node.ProvisionAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (
                node.Options.StartupFailure == StartupFailure.RetryInBackground && exception is not OperationCanceledException)
            {
                Log.StartFailed(node.Services.Logger, exception, node.ClusterId, RetryEvery);
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var node in clusters.Nodes)
        {
            if (node.Options.StartupFailure == StartupFailure.Throw)
            {
                await node.StartAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
            _retries.Add(Task.Run(() => StartUntilItWorksAsync(node), CancellationToken.None));
        }
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (_isDisposed)
        {
            // The container, and the clusters with it, was disposed first.
            return;
        }

        await new Patience(StepPatience, TimeProvider.System).WaitAsync(EndRetriesAsync()).ConfigureAwait(false);
        await Task.WhenAll(clusters.Built.Select(node => node.StopClaimingAsync())).ConfigureAwait(false);
    }

    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(clusters.Built.Select(node => node.StopAsync(cancellationToken)));

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _isDisposed = true;
        _stopping.Dispose();
    }

    private async Task EndRetriesAsync()
    {
        // On another thread, because a driver's callback on the token may block.
        await Task.Run(_stopping.Cancel).ConfigureAwait(false);
        await Task.WhenAll(_retries).ConfigureAwait(false);
    }

    private async Task StartUntilItWorksAsync(ClusterNode node)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await node.StartAsync(_stopping.Token).ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                Log.StartFailed(node.Services.Logger, exception, node.ClusterId, RetryEvery);
                await Task.Delay(RetryEvery, TimeProvider.System, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
