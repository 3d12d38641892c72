namespace JobMaster.Conformance.Jobs;

/// <summary>Jobs that expire, are cancelled or are moved to another time.</summary>
public abstract partial class LifeConformance<TFixture>
{
    [Fact]
    public async Task A_job_past_its_expiry_is_cancelled_and_never_started()
    {
        var app = await StartAsync();

        var job = await app.Jobs.OnceAfterAsync<ProbeHandler>(TimeSpan.FromHours(1));
        await using var store = Fixture.Open(null);
        var expired = new StoredJobChange { IsDueNow = true, ChangesExpiry = true, ExpiresAt = DateTimeOffset.UtcNow.AddSeconds(-1) };
        await store.Jobs.ChangeAsync([job.Id], expired, new AuditOrigin("ann", "host"), default);
        var done = await app.WaitAsync(job.Id, JobState.Cancelled);

        Probe.Runs.ShouldBeEmpty();
        done.Error.ShouldNotBeNull().ShouldContain("xpired");
    }

    [Fact]
    public async Task A_replay_of_a_job_whose_unique_key_another_holds_is_refused_and_names_that_job()
    {
        Probe.Run = _ => throw new InvalidOperationException("it broke");
        var app = await StartAsync();
        var options = new JobOptions
        {
            Unique = new JobUnique { Key = "once", While = UniqueWhile.WaitingOrRunning }, MaxNumberOfRetries = 0,
        };
        var failed = await app.Jobs.OnceNowAsync<ProbeHandler>(options);
        await app.WaitAsync(failed.Id, JobState.Failed);
        var holder = await app.Jobs.OnceNowAsync<ProbeHandler>(options with { WorkerLane = "nobody" });

        var refusal = await Should.ThrowAsync<JobRejectedException>(app.Jobs.ReplayAsync(failed.Id));

        refusal.HeldBy.ShouldBe(holder.Id);
        refusal.Message.ShouldBe(
            $"Job {failed.Id} was not replayed: its unique key is held by job {holder.Id}. Wait until that job has ended, or cancel it.");
        (await app.Monitor.GetAsync(failed.Id))!.State.ShouldBe(JobState.Failed);

        Probe.Run = _ => Task.CompletedTask;
        (await app.Jobs.CancelJobAsync(holder.Id)).ShouldBeTrue();
        (await app.Jobs.ReplayAsync(failed.Id)).ShouldBeTrue();
        await app.WaitAsync(failed.Id, JobState.Succeeded);
    }

    [Fact]
    public async Task Cancelling_a_job_that_has_not_started_ends_it_at_once()
    {
        var app = await StartAsync();

        var job = await app.Jobs.OnceAfterAsync<ProbeHandler>(TimeSpan.FromHours(1));

        (await app.Jobs.CancelJobAsync(job.Id)).ShouldBeTrue();
        (await app.Monitor.GetAsync(job.Id))!.State.ShouldBe(JobState.Cancelled);
        (await app.Jobs.CancelJobAsync(job.Id)).ShouldBeFalse("it is final");
        (await app.Jobs.CancelJobAsync(Guid.Empty)).ShouldBeFalse("it is unknown");
        (await app.Jobs.ReScheduleAsync(job.Id, DateTime.UtcNow)).ShouldBeFalse("it is final");
    }

    [Fact]
    public async Task Cancelling_a_running_job_fires_its_token_and_records_it_as_cancelled()
    {
        Probe.Run = job => Task.Delay(Timeout.Infinite, job.CancellationToken);
        var app = await StartAsync();

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await Probe.NextAsync();

        (await app.Jobs.ReScheduleAsync(job.Id, DateTime.UtcNow.AddHours(1))).ShouldBeFalse("it runs");
        (await app.Jobs.CancelJobAsync(job.Id)).ShouldBeTrue();
        await app.WaitAsync(job.Id, JobState.Cancelled);
        (await app.Monitor.GetAttemptsAsync(job.Id)).ShouldHaveSingleItem().Result.ShouldBe(AttemptResult.Cancelled);
    }

    [Fact]
    public async Task A_running_job_is_cancelled_from_another_process()
    {
        Probe.Run = job => Task.Delay(Timeout.Infinite, job.CancellationToken);
        var worker = await StartAsync();
        var other = await StartAsync(_ => { });

        var job = await other.Jobs.OnceNowAsync<ProbeHandler>();
        await Probe.NextAsync();

        (await other.Jobs.CancelJobAsync(job.Id)).ShouldBeTrue();
        await worker.WaitAsync(job.Id, JobState.Cancelled);
    }

    [Theory]
    [InlineData(JobState.Failed, "The attempt ran into its timeout of 00:00:00.0500000, and the handler then threw: ")]
    [InlineData(JobState.Cancelled, "Cancelled while it was running, and the handler then threw: ")]
    public async Task What_a_handler_throws_once_its_token_has_fired_hides_not_why_it_fired(JobState state, string why)
    {
        Probe.Run = async job =>
        {
            try
            {
                await Task.Delay(Timeout.Infinite, job.CancellationToken);
            }
            catch (OperationCanceledException)
            {
                throw new InvalidOperationException("The file is half written.");
            }
        };
        var app = await StartAsync();
        var timeout = state == JobState.Failed ? TimeSpan.FromMilliseconds(50) : TimeSpan.FromMinutes(5);
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>(timeout: timeout, maxNumberOfRetries: 0);
        await Probe.NextAsync();
        if (state == JobState.Cancelled)
        {
            (await app.Jobs.CancelJobAsync(job.Id)).ShouldBeTrue();
        }

        var error = (await app.WaitAsync(job.Id, state)).Error.ShouldNotBeNull();
        error.ShouldStartWith(why);
        error.ShouldContain("The file is half written.");
    }

    [Fact]
    public async Task A_job_that_completes_although_it_was_asked_to_stop_has_succeeded()
    {
        var finish = new TaskCompletionSource();
        Probe.Run = _ => finish.Task;
        var app = await StartAsync();
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await Probe.NextAsync();

        await app.Jobs.CancelJobAsync(job.Id);
        finish.SetResult();

        await app.WaitAsync(job.Id, JobState.Succeeded);
    }

    [Fact]
    public async Task Rescheduling_moves_a_waiting_job()
    {
        var app = await StartAsync();
        var job = await app.Jobs.OnceAfterAsync<ProbeHandler>(TimeSpan.FromHours(1));

        (await app.Jobs.ReScheduleAsync(job.Id, DateTime.UtcNow.AddMilliseconds(100))).ShouldBeTrue();

        await app.WaitAsync(job.Id, JobState.Succeeded);
        (await app.Jobs.ReScheduleAsync(Guid.NewGuid(), DateTime.UtcNow)).ShouldBeFalse("it is unknown");
    }
}
