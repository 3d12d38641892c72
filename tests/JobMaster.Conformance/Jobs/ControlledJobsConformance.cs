using JobMaster.Conformance.Faults;

namespace JobMaster.Conformance.Jobs;

/// <summary>The base of the suites in which operators hold jobs and workers back.</summary>
public abstract class ControlledJobsConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    protected static readonly OperatorContext Ann = new("ann", "the mail server is down");

    /// <summary>Those of each node.</summary>
    private readonly List<StoreFaults> _nodes = [];

    /// <summary>Counts the calls of the store of all nodes.</summary>
    private protected StoreFaults Calls { get; } = new();

    protected override IMasterStore OpenStore()
    {
        var node = new StoreFaults();
        lock (_nodes)
        {
            _nodes.Add(node);
        }

        return new FaultyStore(new FaultyStore(base.OpenStore(), Calls), node);
    }

    /// <summary>
    /// Waits until every node has polled several times after it learned of all changes, each of them itself: one may be late.
    /// </summary>
    protected async Task PollsAsync(params TestApp[] apps)
    {
        using var patience = new CancellationTokenSource(TestTime.Patience);
        var before = Polls();
        while (Polls().Zip(before).Count(node => node.First >= node.Second + 8) < apps.Length)
        {
            patience.Token.ThrowIfCancellationRequested();
            await apps[0].Logs.NextAsync();
        }

        List<int> Polls()
        {
            lock (_nodes)
            {
                return _nodes.ConvertAll(node => node.CallsOf(nameof(ISessionStore.Beat)));
            }
        }
    }

    protected static IJobMasterMonitor MonitorOf(TestApp app) =>
        (IJobMasterMonitor)app.Services.GetService(typeof(IJobMasterMonitor))!;
}
