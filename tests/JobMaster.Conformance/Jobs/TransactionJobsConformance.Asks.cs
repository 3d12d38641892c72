namespace JobMaster.Conformance.Jobs;

/// <summary>What a handler asks for before and after it has finished its job in a transaction of its own.</summary>
public abstract partial class TransactionJobsConformance<TFixture>
{
    [Theory]
    [InlineData("SetResult", true)]
    [InlineData("SetResult", false)]
    [InlineData("Snooze", true)]
    [InlineData("Fail", true)]
    public async Task A_call_after_the_outcome_was_stored_changes_nothing_and_is_told(string call, bool isCommitted)
    {
        Probe.Run = async job =>
        {
            await using var connection = await Fixture.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            job.Attempt.SetResult("stored");
            await job.Attempt.FinishInAsync(transaction);
            if (!isCommitted)
            {
                Call(job.Attempt);
            }

            await transaction.CommitAsync();
            if (isCommitted)
            {
                Call(job.Attempt);
            }
        };
        var app = await StartAsync();

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();

        (await app.WaitAsync(job.Id, JobState.Succeeded)).Result.ShouldBe("\"stored\"");
        string told = await app.Logs.WaitAsync(message =>
            message.StartsWith($"{call} was called in attempt 1 of job {job.Id} (probe) after FinishInAsync", StringComparison.Ordinal));
        app.Logs.Warnings.Count(message => message == told).ShouldBe(1);
        Probe.Runs.Count.ShouldBe(1);

        void Call(JobAttempt attempt)
        {
            switch (call)
            {
                case "SetResult":
                    attempt.SetResult("late");
                    break;
                case "Snooze":
                    attempt.Snooze(TimeSpan.Zero);
                    break;
                default:
                    attempt.Fail("late");
                    break;
            }
        }
    }

    [Fact]
    public async Task A_result_that_is_set_after_a_rollback_is_stored_by_the_next_transaction()
    {
        Probe.Run = async job =>
        {
            await using var connection = await Fixture.OpenConnectionAsync();
            await using (var first = await connection.BeginTransactionAsync())
            {
                await job.Attempt.FinishInAsync(first);
                await first.RollbackAsync();
            }

            job.Attempt.SetResult("second");
            await using var second = await connection.BeginTransactionAsync();
            await job.Attempt.FinishInAsync(second);
            await second.CommitAsync();
        };
        var app = await StartAsync();

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>(maxNumberOfRetries: 0);

        (await app.WaitAsync(job.Id, JobState.Succeeded)).Result.ShouldBe("\"second\"");
        await app.Host.StopAsync();
        app.Logs.Messages.ShouldNotContain(message => message.Contains("after FinishInAsync", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Snooze", JobState.Succeeded, AttemptResult.Snoozed)]
    [InlineData("Fail", JobState.Failed, AttemptResult.Failed)]
    public async Task What_a_handler_asks_for_after_a_rollback_is_done(string call, JobState end, AttemptResult first)
    {
        var attempts = 0;
        Probe.Run = async job =>
        {
            if (Interlocked.Increment(ref attempts) > 1)
            {
                return;
            }

            await using var connection = await Fixture.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await job.Attempt.FinishInAsync(transaction);
            await transaction.RollbackAsync();
            if (call == "Snooze")
            {
                job.Attempt.Snooze(TimeSpan.Zero);
            }
            else
            {
                job.Attempt.Fail("no use");
            }
        };
        var app = await StartAsync();

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>(maxNumberOfRetries: 3);

        var final = await app.WaitAsync(job.Id, end);
        (await app.Monitor.GetAttemptsAsync(job.Id))[0].Result.ShouldBe(first);
        final.Error.ShouldBe(call == "Fail" ? "no use" : null);
    }

    [Fact]
    public async Task A_key_that_a_handler_throttles_after_a_rollback_rests()
    {
        Probe.Run = async job =>
        {
            if (job.MsgData.TryGetStringValue("Name") == "free")
            {
                return;
            }

            await using var connection = await Fixture.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await job.Attempt.FinishInAsync(transaction);
            await transaction.RollbackAsync();
            job.Attempt.Throttle("smtp", TimeSpan.FromHours(1));
        };
        var app = await StartAsync(config =>
        {
            config.AddWorker();
            config.AddLimit("smtp", limit => limit.MaxConcurrent(5));
        });
        var throttled = await app.Jobs.OnceNowAsync<ProbeHandler>(new JobOptions { LimitKeys = ["smtp"] });
        await app.WaitAsync(
            throttled.Id, job => job.State == JobState.Scheduled && job.DueAt > job.CreatedAt + TimeSpan.FromMinutes(50));

        var other = await app.Jobs.OnceNowAsync<ProbeHandler>(new JobOptions { LimitKeys = ["smtp"] });
        var free = await app.Jobs.OnceNowAsync<ProbeHandler>(Named("free"));
        await app.WaitAsync(free.Id, JobState.Succeeded);
        (await app.Monitor.GetAsync(other.Id))!.State.ShouldBe(JobState.Throttled);
    }

    [Theory]
    [InlineData("Snooze")]
    [InlineData("Fail")]
    public async Task A_handler_that_asked_for_another_end_cannot_finish_its_job(string call)
    {
        Probe.Run = async job =>
        {
            await using var connection = await Fixture.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            if (call == "Snooze")
            {
                job.Attempt.Snooze(TimeSpan.FromHours(1));
            }
            else
            {
                job.Attempt.Fail("no use");
            }

            await job.Attempt.FinishInAsync(transaction);
        };
        var app = await StartAsync();

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>(maxNumberOfRetries: 0);

        string error = (await app.WaitAsync(job.Id, JobState.Failed)).Error.ShouldNotBeNull();
        error.ShouldContain($"FinishInAsync was called in the attempt of job {job.Id} after {call} has");
    }
}
