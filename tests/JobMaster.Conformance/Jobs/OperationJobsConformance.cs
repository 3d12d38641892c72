using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Conformance.Jobs;

/// <summary>Operations on many jobs as an app starts and follows them.</summary>
public abstract class OperationJobsConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task An_operation_started_by_a_producer_is_worked_off_by_another_node_soon()
    {
        var worker = await StartAsync(
            config => config.AddWorker().WorkerLane("mail").SetAsDefault().Options.PollInterval = TimeSpan.FromMilliseconds(100));
        var app = await StartAsync(_ => { });
        var jobs = await app.Jobs.ScheduleManyAsync(
            [.. Enumerable.Range(0, 30).Select(_ => JobRequest.For<ProbeHandler>() with { After = Hour })]);
        var operation = new JobOperation
        {
            Kind = JobOperationKind.Change,
            Change = new JobChange { WorkerLane = "mail", RunNow = true },
            Filter = new JobOperationFilter { JobDefinitionId = "probe" },
        };

        var preview = await app.Cluster.Operations.PreviewAsync(operation);
        (preview.Count, preview.IsCapped, preview.Running, preview.Samples.Count).ShouldBe((30, false, 0, 5));
        preview.Samples.ShouldAllBe(job => job.WorkerLane == "default");
        var id = await app.Cluster.Operations.StartAsync(operation, new OperatorContext("ann", "the default lane is down"));

        foreach (var job in jobs)
        {
            await worker.WaitAsync(job.Id, JobState.Succeeded);
        }

        var details = (await MonitorOf(app).Operations.GetAsync(id)).ShouldNotBeNull();
        (details.State, details.Changed, details.Matched, details.Who, details.Reason).ShouldBe(
            (JobOperationState.Done, 30, 30, "ann", "the default lane is down"));
        details.Filter!.JobDefinitionId.ShouldBe("probe");
        details.Rate.ShouldBePositive();
        (await MonitorOf(app).Operations.ListAsync()).ShouldHaveSingleItem().Id.ShouldBe(id);
        var filed = (await MonitorOf(app).Audit.ListAsync(new AuditFilter { Who = "ann", PageSize = 1000 })).Entries;
        filed.Count(entry => entry.Action == AuditActions.ChangeJob && entry.OperationId == id).ShouldBe(30);
        filed.Count(entry => entry.Action == AuditActions.StartOperation).ShouldBe(1);
    }

    [Fact]
    public async Task Message_data_time_and_expiry_of_all_jobs_of_a_filter_are_changed_and_of_no_other()
    {
        var app = await StartAsync();
        var before = new DateTimeOffset(DateTime.UtcNow.Date.AddDays(2), TimeSpan.Zero);
        var (dueAt, expiresAt) = (before.AddDays(1), before.AddDays(2));
        var old = JobRequest.For<ProbeHandler>(Named("old")) with
        {
            At = before,
            Options = new JobOptions { Tenant = "acme", ExpiresAt = before.AddHours(1) },
        };
        var other = old with { Options = old.Options with { Tenant = "other" } };
        var jobs = await app.Jobs.ScheduleManyAsync([other, old, old, old]);
        var filter = new JobOperationFilter { JobDefinitionId = "probe", Tenant = "acme" };

        await ChangeAsync(new JobChange { Data = Named("new"), At = dueAt, ExpiresAt = expiresAt });

        foreach (var job in jobs.Skip(1))
        {
            var changed = (await app.Monitor.GetAsync(job.Id))!;
            (changed.MsgDataJson, changed.DueAt, changed.ScheduledAt, changed.ExpiresAt).ShouldBe(
                (Named("new").ToJson(), dueAt, dueAt, expiresAt));
        }

        var left = (await app.Monitor.GetAsync(jobs[0].Id))!;
        (left.MsgDataJson, left.DueAt, left.ExpiresAt).ShouldBe((Named("old").ToJson(), before, before.AddHours(1)));

        await ChangeAsync(new JobChange { RemovesExpiry = true, RunNow = true });
        foreach (var job in jobs.Skip(1))
        {
            (await app.WaitAsync(job.Id, JobState.Succeeded)).ExpiresAt.ShouldBeNull();
        }

        Probe.Names.ShouldBe(["new", "new", "new"]);

        async Task ChangeAsync(JobChange change)
        {
            var id = await app.Cluster.Operations.StartAsync(
                new JobOperation { Kind = JobOperationKind.Change, Filter = filter, Change = change });
            await Eventually.BecomesAsync(
                "the operation is over",
                async () => await MonitorOf(app).Operations.GetAsync(id) is { State: JobOperationState.Done, Changed: 3 },
                TestTime.Patience);
        }
    }

    [Fact]
    public async Task A_preview_counts_exactly_up_to_ten_thousand_jobs_and_the_operation_counts_the_others()
    {
        var app = await StartAsync(_ => { });
        var waiting = Enumerable.Repeat(JobRequest.For<ProbeHandler>() with { After = Hour }, 1000).ToList();
        for (var batch = 0; batch < 10; batch++)
        {
            await app.Jobs.ScheduleManyAsync(waiting);
        }

        var operation = new JobOperation { Kind = JobOperationKind.Cancel, All = true };
        var exact = await app.Cluster.Operations.PreviewAsync(operation);
        (exact.Count, exact.IsCapped, exact.Samples.Count).ShouldBe((10_000, false, 5));
        await app.Jobs.OnceAfterAsync<ProbeHandler>(Hour);

        var capped = await app.Cluster.Operations.PreviewAsync(operation);
        (capped.Count, capped.IsCapped).ShouldBe((10_000, true));
        (await app.Monitor.CountAsync()).Scheduled.ShouldBe(10_001, "nothing was changed");
        var id = await app.Cluster.Operations.StartAsync(operation);
        var started = new AuditFilter { Action = AuditActions.StartOperation };
        (await MonitorOf(app).Audit.ListAsync(started)).Entries.ShouldHaveSingleItem().After
            .ShouldBe("""{"kind":"Cancel","matched":10000,"isCapped":true,"maxJobs":null}""");

        await StartAsync();
        await Eventually.BecomesAsync(
            "all jobs are counted and cancelled",
            async () => await MonitorOf(app).Operations.GetAsync(id) is
            {
                State: JobOperationState.Done, Matched: 10_001, IsCapped: false, Changed: 10_001, Gone: 0,
            },
            TestTime.Patience);
    }

    [Theory]
    [InlineData(JobOperationKind.Replay, JobState.Failed)]
    [InlineData(JobOperationKind.Discard, JobState.Failed)]
    [InlineData(JobOperationKind.Restore, JobState.Cancelled)]
    public async Task An_operation_on_final_jobs_takes_the_state_that_they_have_anyway(JobOperationKind kind, JobState state)
    {
        Probe.Run = _ => throw new InvalidOperationException("it broke");
        var app = await StartAsync();
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>(new JobOptions { MaxNumberOfRetries = 0 });
        await app.WaitAsync(job.Id, JobState.Failed);
        if (kind == JobOperationKind.Restore)
        {
            (await app.Cluster.Failures.DiscardAsync([job.Id], new OperatorContext("ann", "test"))).ShouldBe([job.Id]);
        }

        var operation = new JobOperation { Kind = kind, Filter = new JobOperationFilter { State = state, JobDefinitionId = "probe" } };
        var preview = await app.Cluster.Operations.PreviewAsync(operation);
        (preview.Count, preview.Samples.ShouldHaveSingleItem().Id).ShouldBe((1, job.Id));
        var id = await app.Cluster.Operations.StartAsync(operation);
        await Eventually.BecomesAsync(
            "the operation is over",
            async () => await MonitorOf(app).Operations.GetAsync(id) is { State: JobOperationState.Done, Changed: 1 }, TestTime.Patience);
    }

    [Fact]
    public async Task A_stored_operation_outlives_its_process_and_can_be_paused()
    {
        var app = await StartAsync(_ => { });
        var job = await app.Jobs.OnceAfterAsync<ProbeHandler>(Hour);
        var id = await app.Cluster.Operations.StartAsync(new JobOperation { Kind = JobOperationKind.Cancel, All = true });
        (await app.Cluster.Operations.PauseAsync(id)).ShouldBeTrue();
        (await app.Cluster.Operations.PauseAsync(id)).ShouldBeFalse();
        await StopAsync(app);

        var worker = await StartAsync();
        (await MonitorOf(worker).Operations.GetAsync(id))!.State.ShouldBe(JobOperationState.Paused);
        (await worker.Cluster.Operations.ResumeAsync(id)).ShouldBeTrue();
        await worker.WaitAsync(job.Id, JobState.Cancelled);
        (await worker.Cluster.Operations.CancelAsync(id)).ShouldBeFalse("it is through");
    }

    [Fact]
    public async Task An_operation_that_contradicts_itself_is_refused_and_says_why()
    {
        var app = await StartAsync(_ => { });
        var cancel = new JobOperation { Kind = JobOperationKind.Cancel };
        foreach (var (operation, why) in new (JobOperation, string)[]
        {
            (cancel, "Set All = true if that is meant"),
            (cancel with { Filter = new JobOperationFilter() }, "Set All = true if that is meant"),
            (cancel with { Kind = JobOperationKind.Change, All = true }, "has no Change"),
            (cancel with { Change = new JobChange { RunNow = true }, All = true }, "its Kind is Cancel"),
            (
                cancel with
                {
                    Kind = JobOperationKind.Change, Change = new JobChange { WorkerLane = "mail", Revision = "1" }, All = true,
                },
                "has a Revision, which is that of one job"),
            (cancel with { Kind = JobOperationKind.Change, Change = new JobChange { Data = Named("a") }, All = true }, "job by job"),
            (cancel with { JobIds = [], Filter = new JobOperationFilter { Tenant = "a" } }, "Give one of them"),
            (cancel with { JobIds = new Guid[10_001] }, "the limit is 10,000"),
            (cancel with { All = true, MaxJobs = 0 }, "MaxJobs 0 must be at least 1"),
            (cancel with { Filter = new JobOperationFilter { State = JobState.Failed } }, "State Failed is final"),
            (
                cancel with { Kind = JobOperationKind.Replay, Filter = new JobOperationFilter { State = JobState.Ready } },
                "A Replay is for jobs that are Failed, and State is Ready. Remove State from the Filter"),
            (
                cancel with { Kind = JobOperationKind.Restore, Filter = new JobOperationFilter { State = JobState.Failed, Tenant = "a" } },
                "A Restore is for discarded jobs, which are Cancelled, and State is Failed. Remove State from the Filter"),
            (
                cancel with { Kind = JobOperationKind.Discard, Filter = new JobOperationFilter { State = JobState.Failed } },
                "nor a condition in its Filter, so it is for every job"),
            (cancel with { Filter = new JobOperationFilter { State = (JobState)44 } }, "State 44 is not one of Scheduled, Ready, Running,"),
            (cancel with { Filter = new JobOperationFilter { Priority = (JobMasterPriority)44 } }, "Priority 44 is not one of VeryLow,"),
            (cancel with { Filter = new JobOperationFilter { WorkerLane = "" } }, "WorkerLane is empty, which no job has. Give a value"),
            (cancel with { Filter = new JobOperationFilter { Tenant = "" } }, "Tenant is empty"),
            (cancel with { Filter = new JobOperationFilter { IdempotencyKey = "" } }, "IdempotencyKey is empty"),
            (cancel with { Filter = new JobOperationFilter { JobDefinitionId = "ma*" } }, "JobDefinitionId 'ma*' ends in a star"),
            (cancel with { Filter = new JobOperationFilter { WorkerLane = "ma*" } }, "Start one operation for each lane."),
            (new JobOperation { Kind = (JobOperationKind)9, All = true }, "Kind 9 is not one of"),
        })
        {
            (await Should.ThrowAsync<JobRejectedException>(app.Cluster.Operations.StartAsync(operation))).Message.ShouldContain(why);
        }

        (await MonitorOf(app).Operations.ListAsync()).ShouldBeEmpty();
        (await Should.ThrowAsync<ArgumentException>(MonitorOf(app).Operations.ListAsync(0))).Message.ShouldContain("from 1 to 1,000");
        (await Should.ThrowAsync<ArgumentException>(MonitorOf(app).Operations.ListAsync(state: (JobOperationState)9))).Message
            .ShouldContain("State 9 is not one of Running, Paused,");
    }

    [Fact]
    public async Task A_list_with_a_condition_that_nothing_meets_is_refused_and_says_why()
    {
        var app = await StartAsync(_ => { });
        var monitor = MonitorOf(app);
        foreach (var (filter, why) in new (JobFilter, string)[]
        {
            (new JobFilter { State = (JobState)9 }, "State 9 is not one of Scheduled, Ready, Running,"),
            (new JobFilter { WorkerLane = "" }, "WorkerLane is empty"),
            (new JobFilter { JobDefinitionId = "" }, "JobDefinitionId is empty"),
            (new JobFilter { JobDefinitionId = "o*" }, "SearchAsync takes a beginning with a star."),
        })
        {
            (await Should.ThrowAsync<ArgumentException>(monitor.Jobs.ListAsync(filter))).Message.ShouldContain(why);
        }

        (await Should.ThrowAsync<ArgumentException>(monitor.Schedules.ListAsync(new RecurringScheduleFilter { Tenant = "" }))).Message
            .ShouldContain("Tenant is empty, which no schedule has.");
        (await Should.ThrowAsync<ArgumentException>(
            monitor.Schedules.ListAsync(new RecurringScheduleFilter { State = (RecurringScheduleState)9 }))).Message
            .ShouldContain("State 9 is not one of");
        (await Should.ThrowAsync<ArgumentException>(monitor.Audit.ListAsync(new AuditFilter { Who = "" }))).Message
            .ShouldContain("Who is empty, which no entry has.");
        (await Should.ThrowAsync<ArgumentException>(monitor.Statistics.GetSeriesAsync(new StatisticFilter { Lane = "" }))).Message
            .ShouldContain("Lane is empty");
        (await Should.ThrowAsync<ArgumentException>(
            monitor.Failures.ExportAsync(Stream.Null, new JobOperationFilter { WorkerLane = "" }))).Message
            .ShouldContain("WorkerLane is empty, which no job has.");
        (await Should.ThrowAsync<ArgumentException>(
            monitor.Failures.ExportAsync(Stream.Null, new JobOperationFilter { JobDefinitionId = "ma*" }))).Message
            .ShouldContain("Make one export for each definition.");
        (await Should.ThrowAsync<ArgumentNullException>(app.Cluster.Failures.DiscardAsync([Guid.CreateVersion7()], null!))).Message
            .ShouldStartWith("A discard says who gives the jobs up, and why. Give new OperatorContext(name, reason).");
    }

    private static IJobMasterMonitor MonitorOf(TestApp app) => app.Services.GetRequiredService<IJobMasterMonitor>();
}
