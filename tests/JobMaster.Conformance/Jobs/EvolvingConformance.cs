using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Conformance.Jobs;

/// <summary>
/// Builds of one app side by side whose handlers were renamed and whose payloads changed: deployed, rolled back, both at once.
/// </summary>
public abstract class EvolvingConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private readonly Receipts _receipts = new();

    [Fact]
    public async Task A_job_of_the_build_before_is_brought_up_step_by_step_under_its_former_id()
    {
        var old = await StartAsync<FirstHandler>(workers: 0);
        var job = await old.Jobs.OnceNowAsync(new FirstReceipt(1.5m));
        await StopAsync(old);

        var young = await StartAsync<ThirdHandler>();
        var done = await young.WaitAsync(job.Id, JobState.Succeeded);

        _receipts.Seen.ShouldBe(["third 150 EUR"]);
        (done.JobDefinitionId, done.PayloadVersion, done.MsgDataJson).ShouldBe(("receipt", 1, """{"Amount":1.5}"""));
        (await young.Monitor.GetAttemptsAsync(job.Id)).Select(attempt => attempt.Result).ShouldBe([AttemptResult.Succeeded]);
    }

    [Fact]
    public async Task A_payload_newer_than_this_build_is_parked_with_the_reason_and_run_by_the_newer_one()
    {
        var old = await StartAsync<FirstHandler>();
        var young = await StartAsync<SecondHandler>(workers: 0);
        var job = await young.Jobs.OnceNowAsync(new SecondReceipt(150));
        job.MsgData.GetIntValue("Cents").ShouldBe(150);

        var parked = await old.WaitAsync(job.Id, details => details.ParkedReason is not null);
        (parked.ParkedReason, parked.NumberOfFailures, parked.PayloadVersion).ShouldBe((ParkedReason.UnreadablePayload, 0, 2));
        parked.Error!.ShouldContain("The payload is version 2 of 'receipt'; this build reads version 1.");
        parked.MsgDataJson.ShouldBe("""{"Cents":150}""");

        var runner = await StartAsync<SecondHandler>();
        await runner.WaitAsync(job.Id, JobState.Succeeded);
        _receipts.Seen.ShouldBe(["second 150"]);
    }

    [Fact]
    public async Task Two_builds_side_by_side_each_run_what_they_can_and_a_rollback_loses_nothing()
    {
        var old = await StartAsync<FirstHandler>();
        var young = await StartAsync<ThirdHandler>();
        var jobs = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            jobs.Add((await old.Jobs.OnceNowAsync(new FirstReceipt(i))).Id);
            jobs.Add((await young.Jobs.OnceNowAsync(new ThirdReceipt(i, "USD"))).Id);
        }

        foreach (var job in jobs)
        {
            await old.WaitAsync(job, JobState.Succeeded);
        }

        // Rolled back: what the young build had scheduled waits for its return.
        var left = await StartAsync<ThirdHandler>(workers: 0);
        await StopAsync(young);
        var late = await left.Jobs.OnceNowAsync(new ThirdReceipt(9, "USD"));
        var own = await old.Jobs.OnceNowAsync(new FirstReceipt(8));
        await old.WaitAsync(own.Id, JobState.Succeeded);

        // The old build may just be about to give it back, if it did not know yet that it has no handler for it.
        (await old.WaitAsync(late.Id, JobState.Ready)).NumberOfFailures.ShouldBe(0);

        var again = await StartAsync<ThirdHandler>();
        await again.WaitAsync(late.Id, JobState.Succeeded);
        _receipts.Seen.Count.ShouldBe(12);
        _receipts.Seen.ShouldContain("third 9 USD");
    }

    [Fact]
    public async Task An_alias_works_in_both_directions()
    {
        var old = await StartAsync<FirstHandlerWithNewName>();
        var producer = await StartAsync<PlainRenamedHandler>(workers: 0);

        var renamed = await producer.Jobs.OnceNowAsync(new FirstReceipt(1));
        var named = await producer.Jobs.OnceNowAsync("receipt", new FirstReceipt(2));
        await old.WaitAsync(renamed.Id, JobState.Succeeded);
        await old.WaitAsync(named.Id, JobState.Succeeded);
        (renamed.JobDefinitionId, named.JobDefinitionId).ShouldBe(("send-receipt", "send-receipt"));

        var former = await old.Jobs.OnceNowAsync(new FirstReceipt(3));
        await StopAsync(old);
        var young = await StartAsync<PlainRenamedHandler>();
        var later = await producer.Jobs.OnceNowAsync(new FirstReceipt(4));
        await young.WaitAsync(former.Id, JobState.Succeeded);
        await young.WaitAsync(later.Id, JobState.Succeeded);
        _receipts.Seen.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData(JobKeyScope.DefinitionAndTenant, true)]
    [InlineData(JobKeyScope.Tenant, false)]
    [InlineData(JobKeyScope.Cluster, false)]
    public async Task A_rename_splits_keys_that_contain_the_definition_and_no_others(JobKeyScope scope, bool isSplit)
    {
        var old = await StartAsync<FirstHandler>(workers: 0);
        var young = await StartAsync<PlainRenamedHandler>(workers: 0);
        var unique = new JobOptions
        {
            Tenant = "acme", Unique = new JobUnique { Key = "receipt:1", While = UniqueWhile.WaitingOrRunning, Scope = scope },
        };
        var idempotent = new JobOptions { Tenant = "acme", IdempotencyKey = "receipt:1", IdempotencyScope = scope };
        foreach (var options in (JobOptions[])[unique, idempotent])
        {
            var first = await old.Jobs.OnceNowAsync(new FirstReceipt(1), options);
            var second = await young.Jobs.OnceNowAsync(new FirstReceipt(1), options);
            (second.IsNew, second.Id == first.Id).ShouldBe((isSplit, !isSplit));
        }
    }

    [Fact]
    public async Task What_no_step_takes_and_a_step_that_throws_are_parked_and_spend_no_retry()
    {
        var old = await StartAsync<FirstHandler>(workers: 0);
        var job = await old.Jobs.OnceNowAsync(new FirstReceipt(7));
        var strict = await StartAsync<NoLongerFirstHandler>();
        var parked = await strict.WaitAsync(job.Id, details => details.ParkedReason is not null);
        (parked.ParkedReason, parked.NumberOfFailures).ShouldBe((ParkedReason.UnreadablePayload, 0));
        parked.Error!.ShouldContain("this build reads versions 2 to 3");
        await StopAsync(strict);

        var broken = await StartAsync<SecondHandler>(
            upcasters: config => config.AddPayloadUpcaster<SecondHandler>(1, new Broken()), withStep: false);
        parked = await broken.WaitAsync(
            job.Id, details => details.Error?.Contains("Upcaster", StringComparison.Ordinal) == true && details.ParkedReason is not null);
        parked.Error!.ShouldContain("from version 1 to 2: no such amount");
        parked.NumberOfFailures.ShouldBe(0);
        await StopAsync(broken);

        var mended = await StartAsync<SecondHandler>();
        await mended.WaitAsync(job.Id, JobState.Succeeded);
        _receipts.Seen.ShouldBe(["second 700"]);
    }

    [Fact]
    public async Task A_schedule_of_the_build_before_fires_jobs_that_the_new_one_brings_up()
    {
        var old = await StartAsync<FirstHandler>(workers: 0);
        var schedule = await old.Jobs.RecurringAsync(Recurrence.Every(TimeSpan.FromDays(1)), new FirstReceipt(2));
        await StopAsync(old);
        var young = await StartAsync<ThirdHandler>();

        var id = (await young.Jobs.RunRecurringNowAsync(schedule.Id)).ShouldNotBeNull();
        await young.WaitAsync(id, JobState.Succeeded);
        await young.Jobs.UpdateRecurringAsync(
            schedule.Id,
            new RecurringScheduleChange { Data = WriteableMessageData.New().SetIntValue("Cents", 5).SetStringValue("Currency", "USD") });
        id = (await young.Jobs.RunRecurringNowAsync(schedule.Id)).ShouldNotBeNull();
        await young.WaitAsync(id, JobState.Succeeded);

        _receipts.Seen.ShouldBe(["third 200 EUR", "third 5 USD"]);
    }

    [Fact]
    public async Task A_key_of_a_schedule_is_kept_for_its_definition_and_its_aliases()
    {
        var daily = Recurrence.Every(TimeSpan.FromDays(1));
        var nightly = new RecurringScheduleOptions { Key = "nightly" };
        var old = await StartAsync<FirstHandler>(workers: 0);
        var schedule = await old.Jobs.RecurringAsync(daily, new FirstReceipt(2), nightly);

        var refusal = await Should.ThrowAsync<JobRejectedException>(() => old.Jobs.RecurringAsync(daily, "parcel.send", options: nightly));

        refusal.Message.ShouldStartWith(
            $"The key 'nightly' belongs to schedule {schedule.Id} of definition 'receipt', and this call is for 'parcel.send', so it " +
            "would end that schedule. Give another key, or cancel that schedule first.");
        await old.Jobs.PauseRecurringAsync(schedule.Id);
        await Should.ThrowAsync<JobRejectedException>(() => old.Jobs.RecurringAsync(daily, "parcel.send", options: nightly));
        await old.Jobs.ResumeRecurringAsync(schedule.Id);

        var young = await StartAsync<PlainRenamedHandler>(workers: 0);
        var renamed = await young.Jobs.RecurringAsync(daily, new FirstReceipt(3), nightly);
        var definitions = old.Services.GetRequiredService<IJobMasterMonitor>().Definitions;
        await Eventually.BecomesAsync(
            "known in the store", async () => await definitions.GetAsync("send-receipt") is not null, TimeSpan.FromSeconds(30));
        var rolledBack = await old.Jobs.RecurringAsync(daily, new FirstReceipt(4), nightly);
        (renamed.Id, renamed.JobDefinitionId).ShouldBe((schedule.Id, "send-receipt"));
        (rolledBack.Id, rolledBack.JobDefinitionId).ShouldBe((schedule.Id, "receipt"));

        await old.Jobs.TryCancelRecurringAsync(schedule.Id);
        (await old.Jobs.RecurringAsync(daily, "parcel.send", options: nightly)).JobDefinitionId.ShouldBe("parcel.send");
    }

    [Fact]
    public async Task New_message_data_of_a_waiting_job_has_the_version_of_the_build_that_gives_it()
    {
        var old = await StartAsync<FirstHandler>(workers: 0);
        var job = await old.Jobs.OnceAfterAsync(TimeSpan.FromDays(1), new FirstReceipt(1));
        await StopAsync(old);
        var young = await StartAsync<ThirdHandler>();

        var data = WriteableMessageData.New().SetIntValue("Cents", 5).SetStringValue("Currency", "USD");
        (await young.Jobs.ChangeJobAsync(job.Id, new JobChange { Data = data, RunNow = true })).ShouldBe(JobChangeResult.Changed);
        var done = await young.WaitAsync(job.Id, JobState.Succeeded);

        (done.JobDefinitionId, done.PayloadVersion).ShouldBe(("receipt", 3));
        _receipts.Seen.ShouldBe(["third 5 USD"]);
    }

    [Fact]
    public async Task What_is_written_by_hand_says_its_version()
    {
        var young = await StartAsync<ThirdHandler>();

        var first = await young.Jobs.OnceNowAsync("receipt", new { Amount = 2m }, new JobOptions { PayloadVersion = 1 });
        await young.WaitAsync(first.Id, JobState.Succeeded);
        var second = await young.Jobs.OnceNowAsync(
            "receipt", WriteableMessageData.New().SetIntValue("Cents", 3), new JobOptions { PayloadVersion = 2 });
        await young.WaitAsync(second.Id, JobState.Succeeded);
        var current = await young.Jobs.OnceNowAsync("receipt", new { Cents = 4, Currency = "CHF" });
        await young.WaitAsync(current.Id, JobState.Succeeded);

        _receipts.Seen.ShouldBe(["third 200 EUR", "third 3 EUR", "third 4 CHF"]);
        (await young.Monitor.GetAsync(current.Id))!.PayloadVersion.ShouldBe(3);
        (
            await Should.ThrowAsync<JobRejectedException>(() =>
                young.Jobs.OnceNowAsync("receipt", new ThirdReceipt(1, "EUR"), new JobOptions { PayloadVersion = 2 })))
            .Message.ShouldStartWith("PayloadVersion 2 was given with a");
        (
            await Should.ThrowAsync<JobRejectedException>(() =>
                young.Jobs.OnceNowAsync("receipt", new { }, new JobOptions { PayloadVersion = 0 })))
            .Message.ShouldBe("PayloadVersion 0 must be 1 or more.");
    }

    [Fact]
    public async Task Message_data_and_what_looks_like_an_envelope_come_through()
    {
        var app = await StartAsync<DataHandler>();
        var twisted = await app.Jobs.OnceNowAsync<DataHandler>(MessageData.Parse("""{"$jobmaster":{"version":9},"payload":{"a":1}}"""));
        await app.WaitAsync(twisted.Id, JobState.Succeeded);
        var old = await app.Jobs.OnceNowAsync("data", MessageData.Parse("""{"Name":"x"}"""), new JobOptions { PayloadVersion = 1 });
        await app.WaitAsync(old.Id, JobState.Succeeded);
        var none = await app.Jobs.OnceNowAsync("data");
        await app.WaitAsync(none.Id, JobState.Succeeded);

        twisted.MsgData.ToJson().ShouldBe("""{"$jobmaster":{"version":9},"payload":{"a":1}}""");
        (await app.Monitor.GetAsync(twisted.Id))!.MsgDataJson.ShouldBe("""{"$jobmaster":{"version":9},"payload":{"a":1}}""");
        _receipts.Seen.ShouldBe(["""data {"$jobmaster":{"version":9},"payload":{"a":1}}""", """data {"Name":"x","Raised":true}""", "data {}"]);
    }

    private Task<TestApp> StartAsync<THandler>(int workers = 1, Action<JobMasterClusterConfig>? upcasters = null, bool withStep = true)
        where THandler : class => StartHostAsync<THandler>(config =>
        {
            for (var i = 0; i < workers; i++)
            {
                config.AddWorker();
            }

            if (typeof(THandler) == typeof(SecondHandler) && withStep)
            {
                config.AddPayloadUpcaster<SecondHandler>(1, new AmountToCents());
            }

            upcasters?.Invoke(config);
        });

    private async Task<TestApp> StartHostAsync<THandler>(Action<JobMasterClusterConfig> configure)
        where THandler : class => Track(await StartAppAsync(
            config =>
            {
                config.UseMasterStore("suite", _ => OpenStore()).AddJobHandler<THandler>();
                configure(config);
            },
            services => services.AddSingleton(_receipts)));

    [JobMasterDefinitionId("receipt")]
    private sealed class FirstHandler(Receipts receipts) : IJobHandler<FirstReceipt>
    {
        public Task HandleAsync(FirstReceipt payload, JobContext job, CancellationToken cancellationToken) =>
            receipts.Add($"first {payload.Amount}");
    }

    /// <summary>The release before a rename: it takes the new name beforehand, so that it can be rolled back to.</summary>
    [JobMasterDefinitionId("receipt", Aliases = ["send-receipt"])]
    private sealed class FirstHandlerWithNewName(Receipts receipts) : IJobHandler<FirstReceipt>
    {
        public Task HandleAsync(FirstReceipt payload, JobContext job, CancellationToken cancellationToken) =>
            receipts.Add($"first {payload.Amount}");
    }

    [JobMasterDefinitionId("send-receipt", Aliases = ["receipt"])]
    private sealed class PlainRenamedHandler(Receipts receipts) : IJobHandler<FirstReceipt>
    {
        public Task HandleAsync(FirstReceipt payload, JobContext job, CancellationToken cancellationToken) =>
            receipts.Add($"renamed {payload.Amount}");
    }

    [JobMasterDefinitionId("receipt")]
    [JobMasterPayloadVersion(2)]
    private sealed class SecondHandler(Receipts receipts) : IJobHandler<SecondReceipt>
    {
        public Task HandleAsync(SecondReceipt payload, JobContext job, CancellationToken cancellationToken) =>
            receipts.Add($"second {payload.Cents}");
    }

    [JobMasterDefinitionId("send-receipt", Aliases = ["receipt"])]
    [JobMasterPayloadVersion(3)]
    [JobMasterPayloadUpcaster(1, typeof(AmountToCents))]
    [JobMasterPayloadUpcaster(2, typeof(AddCurrency))]
    private sealed class ThirdHandler(Receipts receipts) : IJobHandler<ThirdReceipt>
    {
        public Task HandleAsync(ThirdReceipt payload, JobContext job, CancellationToken cancellationToken) =>
            receipts.Add($"third {payload.Cents} {payload.Currency}");
    }

    [JobMasterDefinitionId("receipt")]
    [JobMasterPayloadVersion(3, Oldest = 2)]
    [JobMasterPayloadUpcaster(2, typeof(AddCurrency))]
    private sealed class NoLongerFirstHandler : IJobHandler<ThirdReceipt>
    {
        public Task HandleAsync(ThirdReceipt payload, JobContext job, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [JobMasterDefinitionId("data")]
    [JobMasterPayloadVersion(2)]
    [JobMasterPayloadUpcaster(1, typeof(Raised))]
    private sealed class DataHandler(Receipts receipts) : IJobHandler
    {
        public Task HandleAsync(JobContext job) => receipts.Add($"data {job.MsgData.ToJson()}");
    }
}
