using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Conformance.Jobs;

/// <summary>What operators do to failed jobs through <c>cluster.Failures</c>: each call does what it says, and the audit has it.</summary>
public abstract class FailureCallsConformance<TFixture> : ControlledJobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task A_replay_runs_failed_jobs_again_with_what_is_changed_and_says_what_became_of_each()
    {
        var (app, failed) = await FailAsync(2);
        Probe.Run = _ => Task.CompletedTask;

        var results = await app.Cluster.Failures.ReplayAsync(
            [failed[0], Guid.CreateVersion7(), failed[1]],
            new JobReplay { WorkerLane = "other", Priority = JobMasterPriority.High, Data = Named("mended") }, Ann);

        results.ShouldBe([JobReplayResult.Replayed, JobReplayResult.NotFailed, JobReplayResult.Replayed]);
        foreach (var id in failed)
        {
            var done = await app.WaitAsync(id, JobState.Succeeded);
            (done.WorkerLane, done.Priority).ShouldBe(("other", JobMasterPriority.High));
            done.MsgDataJson.ShouldNotBeNull().ShouldContain("\"mended\"");
            var first = (await app.Monitor.GetAttemptsAsync(id))[0];
            (first.IsMsgDataReplaced, first.ReplacedMsgDataJson).ShouldBe(
                (true, Named($"{failed.IndexOf(id)}").ToJson()), "what it was is shown with the attempt");
        }

        (await app.Cluster.Failures.ReplayAsync(failed)).ShouldAllBe(result => result == JobReplayResult.NotFailed);
        (await AuditAsync(app, AuditActions.ReplayJob)).ShouldBe(failed, ignoreOrder: true);
    }

    [Fact]
    public async Task A_discarded_job_is_cancelled_keeps_its_error_and_is_failed_again_when_it_is_restored()
    {
        var (app, failed) = await FailAsync(2);
        var was = (await app.Monitor.GetAsync(failed[0]))!;

        (await app.Cluster.Failures.DiscardAsync([failed[0], Guid.CreateVersion7()], Ann)).ShouldBe([failed[0]]);
        (await app.Cluster.Failures.DiscardAsync([failed[0]], Ann)).ShouldBeEmpty();
        var discarded = (await app.Monitor.GetAsync(failed[0]))!;
        (discarded.State, discarded.Error).ShouldBe((JobState.Cancelled, was.Error));
        (await app.Cluster.Failures.ReplayAsync([failed[0]])).ShouldBe([JobReplayResult.NotFailed]);

        (await app.Cluster.Failures.RestoreAsync([.. failed], Ann)).ShouldBe([failed[0]]);
        var restored = (await app.Monitor.GetAsync(failed[0]))!;
        (restored.State, restored.Error).ShouldBe((JobState.Failed, was.Error));
        restored.FinalizedAt.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(was.FinalizedAt!.Value);
    }

    [Fact]
    public async Task An_export_has_a_line_for_each_failed_job_and_is_refused_for_jobs_of_another_state()
    {
        var (app, failed) = await FailAsync(3);
        var failures = app.Services.GetRequiredService<IJobMasterMonitor>().Failures;
        using var written = new MemoryStream();

        (await failures.ExportAsync(written, new JobOperationFilter { State = JobState.Failed })).ShouldBe(3);

        var lines = Encoding.UTF8.GetString(written.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetGuid()).ShouldBe(failed.Order());
        (await Should.ThrowAsync<ArgumentException>(
            failures.ExportAsync(written, new JobOperationFilter { State = JobState.Ready }))).Message
            .ShouldStartWith("State Ready must be Failed or null: only failed jobs are exported.");
    }

    [Fact]
    public async Task A_copy_of_any_final_job_is_a_new_job_and_the_final_one_stays()
    {
        var (app, failed) = await FailAsync(1);
        Probe.Run = _ => Task.CompletedTask;

        var copy = (await app.Cluster.Failures.CopyAsync(failed[0], by: Ann)).ShouldNotBeNull();
        var done = await app.WaitAsync(copy, JobState.Succeeded);
        done.MsgDataJson.ShouldNotBeNull().ShouldContain("\"0\"");
        (await app.Monitor.GetAsync(failed[0]))!.State.ShouldBe(JobState.Failed);
        var again = (await app.Cluster.Failures.CopyAsync(copy, new JobReplay { Data = Named("again") })).ShouldNotBeNull();
        (await app.WaitAsync(again, JobState.Succeeded)).MsgDataJson.ShouldNotBeNull().ShouldContain("\"again\"");

        (await app.Cluster.Failures.CopyAsync(Guid.CreateVersion7())).ShouldBeNull();
        var waiting = await app.Jobs.OnceAfterAsync<ProbeHandler>(TimeSpan.FromHours(1));
        (await app.Cluster.Failures.CopyAsync(waiting.Id)).ShouldBeNull();
    }

    [Fact]
    public async Task A_group_is_replayed_with_five_jobs_first_and_then_with_the_others()
    {
        var (app, failed) = await FailAsync(7);
        var fingerprint = (await app.Monitor.GetAsync(failed[0]))!.Fingerprint.ShouldNotBeNull();
        var end = new TaskCompletionSource();
        Probe.Run = _ => end.Task;

        var id = await app.Cluster.Failures.ReplayGroupAsync(fingerprint, by: Ann);
        await Eventually.BecomesAsync(
            "the operation waits for the first jobs", async () => (await MonitorOf(app).Operations.GetAsync(id))!.WaitsForFirst,
            TestTime.Patience);
        (await MonitorOf(app).Operations.GetAsync(id))!.Changed.ShouldBe(5);
        (await app.Monitor.CountAsync()).Failed.ShouldBe(2);

        end.SetResult();
        foreach (var job in failed)
        {
            await app.WaitAsync(job, JobState.Succeeded);
        }

        await Eventually.BecomesAsync(
            "the operation ends", async () => (await MonitorOf(app).Operations.GetAsync(id))!.EndedAt is not null, TestTime.Patience);
        (await MonitorOf(app).Operations.GetAsync(id))!.Changed.ShouldBe(7);
        await Should.ThrowAsync<ArgumentException>(() => app.Cluster.Failures.ReplayGroupAsync(" "));
        await Should.ThrowAsync<JobRejectedException>(() => app.Cluster.Failures.ReplayGroupAsync(fingerprint, tryFirst: 0));
    }

    [Fact]
    public async Task A_group_is_replayed_with_a_few_first_and_then_at_a_rate()
    {
        var (app, failed) = await FailAsync(6);
        var fingerprint = (await app.Monitor.GetAsync(failed[0]))!.Fingerprint.ShouldNotBeNull();
        Probe.Run = _ => Task.CompletedTask;

        var id = await app.Cluster.Failures.ReplayGroupAsync(fingerprint, tryFirst: 2, maxPerSecond: 3, by: Ann);
        await Eventually.BecomesAsync(
            "the operation ends", async () => (await MonitorOf(app).Operations.GetAsync(id))!.EndedAt is not null, TestTime.Patience);

        var ended = (await MonitorOf(app).Operations.GetAsync(id))!;
        (ended.State, ended.Changed).ShouldBe((JobOperationState.Done, 6));
        (ended.EndedAt!.Value - ended.CreatedAt).ShouldBeGreaterThanOrEqualTo(
            TimeSpan.FromSeconds(2), "a second until it looks at the first two, and one between the next three and the last");
    }

    [Fact]
    public async Task A_muted_group_is_left_out_until_it_is_unmuted()
    {
        var (app, failed) = await FailAsync(3);
        var fingerprint = (await app.Monitor.GetAsync(failed[0]))!.Fingerprint.ShouldNotBeNull();
        var failures = app.Cluster.Failures;

        (await failures.MuteAsync("unknown", DateTimeOffset.UtcNow.AddDays(1))).ShouldBeFalse();
        (await failures.MuteAsync(fingerprint, DateTimeOffset.UtcNow.AddDays(1), growth: 2, by: Ann)).ShouldBeTrue();
        (await MonitorOf(app).Failures.GetGroupAsync(fingerprint)).ShouldNotBeNull().MutedUntil.ShouldNotBeNull();

        (await failures.UnmuteAsync(fingerprint, Ann)).ShouldBeTrue();
        (await MonitorOf(app).Failures.GetGroupAsync(fingerprint)).ShouldNotBeNull().MutedUntil.ShouldBeNull();
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() =>
            failures.MuteAsync(fingerprint, DateTimeOffset.UtcNow.AddDays(1), growth: 1));
    }

    [Fact]
    public async Task Nothing_is_replayed_as_a_definition_that_nobody_knows()
    {
        var (app, failed) = await FailAsync(1);
        var change = new JobReplay { JobDefinitionId = "prob" };
        var operation = new JobOperation { Kind = JobOperationKind.Replay, All = true, Replay = change, TryFirst = 1 };

        foreach (var call in new Func<Task>[]
        {
            () => app.Cluster.Failures.ReplayAsync(failed, change), () => app.Cluster.Failures.CopyAsync(failed[0], change),
            () => app.Cluster.Operations.StartAsync(operation), () => app.Cluster.Operations.PreviewAsync(operation),
        })
        {
            (await Should.ThrowAsync<JobRejectedException>(call)).Message.ShouldStartWith("No node has, or had, the definition 'prob'");
        }

        (await app.Monitor.GetAsync(failed[0]))!.State.ShouldBe(JobState.Failed);
        (await MonitorOf(app).Operations.ListAsync()).ShouldBeEmpty();
        (await app.Monitor.CountAsync()).Parked.ShouldBe(0);

        Probe.Run = _ => Task.CompletedTask;
        var producer = Track(await StartAppAsync(config => config.UseMasterStore("suite", _ => OpenStore())));
        (await producer.Cluster.Failures.ReplayAsync(failed, new JobReplay { JobDefinitionId = "probe" }))
            .ShouldBe([JobReplayResult.Replayed], "another node has it");
        await app.WaitAsync(failed[0], JobState.Succeeded);
    }

    [Fact]
    public async Task Nothing_is_replayed_as_a_definition_that_cannot_read_its_message_data()
    {
        var (app, failed) = await FailAsync(2);
        var change = new JobReplay { JobDefinitionId = "order" };
        var operation = new JobOperation { Kind = JobOperationKind.Replay, All = true, Replay = change };
        var producer = Track(await StartAppAsync(config => config.UseMasterStore("suite", _ => OpenStore())));
        await Eventually.BecomesAsync(
            "the handler's node tells the store", async () => await MonitorOf(app).Definitions.GetAsync("order") is not null,
            TestTime.Patience);

        foreach (var cluster in new[] { app.Cluster, producer.Cluster })
        {
            foreach (var call in new Func<Task>[]
            {
                () => cluster.Failures.ReplayAsync(failed, change), () => cluster.Failures.CopyAsync(failed[0], change),
                () => cluster.Operations.StartAsync(operation), () => cluster.Operations.PreviewAsync(operation),
            })
            {
                var message = (await Should.ThrowAsync<JobRejectedException>(call)).Message;
                message.ShouldContain("does not fit definition 'order': ");
                message.ShouldEndWith("Nothing was changed.");
            }
        }

        (await app.Monitor.GetAsync(failed[0])).ShouldNotBeNull().ShouldSatisfyAllConditions(
            job => job.State.ShouldBe(JobState.Failed), job => job.JobDefinitionId.ShouldBe("probe"));
        (await MonitorOf(app).Operations.ListAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task An_operation_leaves_out_each_job_that_the_other_definition_cannot_read(bool hasHandler, bool encrypts)
    {
        var key = new PayloadKey("k", new byte[PayloadKey.Size]);
        Probe.Run = _ => throw new InvalidOperationException("it broke");
        var app = await StartAsync(WithWorker);
        await Eventually.BecomesAsync(
            "the handler's node tells the store", async () => await MonitorOf(app).Definitions.GetAsync("order") is not null,
            TestTime.Patience);
        var jobs = new List<Guid>();
        foreach (var data in new[] { Named("x") }.Concat(Enumerable.Range(1, 6).Select(Numbered)).Append(Named("y")).Append(Numbered(7)))
        {
            jobs.Add((await app.Jobs.OnceNowAsync<ProbeHandler>(data, new JobOptions { MaxNumberOfRetries = 0 })).Id);
            await app.WaitAsync(jobs[^1], JobState.Failed);
        }

        Probe.Run = _ => Task.CompletedTask;
        if (!hasHandler)
        {
            await StopAsync(app);
            app = Track(await StartAppAsync(WithoutHandler, AddProbe));
        }

        var id = await app.Cluster.Operations.StartAsync(
            new JobOperation { Kind = JobOperationKind.Replay, All = true, Replay = new JobReplay { JobDefinitionId = "order" } }, Ann);
        await Eventually.BecomesAsync(
            "the operation ends", async () => (await MonitorOf(app).Operations.GetAsync(id))!.EndedAt is not null, TestTime.Patience);

        var ended = (await MonitorOf(app).Operations.GetAsync(id))!;
        (ended.State, ended.Changed, ended.Unreadable, ended.Gone).ShouldBe((JobOperationState.Done, 7, 2, 0));
        (await app.Monitor.CountAsync()).Parked.ShouldBe(0);
        foreach (var left in new[] { jobs[0], jobs[7] })
        {
            var job = (await app.Monitor.GetAsync(left))!;
            (job.State, job.JobDefinitionId).ShouldBe((JobState.Failed, "probe"));
        }

        var worker = hasHandler ? app : await StartAsync(WithWorker);
        foreach (var replayed in jobs.Where(job => job != jobs[0] && job != jobs[7]))
        {
            (await worker.WaitAsync(replayed, JobState.Succeeded)).JobDefinitionId.ShouldBe("order");
        }

        void WithWorker(JobMasterClusterConfig config)
        {
            Configure(config);
            config.AddWorker().WorkerLane("default");
        }

        void WithoutHandler(JobMasterClusterConfig config)
        {
            Configure(config.UseMasterStore("suite", _ => OpenStore()).AddJobHandler<ProbeHandler>());
            config.AddWorker().WorkerLane("far");
        }

        void Configure(JobMasterClusterConfig config)
        {
            if (encrypts)
            {
                config.EncryptPayloads(key);
            }
        }
    }

    [Fact]
    public async Task Jobs_are_looked_at_although_the_definition_came_after_the_node_last_asked_for_definitions()
    {
        Probe.Run = _ => throw new InvalidOperationException("it broke");
        var asker = Track(await StartAppAsync(
            config =>
            {
                config.UseMasterStore("suite", _ => OpenStore()).AddJobHandler<ProbeHandler>();
                config.AddWorker().WorkerLane("far");
            },
            AddProbe));
        await asker.Jobs.OnceNowAsync("nowhere", Named("x"));
        var worker = await StartAsync(config => config.AddWorker().WorkerLane("default"));
        await Eventually.BecomesAsync(
            "the handler's node tells the store", async () => await MonitorOf(worker).Definitions.GetAsync("order") is not null,
            TestTime.Patience);
        foreach (var data in new[] { Named("x"), Numbered(1), Numbered(2), Named("y") })
        {
            var job = await worker.Jobs.OnceNowAsync<ProbeHandler>(data, new JobOptions { MaxNumberOfRetries = 0 });
            await worker.WaitAsync(job.Id, JobState.Failed);
        }

        await StopAsync(worker);
        await EndsAsync(asker, new JobReplay { JobDefinitionId = "order" }, changed: 2, unreadable: 2);
    }

    [Fact]
    public async Task A_job_over_which_the_type_of_the_other_definition_throws_keeps_none_of_the_others()
    {
        Probe.Run = _ => throw new InvalidOperationException("it broke");
        var app = await StartAsync(config =>
        {
            config.AddJobHandler<PickyHandler>();
            config.AddWorker();
        });
        foreach (var data in new[] { Named("x"), WriteableMessageData.New().SetStringValue("Customer", "nobody"), Named("y") })
        {
            var job = await app.Jobs.OnceNowAsync<ProbeHandler>(data, new JobOptions { MaxNumberOfRetries = 0 });
            await app.WaitAsync(job.Id, JobState.Failed);
        }

        await EndsAsync(app, new JobReplay { JobDefinitionId = "picky" }, changed: 2, unreadable: 1);
    }

    private static async Task EndsAsync(TestApp app, JobReplay replay, int changed, int unreadable)
    {
        var id = await app.Cluster.Operations.StartAsync(
            new JobOperation { Kind = JobOperationKind.Replay, All = true, Replay = replay }, Ann);
        await Eventually.BecomesAsync(
            "the operation ends", async () => (await MonitorOf(app).Operations.GetAsync(id))!.EndedAt is not null, TestTime.Patience);
        var ended = (await MonitorOf(app).Operations.GetAsync(id))!;
        (ended.State, ended.Changed, ended.Unreadable).ShouldBe((JobOperationState.Done, changed, unreadable));
    }

    [Fact]
    public async Task A_call_with_too_many_jobs_or_an_empty_change_is_refused()
    {
        var (app, failed) = await FailAsync(1);
        var many = Enumerable.Range(0, 1001).Select(_ => Guid.CreateVersion7()).ToList();

        foreach (var call in new Func<Task>[]
        {
            () => app.Cluster.Failures.ReplayAsync(many), () => app.Cluster.Failures.DiscardAsync(many, Ann),
            () => app.Cluster.Failures.RestoreAsync(many),
        })
        {
            (await Should.ThrowAsync<JobRejectedException>(call)).Message.ShouldStartWith("1,001 jobs were given; the limit is 1,000. ");
        }

        await Should.ThrowAsync<JobRejectedException>(() => app.Cluster.Failures.ReplayAsync(failed, new JobReplay()));
        await Should.ThrowAsync<JobRejectedException>(() => app.Cluster.Failures.CopyAsync(failed[0], new JobReplay { WorkerLane = "" }));
        (await app.Monitor.GetAsync(failed[0]))!.State.ShouldBe(JobState.Failed);
    }

    private static WriteableMessageData Numbered(int number) => WriteableMessageData.New().SetIntValue("Number", number)
        .SetDecimalValue("Total", 1);

    private async Task<(TestApp App, List<Guid> Failed)> FailAsync(int count)
    {
        Probe.Run = _ => throw new InvalidOperationException("it broke");
        var app = await StartAsync(config => config.AddWorker().WorkerLane("default", "other"));
        var failed = new List<Guid>();
        for (var number = 0; number < count; number++)
        {
            failed.Add((await app.Jobs.OnceNowAsync<ProbeHandler>(Named($"{number}"), new JobOptions { MaxNumberOfRetries = 0 })).Id);
            await app.WaitAsync(failed[^1], JobState.Failed);
        }

        return (app, failed);
    }

    private static async Task<List<Guid>> AuditAsync(TestApp app, string action) =>
    [
        .. (await MonitorOf(app).Audit.ListAsync()).Entries.Where(entry => entry.Action == action)
            .Select(entry => Guid.Parse(entry.TargetId)),
    ];
}

/// <summary>A type of an app's that looks up what it is set to.</summary>
public sealed class Picky
{
    public string? Name { get; init; }

    public string? Customer
    {
        get;
        init => field = new Dictionary<string, string>()[value ?? ""];
    }
}

[JobMasterDefinitionId("picky")]
public sealed class PickyHandler : IJobHandler<Picky>
{
    public Task HandleAsync(Picky payload, JobContext job, CancellationToken cancellationToken) => Task.CompletedTask;
}
