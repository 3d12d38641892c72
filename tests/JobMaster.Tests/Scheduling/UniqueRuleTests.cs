using JobMaster.Conformance.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Tests.Scheduling;

/// <summary>Unique rules as an app gives them: with the call, or on the handler.</summary>
public sealed class UniqueRuleTests : IAsyncLifetime
{
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(
        config => config.UseInMemory().AddJobHandler<ProbeHandler>().AddJobHandler<RebuildHandler>(),
        services => services.AddSingleton(new Probe()));

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_second_call_returns_the_first_job()
    {
        var first = await LaterAsync(Rule("k"));
        var second = await LaterAsync(Rule("k"));
        (second.Id, second.IsNew).ShouldBe((first.Id, false));
        (await LaterAsync(Rule("other"))).IsNew.ShouldBeTrue();
    }

    [Fact]
    public async Task A_rejected_call_names_the_job_that_holds_the_key()
    {
        var first = await LaterAsync(Rule("k"));
        var error = await Should.ThrowAsync<JobRejectedException>(LaterAsync(Rule("k") with { OnConflict = UniqueConflict.Reject }));
        error.HeldBy.ShouldBe(first.Id);
        error.Message.ShouldContain($"its unique key 'k' is held by job {first.Id}.");
    }

    [Fact]
    public async Task A_list_with_a_rejected_job_stores_nothing()
    {
        await LaterAsync(Rule("k"));
        JobRequest[] list = [Later(Rule("free")), Later(Rule("k") with { OnConflict = UniqueConflict.Reject })];
        await Should.ThrowAsync<JobRejectedException>(_app.Jobs.ScheduleManyAsync(list));
        (await _app.Monitor.ListAsync()).Jobs.Count.ShouldBe(1);

        var twice = Later(Rule("twice") with { OnConflict = UniqueConflict.Reject });
        (await Should.ThrowAsync<JobRejectedException>(_app.Jobs.ScheduleManyAsync([twice, twice]))).Message.ShouldContain(
            "2 jobs of definition");
    }

    [Fact]
    public async Task A_replacing_call_returns_the_job_with_its_own_payload()
    {
        var rule = Rule("k") with { OnConflict = UniqueConflict.ReplaceWaiting };
        var first = await LaterAsync(rule, "one");
        var second = await LaterAsync(rule, "two");
        (second.Id, second.IsNew, second.MsgData.GetStringValue("text")).ShouldBe((first.Id, false, "two"));
    }

    [Fact]
    public async Task A_handler_says_that_each_of_its_payloads_is_one_job()
    {
        var first = await _app.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), new Rebuild(7));
        (await _app.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), new Rebuild(7))).Id.ShouldBe(first.Id);
        (await _app.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), new Rebuild(8))).IsNew.ShouldBeTrue();
        var many = await _app.Jobs.OnceNowBulkAsync([new Rebuild(7), new Rebuild(9), new Rebuild(9)]);
        many.Select(job => job.IsNew).ShouldBe([false, true, false]);
        many[0].Id.ShouldBe(first.Id);
    }

    [Fact]
    public async Task Rules_that_cannot_be_kept()
    {
        (await RefusalAsync(Rule(" k"))).ShouldStartWith("Unique key ' k' must have 1 to 200 characters");
        (await RefusalAsync(Rule("k") with { While = 0 })).ShouldBe("Unique.While 0 is not one of Waiting, WaitingOrRunning.");
        (await RefusalAsync(Rule("k") with { Scope = (JobKeyScope)9 })).ShouldBe(
            "Unique.Scope 9 is not one of Cluster, Tenant, DefinitionAndTenant.");
        (await RefusalAsync(Rule("k") with { OnConflict = (UniqueConflict)9 })).ShouldBe(
            "Unique.OnConflict 9 is not one of Reject, ReturnExisting, ReplaceWaiting.");
        (await RefusalAsync(Rule("k") with { LongestWait = TimeSpan.FromHours(2) })).ShouldBe(
            "Unique.LongestWait 02:00:00 was given with OnConflict ReturnExisting; only ReplaceWaiting moves a job. Leave it out.");
        var replacing = Rule("k") with { OnConflict = UniqueConflict.ReplaceWaiting };
        (await RefusalAsync(replacing with { While = UniqueWhile.WaitingOrRunning })).ShouldStartWith(
            "Unique.OnConflict is ReplaceWaiting and Unique.While is WaitingOrRunning, but a job that runs cannot be replaced.");
        (await RefusalAsync(replacing with { LongestWait = TimeSpan.Zero })).ShouldBe(
            "Unique.LongestWait 00:00:00 must be more than zero and at most 3,650 days. Leave it out for no limit.");
        (await RefusalAsync(replacing with { LongestWait = TimeSpan.FromMinutes(5) })).ShouldBe(
            "Unique.LongestWait 00:05:00 is shorter than the delay 01:00:00 of the job. Give a longer wait or a shorter delay.");
        (await _app.Monitor.ListAsync()).Jobs.ShouldBeEmpty();
    }

    private static JobUnique Rule(string key) => new() { Key = key, While = UniqueWhile.Waiting };

    private static JobRequest Later(JobUnique rule, string text = "") =>
        JobRequest.For<ProbeHandler>(WriteableMessageData.New().SetStringValue("text", text)) with
        {
            After = TimeSpan.FromHours(1),
            Options = new JobOptions { Unique = rule },
        };

    private Task<JobContext> LaterAsync(JobUnique rule, string text = "") => _app.Jobs.ScheduleAsync(Later(rule, text));

    private async Task<string> RefusalAsync(JobUnique rule) => (await Should.ThrowAsync<JobRejectedException>(LaterAsync(rule))).Message;

    public sealed record Rebuild(int Document);

    [JobMasterUnique(UniqueWhile.WaitingOrRunning)]
    public sealed class RebuildHandler : IJobHandler<Rebuild>
    {
        public Task HandleAsync(Rebuild payload, JobContext job, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
