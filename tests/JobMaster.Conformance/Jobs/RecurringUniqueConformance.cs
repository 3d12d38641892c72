using System.Threading.Channels;

namespace JobMaster.Conformance.Jobs;

/// <summary>Schedules whose jobs have a unique rule.</summary>
public abstract class RecurringUniqueConformance<TFixture> : RecurringJobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly JobUnique Rule = new() { Key = "tick", While = UniqueWhile.WaitingOrRunning };

    private readonly Channel<bool> _leave = Channel.CreateUnbounded<bool>();

    [Fact]
    public async Task An_occurrence_gives_way_to_a_job_with_its_key_whoever_scheduled_that()
    {
        var app = await StartUniqueAsync();
        var holder = await app.Jobs.OnceNowAsync<ProbeHandler>(Named("once"), new JobOptions { Unique = Rule });
        await Probe.NextAsync();
        var schedule = await app.Jobs.RecurringAsync(EveryMinute(Rule));
        schedule.Unique.ShouldBe(Rule);

        Clock!.Move(Minute);
        var ledger = await LedgerAsync(app, schedule.Id, ledger => ledger.Count == 1);
        (ledger[0].Result, ledger[0].Cause).ShouldBe((OccurrenceResult.Skipped, $"job {holder.Id} held its unique key"));
        (await ReadAsync(app, schedule.Id)).LastJobId.ShouldBeNull();

        _leave.Writer.TryWrite(true);
        await app.WaitAsync(holder.Id, JobState.Succeeded);
        Clock.Move(Minute);
        (await Probe.NextAsync()).RecurringScheduleId.ShouldBe(schedule.Id);
        (await app.Jobs.OnceNowAsync<ProbeHandler>(Named("once"), new JobOptions { Unique = Rule })).IsNew.ShouldBeFalse();
        _leave.Writer.Complete();
    }

    [Fact]
    public async Task The_rule_of_the_handler_counts_and_other_data_is_another_key()
    {
        var app = await StartUniqueAsync(config => config.AddJobHandler<OneOfEachHandler>());
        var schedule = await app.Jobs.RecurringAsync(EveryMinute(null, JobRequest.For<OneOfEachHandler>(Named("a"))));
        schedule.Unique.ShouldBe(new JobUnique { While = UniqueWhile.WaitingOrRunning });
        Clock!.Move(Minute);
        var first = await Probe.NextAsync();
        Clock.Move(Minute);
        (await LedgerAsync(app, schedule.Id, ledger => ledger.Count == 2))[1].Result.ShouldBe(OccurrenceResult.Skipped);

        await app.Jobs.UpdateRecurringAsync(schedule.Id, new RecurringScheduleChange { Data = Named("b") });
        Clock.Move(Minute);
        var second = await Probe.NextAsync();
        second.MsgData.GetStringValue("Name").ShouldBe("b");
        (await app.Jobs.OnceNowAsync<OneOfEachHandler>(Named("a"))).Id.ShouldBe(first.Id);
        (await app.Jobs.OnceNowAsync<OneOfEachHandler>(Named("b"))).Id.ShouldBe(second.Id);
        _leave.Writer.Complete();
    }

    [Fact]
    public async Task A_run_by_hand_whose_key_is_held_answers_with_the_holder_or_is_refused_by_name()
    {
        var app = await StartUniqueAsync();
        var polite = await app.Jobs.RecurringAsync(EveryMinute(Rule));
        var strict = await app.Jobs.RecurringAsync(EveryMinute(Rule with { OnConflict = UniqueConflict.Reject }));
        var holder = (await app.Jobs.RunRecurringNowAsync(polite.Id)).ShouldNotBeNull();

        (await app.Jobs.RunRecurringNowAsync(polite.Id)).ShouldBe(holder);
        var refusal = await Should.ThrowAsync<JobRejectedException>(() => app.Jobs.RunRecurringNowAsync(strict.Id));
        refusal.HeldBy.ShouldBe(holder);
        refusal.Message.ShouldContain("unique key 'tick' is held by job");
        _leave.Writer.Complete();
    }

    [Fact]
    public async Task A_rule_that_cannot_be_kept_is_refused_when_the_schedule_is_stored()
    {
        var app = await StartUniqueAsync();
        var refusal = await Should.ThrowAsync<JobRejectedException>(() => app.Jobs.RecurringAsync(EveryMinute(Rule with { Key = "\n" })));
        refusal.Message.ShouldContain("Unique key");
    }

    private Task<TestApp> StartUniqueAsync(Action<JobMasterClusterConfig>? more = null)
    {
        Clock = new MovableClock();
        Probe.Run = async job =>
        {
            await _leave.Reader.WaitToReadAsync(job.CancellationToken);
            _leave.Reader.TryRead(out _);
        };
        return StartAsync(config =>
        {
            more?.Invoke(config);
            config.AddWorker();
        });
    }

    private static RecurringRequest EveryMinute(JobUnique? rule, JobRequest? job = null) =>
        new(job ?? JobRequest.For<ProbeHandler>(Named("tick")), TimeSpanIntervalExprCompiler.TypeId, "00:01:00")
        {
            Options = new RecurringScheduleOptions { Job = new JobOptions { Unique = rule } },
        };

    [JobMasterDefinitionId("one-of-each")]
    [JobMasterUnique(UniqueWhile.WaitingOrRunning)]
    public sealed class OneOfEachHandler(Probe probe) : IJobHandler
    {
        public Task HandleAsync(JobContext job) => probe.HandleAsync(job);
    }
}
