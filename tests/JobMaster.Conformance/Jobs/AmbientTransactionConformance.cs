using System.Transactions;

namespace JobMaster.Conformance.Jobs;

/// <summary>Calls inside a <see cref="TransactionScope"/>, which is never joined: refused, unless the cluster says to ignore it.</summary>
public abstract class AmbientTransactionConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly Dictionary<string, Func<IJobMasterScheduler, Guid, Task>> Calls = new(StringComparer.Ordinal)
    {
        ["schedule"] = (jobs, _) => jobs.OnceNowAsync<ProbeHandler>(),
        ["schedule later"] = (jobs, _) => jobs.OnceAfterAsync<ProbeHandler>(TimeSpan.FromHours(1)),
        ["schedule many"] = (jobs, _) => jobs.ScheduleManyAsync([JobRequest.For<ProbeHandler>()]),
        ["schedule, blocking"] = (jobs, _) => Synchronously(() => jobs.OnceNow<ProbeHandler>()),
        ["cancel"] = (jobs, id) => jobs.CancelJobAsync(id),
        ["reschedule"] = (jobs, id) => jobs.ReScheduleAsync(id, DateTimeOffset.UnixEpoch),
        ["replay"] = (jobs, id) => jobs.ReplayAsync(id),
        ["recur"] = (jobs, _) => jobs.RecurringAsync<ProbeHandler>(TimeSpan.FromHours(1), key: "k"),
        ["change a schedule"] = (jobs, id) => jobs.UpdateRecurringAsync(id, new RecurringScheduleChange()),
        ["pause a schedule"] = (jobs, id) => jobs.PauseRecurringAsync(id),
        ["resume a schedule"] = (jobs, id) => jobs.ResumeRecurringAsync(id),
        ["run a schedule"] = (jobs, id) => jobs.RunRecurringNowAsync(id),
        ["cancel a schedule"] = (jobs, id) => jobs.TryCancelRecurringAsync(id),
    };

    public static TheoryData<string> Names => [.. Calls.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_change_inside_a_scope_is_refused_and_says_what_to_do(string name)
    {
        var app = await StartAsync(_ => { });
        var waiting = await app.Jobs.OnceAfterAsync<ProbeHandler>(TimeSpan.FromHours(1));
        Task call;
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            call = Calls[name](app.Jobs, waiting.Id);
        }

        var message = (await Should.ThrowAsync<JobRejectedException>(call)).Message;
        message.ShouldStartWith("A TransactionScope is open around this call");
        message.ShouldContain("InTransaction(transaction)");
        message.ShouldContain("AmbientTransactionPolicy.Ignore");
        (await app.Monitor.ListAsync()).Jobs.ShouldHaveSingleItem().State.ShouldBe(JobState.Scheduled);
    }

    [Fact]
    public async Task So_is_one_in_a_scope_of_the_thread_alone_or_in_one_that_is_complete_and_not_disposed()
    {
        var app = await StartAsync(_ => { });
        Task ofThread, complete;
        using (var scope = new TransactionScope())
        {
            ofThread = app.Jobs.OnceNowAsync<ProbeHandler>();
            scope.Complete();
            complete = app.Jobs.OnceNowAsync<ProbeHandler>();
        }

        await Should.ThrowAsync<JobRejectedException>(ofThread);
        await Should.ThrowAsync<JobRejectedException>(complete);
        (await app.Monitor.ListAsync()).Jobs.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reading_inside_a_scope_and_a_call_inside_a_suppressed_one_are_made()
    {
        var app = await StartAsync(_ => { });
        using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
        (await app.Monitor.CountAsync()).Ready.ShouldBe(0);
        using (new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled))
        {
            (await app.Jobs.OnceNowAsync<ProbeHandler>()).IsNew.ShouldBeTrue();
        }

        (await app.Monitor.CountAsync()).Ready.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_cluster_that_ignores_scopes_makes_the_call_beside_it(string name)
    {
        var app = await StartAsync(config => config.ClusterAmbientTransactions(AmbientTransactionPolicy.Ignore));
        var waiting = await app.Jobs.OnceAfterAsync<ProbeHandler>(TimeSpan.FromHours(1));
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await Calls[name](app.Jobs, waiting.Id);
            Transaction.Current!.TransactionInformation.DistributedIdentifier.ShouldBe(Guid.Empty);
        }
    }

    [Fact]
    public async Task What_it_wrote_stays_when_the_scope_is_rolled_back()
    {
        var app = await StartAsync(config => config.ClusterAmbientTransactions(AmbientTransactionPolicy.Ignore).AddWorker());
        JobContext job;
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        }

        await app.WaitAsync(job.Id, JobState.Succeeded);
    }

    private static Task Synchronously(Action call)
    {
        try
        {
            call();
            return Task.CompletedTask;
        }
        catch (JobRejectedException exception)
        {
            return Task.FromException(exception);
        }
    }
}
