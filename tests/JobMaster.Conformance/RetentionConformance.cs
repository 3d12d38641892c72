using Microsoft.Extensions.Logging;

namespace JobMaster.Conformance;

/// <summary>Pruning. A store may drop finished jobs by the day, so these facts keep two days' distance from the edge.</summary>
public abstract class RetentionConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly PruneRequest FinishedTenFailedThirty = new(10 * Day, 30 * Day, 1000);

    [Theory]
    [InlineData(OutcomeKind.Succeeded)]
    [InlineData(OutcomeKind.Cancelled)]
    public async Task Finished_jobs_are_pruned_only_past_their_retention(OutcomeKind kind)
    {
        var old = await FinishOneAsync(kind);
        Clock.Move(5 * Day);
        var young = await FinishOneAsync(kind);
        Clock.Move(4 * Day);
        (await PruneAllAsync(FinishedTenFailedThirty)).ShouldBe(0);
        Clock.Move(3 * Day);

        (await PruneAllAsync(FinishedTenFailedThirty)).ShouldBe(1);

        (await Store.Reads.GetAsync(old.Id, default)).ShouldBeNull();
        (await GetAsync(young.Id)).ShouldBe(young);
    }

    [Fact]
    public async Task Failed_jobs_have_a_retention_of_their_own()
    {
        var failed = await FinishOneAsync(OutcomeKind.Failed);
        var finished = await FinishOneAsync(OutcomeKind.Succeeded);
        Clock.Move(28 * Day);
        (await PruneAllAsync(FinishedTenFailedThirty)).ShouldBe(1);
        (await Store.Reads.GetAsync(finished.Id, default)).ShouldBeNull();
        (await GetAsync(failed.Id)).ShouldBe(failed);

        Clock.Move(4 * Day);
        (await PruneAllAsync(FinishedTenFailedThirty)).ShouldBe(1);
        (await Store.Reads.GetAsync(failed.Id, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Live_jobs_are_never_pruned()
    {
        var running = await RunOneAsync();
        var waiting = await InsertAsync();
        Clock.Move(400 * Day);
        (await PruneAllAsync(FinishedTenFailedThirty)).ShouldBe(0);
        (await GetAsync(running.Id)).ShouldBe(running);
        (await GetAsync(waiting)).State.ShouldBe(JobState.Ready);
    }

    [Theory]
    [InlineData(OutcomeKind.Succeeded)]
    [InlineData(OutcomeKind.Failed)]
    public async Task Attempts_and_log_lines_go_with_their_job(OutcomeKind kind)
    {
        var gone = await WithAttemptsAsync(kind);
        Clock.Move(20 * Day);
        var kept = await WithAttemptsAsync(kind);
        Clock.Move(12 * Day);

        (await PruneAllAsync(new PruneRequest(14 * Day, 14 * Day, 1000))).ShouldBe(1);

        (await EarlierAttemptsAsync(gone)).ShouldBeEmpty();
        (await LogAsync(gone)).ShouldBeEmpty();
        (await EarlierAttemptsAsync(kept)).Count.ShouldBe(1);
        (await LogAsync(kept)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Attempts_of_a_job_that_still_waits_are_kept()
    {
        var claimed = await RunOneAsync();
        await RecordAsync(claimed, OutcomeKind.Retry);
        Clock.Move(400 * Day);
        await PruneAllAsync(FinishedTenFailedThirty);
        (await EarlierAttemptsAsync(claimed.Id)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task One_call_removes_no_more_failed_jobs_than_its_limit()
    {
        await Jobs.InsertAsync(ManyJobs(25), false, default);
        await Jobs.RecordAsync([.. (await ClaimAsync()).Select(job => Outcome(job, OutcomeKind.Failed))], default);
        Clock.Move(32 * Day);
        var request = FinishedTenFailedThirty with { Limit = 10 };

        (await Store.Retention.PruneAsync(request, default)).ShouldBe(10);
        (await Store.Retention.PruneAsync(request, default)).ShouldBe(10);
        (await Store.Retention.PruneAsync(request, default)).ShouldBe(5);
        (await Store.Retention.PruneAsync(request, default)).ShouldBe(0);
    }

    [Fact]
    public async Task Pruners_at_once_remove_each_job_once()
    {
        await Jobs.InsertAsync(ManyJobs(300), false, default);
        await Jobs.RecordAsync([.. (await ClaimAsync()).Select(job => Outcome(job, OutcomeKind.Failed))], default);
        Clock.Move(32 * Day);
        IMasterStore[] stores = [Store, Open()];

        var removed = await Task.WhenAll(stores.Select(store => Task.Run(
            () => store.Retention.PruneAsync(FinishedTenFailedThirty with { Limit = 200 }, default))));

        (removed.Sum() + await PruneAllAsync(FinishedTenFailedThirty)).ShouldBe(300);
        (await Store.Reads.CountAsync(10, default)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Pruners_leave_nothing_of_the_jobs_they_remove(int pruners)
    {
        var keyed = Enumerable.Range(0, 300).Select(number => Job() with { IdempotencyKey = $"order-{number}" }).ToList();
        await Jobs.InsertAsync(keyed, false, default);
        var claimed = await ClaimAsync();
        await Jobs.ReportAsync(
            [
                .. claimed.Select(job => new AttemptReport
                {
                    JobId = job.Id, ClaimNo = 1,
                    Lines = [.. Enumerable.Range(1, 4).Select(line => new JobLogLine(1, Clock.Now, LogLevel.Information, $"line {line}"))],
                })],
            default);
        await Jobs.RecordAsync([.. claimed.Select(job => Outcome(job, OutcomeKind.Succeeded))], default);
        Clock.Move(32 * Day);
        List<IMasterStore> stores = [Store, .. Enumerable.Range(1, pruners - 1).Select(_ => Open())];
        var request = FinishedTenFailedThirty with { Limit = 2 };

        while ((await Store.Reads.CountAsync(10, default)).Count > 0)
        {
            await Task.WhenAll(stores.Select(store => Task.Run(() => store.Retention.PruneAsync(request, default))));
        }

        foreach (var job in claimed)
        {
            (await LogAsync(job.Id)).ShouldBeEmpty();
        }

        var again = await Jobs.InsertAsync([.. keyed.Select(job => job with { Id = Guid.CreateVersion7(Clock.Now) })], false, default);
        again.ShouldAllBe(answer => answer.IsNew);
    }

    [Fact]
    public async Task An_outcome_sent_again_after_its_job_was_pruned_is_fenced()
    {
        var claimed = await RunOneAsync();
        await RecordAsync(claimed, OutcomeKind.Failed);
        Clock.Move(40 * Day);
        await PruneAllAsync(FinishedTenFailedThirty);
        (await RecordAsync(Outcome(claimed, OutcomeKind.Failed) with { IsResent = true })).ShouldBe(RecordResult.Fenced);
    }

    private async Task<int> PruneAllAsync(PruneRequest request)
    {
        var total = 0;
        for (var round = 0; round < 100; round++)
        {
            var removed = await Store.Retention.PruneAsync(request, default);
            total += removed;
            if (removed < request.Limit)
            {
                return total;
            }
        }

        throw new InvalidOperationException("Pruning does not end.");
    }

    private async Task<Guid> WithAttemptsAsync(OutcomeKind kind)
    {
        var first = await RunOneAsync();
        await Jobs.ReportAsync(
            [new AttemptReport { JobId = first.Id, ClaimNo = 1, Lines = [new JobLogLine(1, Clock.Now, LogLevel.Information, "hello")] }],
            default);
        await RecordAsync(first, OutcomeKind.Retry);
        Clock.Move(Hour);
        await RecordAsync((await ClaimAsync()).Single(), kind);
        return first.Id;
    }
}
