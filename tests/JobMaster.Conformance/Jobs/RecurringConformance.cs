using System.Globalization;

namespace JobMaster.Conformance.Jobs;

/// <summary>What users do with recurring schedules.</summary>
public abstract class RecurringConformance<TFixture> : RecurringJobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Each_occurrence_becomes_a_job_that_knows_its_schedule_and_its_instant()
    {
        // One slot: two jobs that a stall made due at once start one after the other.
        var app = await StartAsync(config => config.AddWorker(worker => worker.MaxConcurrency(1)));

        var schedule = await app.Jobs.RecurringAsync<ProbeHandler>(
            Second, Named("tick"), JobMasterPriority.High, timeout: Hour, maxNumberOfRetries: 1,
            metadata: WritableMetadata.New().SetStringValue("Source", "api"));
        var (first, second) = (await Probe.NextAsync(), await Probe.NextAsync());

        schedule.IsNew.ShouldBeTrue();
        schedule.NextOccurrence.ShouldBe(schedule.Anchor + Second);
        first.ShouldSatisfyAllConditions(
            job => job.RecurringScheduleId.ShouldBe(schedule.Id),
            job => job.TriggerSourceType.ShouldBe(TriggerSourceType.DynamicRecurring),
            job => job.ScheduledAt.ShouldBe(schedule.Anchor + Second),
            job => job.MsgData.GetStringValue("Name").ShouldBe("tick"),
            job => job.Metadata.GetStringValue("Source").ShouldBe("api"),
            job => (job.Priority, job.Timeout, job.MaxNumberOfRetries).ShouldBe((JobMasterPriority.High, Hour, 1)));
        (second.ScheduledAt - first.ScheduledAt).ShouldBe(Second);
        var ledger = await LedgerAsync(app, schedule.Id, ledger => ledger.Count >= 2);
        ledger.Take(2)
            .Select(one => (one.At, one.Result, one.JobId))
            .ShouldBe([(first.ScheduledAt, OccurrenceResult.Fired, first.Id), (second.ScheduledAt, OccurrenceResult.Fired, second.Id)]);
        (await ReadAsync(app, schedule.Id)).ShouldSatisfyAllConditions(
            read => read.LastOccurrence.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(second.ScheduledAt),
            read => read.NextOccurrence.ShouldBe(read.LastOccurrence + Second));
    }

    [Fact]
    public async Task Any_number_of_nodes_fire_each_occurrence_once()
    {
        var nodes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => StartAsync()));
        var schedules = await Task.WhenAll(nodes.Select(node => node.Jobs.RecurringAsync<ProbeHandler>(Second, Named("tick"))));
        for (var i = 0; i < 12; i++)
        {
            await Probe.NextAsync();
        }

        foreach (var schedule in schedules)
        {
            (await nodes[0].Jobs.PauseRecurringAsync(schedule.Id)).ShouldBeTrue();
        }

        foreach (var schedule in schedules)
        {
            var ledger = await LedgerAsync(nodes[0], schedule.Id);
            ledger.Select(one => one.At).ShouldBe(Enumerable.Range(1, ledger.Count).Select(turn => schedule.Anchor + (turn * Second)));
            foreach (var fired in ledger.Where(one => one.Result == OccurrenceResult.Fired))
            {
                await nodes[0].WaitAsync(fired.JobId!.Value, JobState.Succeeded);
            }

            Probe.Runs.Where(job => job.RecurringScheduleId == schedule.Id).Select(job => job.Id)
                .ShouldBe(ledger.Where(one => one.Result == OccurrenceResult.Fired).Select(one => one.JobId!.Value), ignoreOrder: true);
        }
    }

    [Fact]
    public async Task A_key_makes_the_same_call_at_every_start_change_the_schedule_instead_of_adding_one()
    {
        var app = await StartAsync();
        var first = await app.Jobs.RecurringAsync<ProbeHandler>(Hour, Named("one"), key: "hourly");

        var again = await app.Jobs.RecurringAsync<ProbeHandler>(Hour, Named("one"), key: "hourly");
        var edited = await app.Jobs.RecurringAsync<ProbeHandler>(Hour, Named("two"), JobMasterPriority.Low, key: "hourly");
        var moved = await app.Jobs.RecurringAsync<ProbeHandler>(CronExprCompiler.TypeId, "0 9 * * *", Named("two"), key: "hourly");

        again.ShouldBe(first with { IsNew = false, MsgData = again.MsgData, Metadata = again.Metadata });
        (edited.Id, edited.NextOccurrence, edited.Anchor, edited.Priority).ShouldBe(
            (first.Id, first.NextOccurrence, first.Anchor, JobMasterPriority.Low));
        (moved.Id, moved.NextOccurrence!.Value.TimeOfDay).ShouldBe((first.Id, new TimeSpan(9, 0, 0)));
        (await SchedulesOf(app).FindAsync("hourly"))!.MsgData.GetStringValue("Name").ShouldBe("two");
        (await SchedulesOf(app).ListAsync()).ShouldHaveSingleItem().Id.ShouldBe(first.Id);
    }

    [Fact]
    public async Task Many_that_store_one_key_at_once_store_one_schedule()
    {
        var nodes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => StartAsync()));
        var stored = await Task.WhenAll(nodes.SelectMany(node => Enumerable.Range(0, 4).Select(turn =>
            node.Jobs.RecurringAsync<ProbeHandler>(Hour, Named($"{turn}"), key: "hourly"))));

        stored.Select(schedule => schedule.Id).Distinct().ShouldHaveSingleItem();
        stored.Count(schedule => schedule.IsNew).ShouldBe(1);
        (await SchedulesOf(nodes[0]).ListAsync()).ShouldHaveSingleItem().NextOccurrence.ShouldBe(stored[0].Anchor + Hour);
    }

    [Fact]
    public async Task A_schedule_is_paused_resumed_in_its_phase_run_by_hand_and_cancelled()
    {
        var app = await StartAsync();
        var schedule = await app.Jobs.RecurringAsync<ProbeHandler>(Hour, Named("tick"));

        (await app.Jobs.PauseRecurringAsync(schedule.Id)).ShouldBeTrue();
        (await app.Jobs.PauseRecurringAsync(schedule.Id)).ShouldBeFalse();
        (await ReadAsync(app, schedule.Id)).State.ShouldBe(RecurringScheduleState.Paused);
        var byHand = (await app.Jobs.RunRecurringNowAsync(schedule.Id)).ShouldNotBeNull();
        (await Probe.NextAsync()).ShouldSatisfyAllConditions(
            job => job.Id.ShouldBe(byHand), job => job.RecurringScheduleId.ShouldBe(schedule.Id));
        (await app.Jobs.ResumeRecurringAsync(schedule.Id)).ShouldBeTrue();
        (await app.Jobs.ResumeRecurringAsync(schedule.Id)).ShouldBeFalse();
        (await ReadAsync(app, schedule.Id)).ShouldSatisfyAllConditions(
            read =>
                read.State.ShouldBe(RecurringScheduleState.Active), read =>
                    read.NextOccurrence.ShouldBe(schedule.NextOccurrence), read => read.LastJobId.ShouldBe(byHand));
        (await LedgerAsync(app, schedule.Id)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            one => one.Result.ShouldBe(OccurrenceResult.RunByHand), one => one.JobId.ShouldBe(byHand));

        (await app.Jobs.TryCancelRecurringAsync(schedule.Id)).ShouldBeTrue();
        app.Jobs.CancelRecurring(schedule.Id).ShouldBeFalse();
        (await ReadAsync(app, schedule.Id)).ShouldSatisfyAllConditions(
            read => read.State.ShouldBe(RecurringScheduleState.Cancelled), read => read.NextOccurrence.ShouldBeNull());
        (await app.Jobs.RunRecurringNowAsync(schedule.Id)).ShouldBeNull();
        (await app.Jobs.UpdateRecurringAsync(schedule.Id, new RecurringScheduleChange { Priority = JobMasterPriority.Low })).ShouldBeNull();
        (await app.Jobs.TryCancelRecurringAsync(Guid.CreateVersion7())).ShouldBeFalse();
    }

    [Fact]
    public async Task A_call_with_the_key_begins_a_cancelled_schedule_anew_and_leaves_a_paused_one_paused()
    {
        var app = await StartAsync();
        Task<RecurringScheduleContext> PutAsync() => app.Jobs.RecurringAsync<ProbeHandler>(Hour, Named("tick"), key: "hourly");
        var schedule = await PutAsync();

        (await app.Jobs.TryCancelRecurringAsync(schedule.Id)).ShouldBeTrue();
        (await PutAsync()).ShouldSatisfyAllConditions(
            anew => anew.Id.ShouldBe(schedule.Id), anew => anew.State.ShouldBe(RecurringScheduleState.Active),
            anew => anew.NextOccurrence.ShouldNotBeNull());

        (await app.Jobs.PauseRecurringAsync(schedule.Id)).ShouldBeTrue();
        (await PutAsync()).State.ShouldBe(RecurringScheduleState.Paused);
        (await ReadAsync(app, schedule.Id)).State.ShouldBe(RecurringScheduleState.Paused);
    }

    [Fact]
    public async Task Expression_payload_and_all_else_can_be_edited()
    {
        var app = await StartAsync();
        var schedule = await app.Jobs.RecurringAsync<ProbeHandler>(Hour, Named("old"));

        var changed = await app.Jobs.UpdateRecurringAsync(schedule.Id, new RecurringScheduleChange
        {
            Expression = RecurrenceExprCompiler.Compile(NaturalCronExprCompiler.TypeId, "every second"), Data = Named("new"),
            Tenant = "acme",
            Timeout = Second, MaxNumberOfRetries = 0, EndBefore = DateTimeOffset.UtcNow + Hour, Overlap = OverlapPolicy.Skip,
            Misfire = MisfirePolicy.Skip, MisfireGrace = Hour,
        });

        changed.ShouldNotBeNull().Expression.ShouldBe("every second");
        (await Probe.NextAsync()).ShouldSatisfyAllConditions(
            job => job.RecurringScheduleId.ShouldBe(schedule.Id), job => job.MsgData.GetStringValue("Name").ShouldBe("new"),
            job => (job.Tenant, job.Timeout, job.MaxNumberOfRetries).ShouldBe(("acme", Second, 0)));
        (
            await app.Jobs.UpdateRecurringAsync(
                schedule.Id, new RecurringScheduleChange { EndBefore = schedule.CreatedAt }))!.State.ShouldBe(RecurringScheduleState.Ended);
    }

    [Fact]
    public async Task Bounds_are_kept()
    {
        var app = await StartAsync();
        var start = DateTimeOffset.UtcNow.AddSeconds(1.25);
        var schedule = await app.Jobs.RecurringAsync<ProbeHandler>(
            Second, Named("tick"), startAfter: start, endBefore: start + (2.5 * Second));

        await app.Logs.NextAsync();
        var ledger = await LedgerAsync(app, schedule.Id, ledger => ledger.Count == 2);

        ledger.Select(one => one.At).ShouldBe([schedule.StartAfter!.Value + Second, schedule.StartAfter.Value + (2 * Second)]);
        (await ReadAsync(app, schedule.Id)).State.ShouldBe(RecurringScheduleState.Ended);
    }

    [Fact]
    public async Task A_preview_shows_what_is_to_come_in_the_schedules_zone()
    {
        var app = await StartAsync();
        var schedule = await app.Jobs.RecurringAsync(new RecurringRequest(
            JobRequest.For<ProbeHandler>(Named("tick")), NaturalCronExprCompiler.TypeId, "daily at 02:30")
        {
            Options = new RecurringScheduleOptions
            {
                TimeZoneId = "America/New_York",
                StartAfter = new DateTimeOffset(2035, 3, 10, 12, 0, 0, TimeSpan.Zero)
            },
        });

        var preview = await SchedulesOf(app).PreviewAsync(schedule.Id, 2);

        preview.Select(one => one.At.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture))
            .ShouldBe(["2035-03-11 03:00 -04:00", "2035-03-12 02:30 -04:00"]);
        preview.ShouldAllBe(one => one.Result == OccurrenceResult.Fired && one.JobId == null);
        (
            await SchedulesOf(app).PreviewAsync(CronExprCompiler.TypeId, "0 9 * * *", null, DateTimeOffset.UnixEpoch, 1))
                .ShouldBe([DateTimeOffset.UnixEpoch.AddHours(9)]);
        (await SchedulesOf(app).PreviewAsync(Guid.CreateVersion7(), 2)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cluster_in_passive_mode_fires_nothing_and_an_archived_one_takes_no_schedule()
    {
        var app = await StartAsync();
        var schedule = await app.Jobs.RecurringAsync<ProbeHandler>(Second, Named("tick"));
        await Probe.NextAsync();
        await app.Cluster.SetModeAsync(ClusterMode.Passive);
        var before = (await LedgerAsync(app, schedule.Id)).Count;
        (
            await app.Jobs.UpdateRecurringAsync(schedule.Id, new RecurringScheduleChange { Misfire = MisfirePolicy.RunAll }))
                .ShouldNotBeNull();

        await app.Cluster.SetModeAsync(ClusterMode.Archive);
        await Should.ThrowAsync<JobRejectedException>(() => app.Jobs.RecurringAsync<ProbeHandler>(Second));
        (await LedgerAsync(app, schedule.Id)).Count.ShouldBeLessThanOrEqualTo(before + 1);
    }
}
