using System.Collections.Concurrent;
using JobMaster.Conformance.Faults;

namespace JobMaster.Conformance.Jobs;

/// <summary>Jobs with large message data: batches stay small in bytes, and so does what is in memory.</summary>
[Collection(StarvedPoolTests.Name)]
public abstract class LargeJobsConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private const int Megabyte = 1 << 20;
    private const int BatchLimit = 8 * Megabyte;
    private const int DataSize = 100 * 1024;

    /// <summary>Looks at memory stop the process, so there is time to work between.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    private readonly StoreFaults _faults = new();

    protected override IMasterStore OpenStore() => new FaultyStore(base.OpenStore(), _faults);

    [Fact]
    public async Task Inserts_and_claims_of_large_jobs_stay_small()
    {
        const int jobs = 400;
        var producer = await StartAsync(_ => { });
        var accepted = await producer.Jobs.ScheduleManyAsync([.. Enumerable.Range(0, jobs).Select(_ => Large())]);

        _faults.CarriedBy(nameof(IJobStore.InsertAsync)).ShouldAllBe(bytes => bytes <= BatchLimit + (2 * DataSize));
        var sizes = new ConcurrentBag<int>();
        Probe.Run = job =>
        {
            sizes.Add(job.MsgData.GetStringValue("Data").Length);
            return Task.CompletedTask;
        };
        var worker = await StartAsync(config => config.AddWorker(worker => worker.MaxConcurrency(200)));
        for (var i = 0; i < jobs; i++)
        {
            await Probe.NextAsync();
        }

        foreach (var job in accepted)
        {
            await worker.WaitAsync(job.Id, JobState.Succeeded);
        }

        sizes.Count(size => size == DataSize).ShouldBe(jobs);

        // Before the first answer nobody knows how large the jobs are: it is bounded by the slots.
        var claims = _faults.CarriedBy(nameof(IJobStore.ClaimAsync)).Where(bytes => bytes > 0).ToList();
        claims[0].ShouldBeLessThanOrEqualTo(200 * 2 * DataSize);
        claims.Skip(1).ShouldAllBe(bytes => bytes <= BatchLimit + (2 * DataSize));
    }

    [Fact]
    public async Task Pages_of_jobs_with_large_metadata_stay_small_and_leave_none_out()
    {
        const int jobs = 150;
        var producer = await StartAsync(_ => { });
        var metadata = WritableMetadata.New().SetStringValue("Source", new string('m', DataSize));
        var accepted = await producer.Jobs.ScheduleManyAsync(
            [
                .. Enumerable.Range(0, jobs).Select(_ =>
                    JobRequest.For<ProbeHandler>(Named("n")) with { Options = new JobOptions { Metadata = metadata } })]);

        var listed = new List<Guid>();
        var pages = 0;
        for (string? next = null; pages == 0 || next is not null; pages++)
        {
            var page = await producer.Monitor.ListAsync(new JobFilter { PageSize = 1000 }, next);
            page.Jobs.Sum(job => job.Metadata.GetStringValue("Source").Length).ShouldBeLessThanOrEqualTo(BatchLimit + DataSize);
            listed.AddRange(page.Jobs.Select(job => job.Id));
            next = page.Next;
        }

        pages.ShouldBeInRange(2, 4);
        listed.ShouldBe(accepted.Select(job => job.Id), ignoreOrder: true);
        listed.ShouldBeUnique();
    }

    [Fact]
    public async Task Callers_at_once_share_batches_no_larger_than_a_list()
    {
        var producer = await StartAsync(_ => { });
        var held = _faults.Hold(nameof(IJobStore.InsertAsync));
        var scheduled = Enumerable.Range(0, 200).Select(_ => producer.Jobs.ScheduleAsync(Large())).ToList();
        await held.Made.Soon();
        held.Release();
        await Task.WhenAll(scheduled).Soon();

        var inserts = _faults.CarriedBy(nameof(IJobStore.InsertAsync));
        inserts.Sum().ShouldBeGreaterThan(200 * DataSize);
        inserts.ShouldAllBe(bytes => bytes <= BatchLimit + (2 * DataSize));
    }

    /// <summary>Live bytes, by full collections while the call runs: what garbage there is besides is the collector's choice.</summary>
    [Fact]
    public async Task A_list_of_2000_jobs_of_100_KB_keeps_at_most_four_times_its_bytes_alive()
    {
        const int jobs = 2000;
        var producer = await StartAsync(_ => { });
        await producer.Jobs.ScheduleManyAsync([Large(), Large()]);
        var requests = Enumerable.Range(0, jobs).Select(_ => Large()).ToList();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var peak = 0L;
        using var over = new CancellationTokenSource();
        var watching = Task.Factory.StartNew(Watch, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        var accepted = await producer.Jobs.ScheduleManyAsync(requests);

        await over.CancelAsync();
        await watching;
        accepted.Count.ShouldBe(jobs);
        GC.KeepAlive(requests);
        var times = (double)(peak - before) / ((long)jobs * DataSize);
        Console.WriteLine($"{times:0.00} times the bytes of the list were alive");
        times.ShouldBeInRange(0, 4);

        void Watch()
        {
            do
            {
                GC.Collect();
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false));
            }
            while (!over.Token.WaitHandle.WaitOne(BetweenLooks));
        }
    }

    private static JobRequest Large() =>
        JobRequest.For<ProbeHandler>(WriteableMessageData.New().SetStringValue("Data", new string('x', DataSize)));
}
