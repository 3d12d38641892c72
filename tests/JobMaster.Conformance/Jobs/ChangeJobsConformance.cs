namespace JobMaster.Conformance.Jobs;

/// <summary>Changing jobs that have not started, as an app does it.</summary>
public abstract class ChangeJobsConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_job_changed_before_it_runs_runs_as_changed()
    {
        var app = await StartAsync(config => config.AddWorker().WorkerLane("default", "mail"));
        var job = await app.Jobs.OnceAfterAsync<ProbeHandler>(Hour, Named("old"));

        var change = new JobChange { Priority = JobMasterPriority.High, WorkerLane = "mail", Data = Named("new"), RunNow = true };
        (await app.Jobs.ChangeJobAsync(job.Id, change, new OperatorContext("ann"))).ShouldBe(JobChangeResult.Changed);

        var done = await app.WaitAsync(job.Id, JobState.Succeeded);
        (done.WorkerLane, done.Priority).ShouldBe(("mail", JobMasterPriority.High));
        Probe.Names.ShouldBe(["new"]);
        (await app.Jobs.ChangeJobAsync(job.Id, change)).ShouldBe(JobChangeResult.Final);
    }

    [Fact]
    public async Task A_change_no_job_can_take_is_refused_and_says_why()
    {
        var app = await StartAsync(config => config.ClusterMaxMessageByteSize(20));
        var job = await app.Jobs.OnceAfterAsync<ProbeHandler>(Hour);
        var now = DateTimeOffset.UtcNow;

        foreach (var (change, why) in new (JobChange, string)[]
        {
            (new JobChange(), "The change is empty."),
            (new JobChange { At = now, RunNow = true }, "RunNow. Give one of them"),
            (new JobChange { ExpiresAt = now, RemovesExpiry = true }, "RemovesExpiry. Give one of them"),
            (new JobChange { ExpiresAt = now.AddSeconds(-1) }, ", when the job can start, so it would never start. Give a later ExpiresAt"),
            (new JobChange { At = now.AddHours(2), ExpiresAt = now.AddHours(2) }, "is not after"),
            (new JobChange { WorkerLane = " mail" }, "it starts with a blank"),
            (new JobChange { Priority = (JobMasterPriority)99 }, "Priority 99 is not one of"),
            (new JobChange { Data = Named(new string('a', 20)) }, "the limit is 20"),
        })
        {
            (await Should.ThrowAsync<JobRejectedException>(app.Jobs.ChangeJobAsync(job.Id, change))).Message.ShouldContain(why);
        }

        (await app.Jobs.ChangeJobAsync(Guid.CreateVersion7(), new JobChange { RunNow = true })).ShouldBe(JobChangeResult.Unknown);
    }

    [Fact]
    public async Task A_change_after_which_the_job_would_expire_before_it_starts_is_refused_with_both_times()
    {
        var app = await StartAsync(_ => { });
        var now = DateTimeOffset.UtcNow;
        var (dueAt, expiresAt) = (now.AddHours(1), now.AddHours(2));
        var job = await app.Jobs.OnceAtAsync<ProbeHandler>(dueAt, options: new JobOptions { ExpiresAt = expiresAt });
        var before = (await app.Monitor.GetAsync(job.Id))!.Revision;
        foreach (var (change, due, expiry) in new[]
            {
                (new JobChange { At = now.AddHours(3) }, now.AddHours(3), expiresAt),
                (new JobChange { ExpiresAt = now.AddMinutes(30) }, dueAt, now.AddMinutes(30)),
            })
        {
            var message = (await Should.ThrowAsync<JobRejectedException>(app.Jobs.ChangeJobAsync(job.Id, change))).Message;
            message.ShouldContain(FormattableString.Invariant($"{due:yyyy-MM-ddTHH:mm:ss}"));
            message.ShouldContain(FormattableString.Invariant($"expire at {expiry:yyyy-MM-ddTHH:mm:ss}"));
        }

        (await Should.ThrowAsync<JobRejectedException>(app.Jobs.ReScheduleAsync(job.Id, expiresAt.AddSeconds(1)))).Message
            .ShouldEndWith("Give ChangeJobAsync a later ExpiresAt or RemovesExpiry together with the time.");
        (await app.Monitor.GetAsync(job.Id))!.Revision.ShouldBe(before);

        (await app.Jobs.ReScheduleAsync(job.Id, expiresAt.AddSeconds(-1))).ShouldBeTrue();
        (await app.Jobs.ChangeJobAsync(job.Id, new JobChange { At = now.AddHours(5), ExpiresAt = now.AddHours(6) }))
            .ShouldBe(JobChangeResult.Changed);
        (await app.Jobs.ChangeJobAsync(job.Id, new JobChange { At = now.AddHours(9), RemovesExpiry = true }))
            .ShouldBe(JobChangeResult.Changed);
        (await Should.ThrowAsync<JobRejectedException>(app.Cluster.Operations.StartAsync(
            new JobOperation { Kind = JobOperationKind.Change, All = true, Change = new JobChange { ExpiresAt = now.AddSeconds(-1) } })))
            .Message.ShouldContain("would never start");
    }
}
