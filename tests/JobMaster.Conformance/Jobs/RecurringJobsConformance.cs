using JobMaster.Conformance.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Conformance.Jobs;

/// <summary>
/// The base of suites about recurring schedules in whole apps: a store clock that can be moved, and faults between a node and its store.
/// </summary>
public abstract class RecurringJobsConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private protected RecurringJobsConformance()
    {
    }

    /// <summary>What goes wrong in the app that starts next.</summary>
    protected StoreFaults Faults { get; set; } = new();

    /// <summary>The store's clock; null leaves time to the store.</summary>
    protected MovableClock? Clock { get; set; }

    protected override IMasterStore OpenStore() => new FaultyStore(Fixture.Open(Clock), Faults);

    protected static IScheduleMonitor SchedulesOf(TestApp app) => app.Services.GetRequiredService<IJobMasterMonitor>().Schedules;

    /// <summary>A node that fires schedules and runs no jobs.</summary>
    protected Task<TestApp> StartPlannerAsync() => StartAsync(config => config.AddWorker().SetWorkerMode(AgentWorkerMode.Coordinator));

    /// <summary>The ledger, the earliest occurrence first, once it is as wanted.</summary>
    protected static async Task<IReadOnlyList<RecurringOccurrence>> LedgerAsync(
        TestApp app, Guid scheduleId, Func<IReadOnlyList<RecurringOccurrence>, bool>? isAsWanted = null)
    {
        using var patience = new CancellationTokenSource(TestTime.Patience);
        IReadOnlyList<RecurringOccurrence> ledger = [];
        while (!patience.IsCancellationRequested)
        {
            ledger = [
                .. (await SchedulesOf(app).GetOccurrencesAsync(scheduleId, 1000, cancellationToken: CancellationToken.None)).Reverse()];
            if (isAsWanted?.Invoke(ledger) != false)
            {
                return ledger;
            }

            await app.Logs.NextAsync();
        }

        throw new TimeoutException(
            "The ledger did not become as wanted; it is " +
            $"{string.Join(", ", ledger.Select(one => $"{one.At:HH:mm:ss} {one.Result}"))}.\n{app.Logs.Text}");
    }

    protected static async Task<RecurringScheduleContext> ReadAsync(TestApp app, Guid scheduleId) =>
        (await SchedulesOf(app).GetAsync(scheduleId)).ShouldNotBeNull();

    /// <summary>Waits until the app started last has looked at the store a few times more.</summary>
    protected async Task PassPollsAsync(TestApp app)
    {
        var enough = Faults.CallsOf(nameof(ISessionStore.Beat)) + 4;
        while (Faults.CallsOf(nameof(ISessionStore.Beat)) < enough)
        {
            await app.Logs.NextAsync();
        }
    }
}
