using JobMaster.Conformance.Faults;

namespace JobMaster.Conformance.Jobs;

/// <summary>The base of the suites in which operators hold jobs and workers back.</summary>
public abstract class ControlledJobsConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    protected static readonly OperatorContext Ann = new("ann", "the mail server is down");

    private readonly StoreFaults _calls = new();

    protected override IMasterStore OpenStore() => new FaultyStore(base.OpenStore(), _calls);

    /// <summary>Waits until every node has polled several times after it learned of all changes.</summary>
    protected async Task PollsAsync(params TestApp[] apps)
    {
        var polls = _calls.CallsOf(nameof(ISessionStore.Beat));
        while (_calls.CallsOf(nameof(ISessionStore.Beat)) < polls + (8 * apps.Length))
        {
            await apps[0].Logs.NextAsync();
        }
    }

    protected static IJobMasterMonitor MonitorOf(TestApp app) =>
        (IJobMasterMonitor)app.Services.GetService(typeof(IJobMasterMonitor))!;
}
