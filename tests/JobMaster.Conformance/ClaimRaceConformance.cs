using System.Diagnostics;

namespace JobMaster.Conformance;

/// <summary>Many claimers at once, on two nodes.</summary>
public abstract class ClaimRaceConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Stopwatch since = Stopwatch.StartNew();

    [Fact]
    public Task Claimers_at_once_never_share_a_job_and_take_all() => RaceAsync(lanes: 1);

    [Fact]
    public Task Claimers_of_many_queues_at_once_never_share_a_job_and_take_all() => RaceAsync(lanes: 50);

    private async Task RaceAsync(int lanes)
    {
        const int total = 2000;
        var names = Enumerable.Range(0, lanes).Select(lane => lane == 0 ? Lane : $"lane-{lane}").ToList();
        var queues = names.ConvertAll(name => new QueueShare(Queue with { Lane = name }, 1000));
        for (var half = 0; half < 2; half++)
        {
            await Jobs.InsertAsync(
                [.. ManyJobs(total / 2).Select((job, i) => job with { Lane = names[i % lanes] })], false, default);
        }

        IMasterStore[] stores = [Store, Open()];
        var left = total;

        var claimed = await RunAsync(8, async at =>
        {
            var store = stores[at % 2];
            var session = await StartSessionAsync(store);
            var mine = new List<StoredJob>();
            while (Volatile.Read(ref left) > 0 && since.Elapsed < Patience)
            {
                // A claim may come back empty while others hold the rows it looked at, so only the common count ends the loop.
                var batch = await store.Jobs.ClaimAsync(
                    Request(session, freeSlots: 3 + (at * 5)) with { Queues = queues }, default);
                Interlocked.Add(ref left, -batch.Count);
                mine.AddRange(batch);
                await Task.Yield();
            }

            mine.ShouldAllBe(job => job.SessionId == session && job.ClaimNo == 1);
            return mine;
        });

        claimed.Count.ShouldBe(total);
        claimed.Select(job => job.Id).Distinct().Count().ShouldBe(total);
        left.ShouldBe(0);
    }

    [Fact]
    public async Task Jobs_inserted_claimed_and_finished_at_once_each_run_to_one_end()
    {
        const int producers = 4;
        const int each = 150;
        IMasterStore[] stores = [Store, Open()];
        var left = producers * each;

        var produced = RunAsync(producers, async at =>
        {
            var ids = new List<Guid>();
            for (var batch = 0; batch < each / 10; batch++)
            {
                var jobs = ManyJobs(10);
                await stores[at % 2].Jobs.InsertAsync(jobs, false, default);
                ids.AddRange(jobs.Select(job => job.Id));
            }

            return ids;
        });
        var finished = RunAsync(4, async at =>
        {
            var store = stores[at % 2];
            var session = await StartSessionAsync(store);
            var done = new List<Guid>();
            while (Volatile.Read(ref left) > 0 && since.Elapsed < Patience)
            {
                var batch = await store.Jobs.ClaimAsync(Request(session, freeSlots: 20), default);
                var results = await store.Jobs.RecordAsync(
                    [
                        .. batch.Select(job =>
                            Outcome(job, job.ClaimNo == 1 && job.Id.GetHashCode() % 4 == 0 ? OutcomeKind.Release : OutcomeKind.Succeeded))],
                    default);
                results.ShouldAllBe(result => result == RecordResult.Recorded);
                foreach (var job in batch)
                {
                    if (job.ClaimNo > 1 || job.Id.GetHashCode() % 4 != 0)
                    {
                        done.Add(job.Id);
                        Interlocked.Decrement(ref left);
                    }
                }

                await Task.Yield();
            }

            return done;
        });

        (await finished).ShouldBe(await produced, ignoreOrder: true);
        (await Store.Reads.CountAsync(10_000, default)).ShouldBe([new JobCount(Lane, JobState.Succeeded, false, producers * each)]);
    }

    [Fact]
    public async Task A_claim_and_the_end_of_its_session_leave_no_job_behind()
    {
        var jobs = ManyJobs(200);
        await Jobs.InsertAsync(jobs, false, default);
        var session = await StartSessionAsync();
        var other = Open();

        var claims = RunAsync<StoredJob>(4, async _ => [.. await Jobs.ClaimAsync(Request(session, freeSlots: 20), default)]);
        await other.Sessions.EndAsync([session], default);
        var claimed = await claims;

        (await Jobs.ClaimAsync(Request(session), default)).ShouldBeEmpty();
        (await Jobs.RescueAsync(new RescueRequest(1000, 5), default)).Select(job => job.Id)
            .ShouldBe(claimed.Select(job => job.Id), ignoreOrder: true);
        (await ClaimAsync()).Count.ShouldBe(200);
    }

    private static async Task<List<T>> RunAsync<T>(int tasks, Func<int, Task<List<T>>> work)
    {
        var results = await Task.WhenAll(Enumerable.Range(0, tasks).Select(at => Task.Run(() => work(at)))).WaitAsync(2 * Patience);
        return [.. results.SelectMany(result => result)];
    }
}
