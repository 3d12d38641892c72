using JobMaster.Scheduling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobMaster.Conformance.Jobs;

/// <summary>The life of a job as its user sees it, from schedule to every end it can have.</summary>
public abstract partial class LifeConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task A_job_scheduled_now_runs_and_succeeds()
    {
        var app = await StartAsync();

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>(
            Named("first"), metadata: WritableMetadata.New().SetStringValue("Source", "Test"));
        var done = await app.WaitAsync(job.Id, JobState.Succeeded);

        job.IsNew.ShouldBeTrue();
        job.ScheduledAt.ShouldBe(job.CreatedAt);
        var seen = Probe.Runs.ShouldHaveSingleItem();
        seen.Id.ShouldBe(job.Id);
        seen.ClusterId.ShouldBe("default");
        seen.JobDefinitionId.ShouldBe("probe");
        seen.WorkerLane.ShouldBe("default");
        seen.Priority.ShouldBe(JobMasterPriority.Medium);
        seen.MsgData.GetStringValue("Name").ShouldBe("first");
        seen.Metadata.GetStringValue("Source").ShouldBe("Test");
        seen.CreatedAt.ShouldBe(job.CreatedAt);
        seen.NumberOfFailures.ShouldBe(0);
        seen.TriggerSourceType.ShouldBe(TriggerSourceType.Once);
        seen.Attempt.Number.ShouldBe(1);
        done.FinalizedAt.ShouldNotBeNull();
        done.Duration.ShouldNotBeNull();
        (await app.Monitor.GetAttemptsAsync(job.Id)).ShouldHaveSingleItem().Result.ShouldBe(AttemptResult.Succeeded);
    }

    [Fact]
    public async Task A_job_scheduled_for_later_waits_until_then()
    {
        var app = await StartAsync();

        // However long this process stalls, the one of them is not due when it is looked at, and the other becomes so.
        var far = await app.Jobs.OnceAfterAsync<ProbeHandler>(TimeSpan.FromHours(1), Named("far"));
        var job = await app.Jobs.OnceAfterAsync<ProbeHandler>(TimeSpan.FromMilliseconds(600), Named("later"));
        (await app.Monitor.GetAsync(far.Id))!.State.ShouldBe(JobState.Scheduled);
        var done = await app.WaitAsync(job.Id, JobState.Succeeded);
        (await app.Monitor.GetAsync(far.Id))!.State.ShouldBe(JobState.Scheduled);
        Probe.Names.ShouldBe(["later"]);

        job.ScheduledAt.ShouldBe(job.CreatedAt + TimeSpan.FromMilliseconds(600));
        done.AttemptedAt!.Value.ShouldBeGreaterThanOrEqualTo(job.ScheduledAt);
    }

    [Fact]
    public async Task A_job_scheduled_at_a_time_that_has_passed_runs_now()
    {
        var app = await StartAsync();

        var job = await app.Jobs.OnceAtAsync<ProbeHandler>(DateTime.UtcNow.AddMinutes(-1), Named("past"));

        await app.WaitAsync(job.Id, JobState.Succeeded);
    }

    [Fact]
    public async Task A_failure_is_retried_and_every_attempt_is_kept()
    {
        Probe.Run = job => job.NumberOfFailures < 2 ? throw new IOException($"failure {job.NumberOfFailures + 1}") : Task.CompletedTask;
        var app = await StartAsync();

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        var done = await app.WaitAsync(job.Id, JobState.Succeeded);

        done.NumberOfFailures.ShouldBe(2);
        var attempts = await app.Monitor.GetAttemptsAsync(job.Id);
        attempts.Select(attempt => attempt.Result).ShouldBe([AttemptResult.Failed, AttemptResult.Failed, AttemptResult.Succeeded]);
        attempts.Select(attempt => attempt.Number).ShouldBe([1, 2, 3]);
        attempts[0].Error.ShouldNotBeNull().ShouldContain("failure 1");
        attempts[2].Error.ShouldBeNull("the last one did not fail");
    }

    [Fact]
    public async Task A_service_that_cannot_be_disposed_of_leaves_the_outcome_to_the_handler()
    {
        var app = Track(await StartAppAsync(
            config => config.UseMasterStore("suite", _ => OpenStore()).AddJobHandler<StickyHandler>().AddWorker(),
            services =>
            {
                AddProbe(services);
                services.AddScoped<StickyService>();
            }));

        var done = await app.Jobs.OnceNowAsync<StickyHandler>();
        await app.WaitAsync(done.Id, JobState.Succeeded);
        var mute = await app.Jobs.OnceNowAsync<StickyHandler>(Named("mute"));
        await app.WaitAsync(mute.Id, JobState.Succeeded);
        Probe.Run = _ => throw new IOException("of the handler");
        var failed = await app.Jobs.OnceNowAsync<StickyHandler>(maxNumberOfRetries: 0);
        await app.WaitAsync(failed.Id, JobState.Failed);

        Probe.Runs.Count.ShouldBe(3, "none runs again");
        (await app.Monitor.GetLogAsync(mute.Id)).ShouldHaveSingleItem().Text.ShouldContain("the exception has no text");
        (await app.Monitor.GetAttemptsAsync(done.Id)).ShouldHaveSingleItem().Error.ShouldBeNull();
        (await app.Monitor.GetAttemptsAsync(failed.Id)).ShouldHaveSingleItem().Error.ShouldNotBeNull().ShouldContain("of the handler");
        foreach (var id in new[] { done.Id, failed.Id })
        {
            var line = (await LogOfAsync(app, id)).ShouldHaveSingleItem();
            (line.ClaimNo, line.Level).ShouldBe((1, LogLevel.Error));
            line.Text.ShouldContain("Disposing the handler or its services failed: System.IO.IOException: of the service");
            await app.Logs.WaitAsync(message =>
                message.StartsWith(
                    $"The handler of job {id} (sticky), attempt 1, ended, but it or one of its services could not be disposed.",
                    StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_handler_that_gives_up_and_throws_is_not_run_again()
    {
        Probe.Run = job =>
        {
            job.Attempt.Fail("card stolen");
            throw new IOException("of the handler");
        };
        var app = await StartAsync();

        var error = (await app.WaitAsync((await app.Jobs.OnceNowAsync<ProbeHandler>()).Id, JobState.Failed)).Error;

        Probe.Runs.Count.ShouldBe(1);
        error.ShouldNotBeNull().ShouldStartWith("card stolen\nSystem.IO.IOException: of the handler");
    }

    [Fact]
    public async Task Giving_up_without_a_reason_and_logging_without_end_are_said()
    {
        Probe.Run = job =>
        {
            for (var line = 0; line < 1100; line++)
            {
                job.Attempt.Log(LogLevel.Information, "line");
            }

            job.Attempt.Fail("");
            return Task.CompletedTask;
        };
        var app = await StartAsync();

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();

        (await app.WaitAsync(job.Id, JobState.Failed)).Error.ShouldBe("The handler called Fail without a reason.");
        var log = await app.Monitor.GetLogAsync(job.Id);
        log.Count(line => line.Text == "line").ShouldBe(1000);
        log[1000].Text.ShouldBe("The lines after this one are not kept: an attempt keeps 1,000 lines of its handler.");
    }

    [Fact]
    public async Task A_job_whose_retries_are_exhausted_fails_and_can_be_replayed()
    {
        Probe.Run = _ => throw new IOException("always");
        var app = await StartAsync();

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        var failed = await app.WaitAsync(job.Id, JobState.Failed);
        Probe.Runs.Count.ShouldBe(3, "attempts = retries + 1");
        failed.Error.ShouldNotBeNull().ShouldContain("always");

        Probe.Run = _ => Task.CompletedTask;
        (await app.Jobs.ReplayAsync(job.Id)).ShouldBeTrue();
        var replayed = await app.WaitAsync(job.Id, JobState.Succeeded);

        replayed.NumberOfFailures.ShouldBe(0);
        (await app.Monitor.GetAttemptsAsync(job.Id)).Count.ShouldBe(4);
        (await app.Jobs.ReplayAsync(job.Id)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_non_retryable_exception_fails_the_job_at_once()
    {
        Probe.Run = _ => throw new ArgumentOutOfRangeException("number");
        var app = await StartAsync();

        var job = await app.Jobs.OnceNowAsync(new Order(1, 2.50m));

        await app.WaitAsync(job.Id, JobState.Failed);
        Probe.Runs.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_timeout_fires_the_token_and_counts_as_a_failure()
    {
        Probe.Run = job => Task.Delay(Timeout.Infinite, job.CancellationToken);
        var app = await StartAsync();

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>(timeout: TimeSpan.FromMilliseconds(50), maxNumberOfRetries: 0);
        var failed = await app.WaitAsync(job.Id, JobState.Failed);

        failed.Error.ShouldNotBeNull().ShouldContain("timeout of 00:00:00.0500000");
    }

    [Fact]
    public async Task Snoozing_runs_the_job_again_and_spends_no_retry()
    {
        Probe.Run = job =>
        {
            if (job.Attempt.Number < 3)
            {
                job.Attempt.Snooze(TimeSpan.FromMilliseconds(20));
            }

            return Task.CompletedTask;
        };
        var app = await StartAsync();

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>(maxNumberOfRetries: 0);
        var done = await app.WaitAsync(job.Id, JobState.Succeeded);

        done.NumberOfFailures.ShouldBe(0);
        (await app.Monitor.GetAttemptsAsync(job.Id)).Select(attempt => attempt.Result)
            .ShouldBe([AttemptResult.Snoozed, AttemptResult.Snoozed, AttemptResult.Succeeded]);
    }

    [Fact]
    public async Task A_job_that_snoozes_for_no_time_does_not_run_hot()
    {
        Probe.Run = job =>
        {
            if (job.Attempt.Number == 1)
            {
                job.Attempt.Snooze(TimeSpan.Zero);
            }

            return Task.CompletedTask;
        };
        var app = await StartAsync();

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        var done = await app.WaitAsync(job.Id, JobState.Succeeded);

        (done.DueAt - done.CreatedAt).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task A_handler_can_fail_for_good()
    {
        Probe.Run = job =>
        {
            job.Attempt.Fail("the customer is gone");
            return Task.CompletedTask;
        };
        var app = await StartAsync();

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        var failed = await app.WaitAsync(job.Id, JobState.Failed);

        failed.Error.ShouldBe("the customer is gone");
        Probe.Runs.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Progress_result_and_log_lines_are_kept_per_attempt()
    {
        var goOn = new TaskCompletionSource();
        Probe.Run = async job =>
        {
            job.Attempt.Log(LogLevel.Information, $"attempt {job.Attempt.Number}, nul \0, 🚀");
            job.Attempt.ReportProgress(0.5, "half\0way");
            if (job.NumberOfFailures == 0)
            {
                throw new IOException("nul \0 in an error");
            }

            await goOn.Task;
            job.Attempt.SetResult(new Order(7, 1.10m));
        };
        var app = await StartAsync();

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        var running = await app.WaitAsync(job.Id, details => details is { State: JobState.Running, NumberOfFailures: 1, Progress: 0.5 });
        running.ProgressText.ShouldBe("half\uFFFDway");
        goOn.SetResult();
        var done = await app.WaitAsync(job.Id, JobState.Succeeded);

        done.Result.ShouldBe("""{"Number":7,"Total":1.10,"Note":null}""");
        (await LogOfAsync(app, job.Id)).Select(line => (line.ClaimNo, line.Text))
            .ShouldBe([(1, "attempt 1, nul \uFFFD, 🚀"), (2, "attempt 2, nul \uFFFD, 🚀")]);
        var attempts = await app.Monitor.GetAttemptsAsync(job.Id);
        attempts[0].Error.ShouldNotBeNull().ShouldContain("nul \uFFFD in an error");
        attempts[0].Progress.ShouldBe(0.5);
    }

    [Fact]
    public async Task A_job_of_an_unknown_definition_is_parked_until_a_node_knows_it()
    {
        var ignorant = await StartAppAsync(config => config.UseMasterStore("suite", _ => Fixture.Open(null)).AddWorker());
        await using (ignorant)
        {
            var job = await ignorant.Jobs.OnceNowAsync("probe", Named("foreign"));
            var parked = await ignorant.WaitAsync(job.Id, details => details.ParkedReason is not null);
            parked.ParkedReason.ShouldBe(ParkedReason.UnknownDefinition);
            parked.NumberOfFailures.ShouldBe(0);

            var knowing = await StartAsync();
            await knowing.WaitAsync(job.Id, JobState.Succeeded);
            Probe.Names.ShouldBe(["foreign"]);
        }
    }

    [Fact]
    public async Task A_job_whose_payload_cannot_be_read_is_parked_and_tried_again_by_a_new_node()
    {
        var app = await StartAsync();

        var job = await StoreAsync("order", """{"Number":"seven"}""");
        var parked = await app.WaitAsync(job, details => details.ParkedReason is not null);

        parked.ParkedReason.ShouldBe(ParkedReason.UnreadablePayload);
        parked.Error.ShouldNotBeNull().ShouldContain("Number");
        parked.NumberOfFailures.ShouldBe(0);
        (await app.Jobs.CancelJobAsync(job)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_job_whose_message_data_is_not_JSON_is_parked_and_not_tried_again_and_again()
    {
        var app = await StartAsync();
        var job = new NewJob
        {
            Id = Guid.CreateVersion7(), DefinitionId = "probe", Lane = "default", Priority = JobMasterPriority.Medium,
            Timeout = TimeSpan.FromMinutes(1), MaxRetries = 3, Payload = """{"Name":"cut o""",
        };
        await using (var store = Fixture.Open(null))
        {
            await store.Jobs.InsertAsync([job], mayBeStored: false, default);
        }

        var parked = await app.WaitAsync(job.Id, details => details.ParkedReason is not null || details.NumberOfFailures > 0);

        parked.ParkedReason.ShouldBe(ParkedReason.UnreadablePayload);
        parked.Error.ShouldNotBeNull().ShouldContain("must be one JSON object");
        parked.NumberOfFailures.ShouldBe(0);
    }

    [Fact]
    public async Task The_attempt_throws_outside_a_handler_and_after_it()
    {
        JobAttempt? kept = null;
        Probe.Run = job =>
        {
            kept = job.Attempt;
            return Task.CompletedTask;
        };
        var app = await StartAsync();

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await app.WaitAsync(job.Id, JobState.Succeeded);

        Should.Throw<InvalidOperationException>(() => job.Attempt).Message.ShouldContain("only inside a handler");
        Should.Throw<InvalidOperationException>(() => kept!.ReportProgress(1)).Message.ShouldContain("has ended");
    }

    [Fact]
    public void New_ids_sort_by_the_time_they_were_made()
    {
        var clock = new MovableClock();
        var first = JobIds.Next(clock);
        clock.Move(TimeSpan.FromMilliseconds(1));

        string.CompareOrdinal(JobIds.Next(clock).ToString(), first.ToString()).ShouldBePositive();
    }
}
