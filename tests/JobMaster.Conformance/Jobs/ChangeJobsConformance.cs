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
            (new JobChange { WorkerLane = " mail" }, "it starts with a blank"),
            (new JobChange { Priority = (JobMasterPriority)99 }, "Priority 99 is not one of"),
            (new JobChange { Data = Named(new string('a', 20)) }, "the limit is 20"),
        })
        {
            (await Should.ThrowAsync<JobRejectedException>(app.Jobs.ChangeJobAsync(job.Id, change))).Message.ShouldContain(why);
        }

        (await app.Jobs.ChangeJobAsync(Guid.CreateVersion7(), new JobChange { RunNow = true })).ShouldBe(JobChangeResult.Unknown);
    }
}
