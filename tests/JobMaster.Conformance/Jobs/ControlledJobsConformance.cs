using JobMaster.Conformance.Faults;

namespace JobMaster.Conformance.Jobs;

/// <summary>The base of the suites in which operators hold jobs and workers back.</summary>
public abstract class ControlledJobsConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    protected static readonly OperatorContext Ann = new("ann", "the mail server is down");

    /// <summary>Counts the calls of the store of all nodes.</summary>
    private protected StoreFaults Calls { get; } = new();

    protected override IMasterStore OpenStore() => new FaultyStore(base.OpenStore(), Calls);

    /// <summary>Waits until every node has polled several times after it learned of all changes.</summary>
    protected async Task PollsAsync(params TestApp[] apps)
    {
        var polls = Calls.CallsOf(nameof(ISessionStore.Beat));
        while (Calls.CallsOf(nameof(ISessionStore.Beat)) < polls + (8 * apps.Length))
        {
            await apps[0].Logs.NextAsync();
        }
    }

    protected static IJobMasterMonitor MonitorOf(TestApp app) =>
        (IJobMasterMonitor)app.Services.GetService(typeof(IJobMasterMonitor))!;
}
