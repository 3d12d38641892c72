using JobMaster.Benchmarks.Measuring;

namespace JobMaster.Benchmarks.Measures;

/// <summary>
/// What a process does right after its start, beside one that has done it before; and what it takes when it then has nothing to do.
/// </summary>
internal sealed class ColdMeasure : IMeasure
{
    public string Name => "cold";

    public bool IsBig => true;

    public async Task RunAsync(MeasureContext context)
    {
        var (provider, scale, report) = context;
        List<FreshDrain> drains = [];
        var rounds = await Rounds.RunAsync(
            scale.Runs, new State("warm", scale.DrainedJobs, WarmAsync), new State("fresh", scale.DrainedJobs, FreshAsync),
            new State("unprofiled", scale.DrainedJobs, UnprofiledAsync));
        drains.RemoveAt(0);
        report.Add("drain by a fresh process against a warm one", "jobs/s", rounds, "fresh", "warm", Cost.PerSecond);
        report.Add("drain by a fresh process against a warm one, CPU", "µs/job", rounds, "fresh", "warm", Cost.CpuMicroseconds);
        report.Add("drain by a fresh process against a warm one, allocated", "bytes/job", rounds, "fresh", "warm", Cost.BytesPerJob);
        report.Add("drain by a fresh process without TieredPGO", "jobs/s", rounds, "unprofiled", "warm", Cost.PerSecond);
        report.Add("drain by a fresh process without TieredPGO, CPU", "µs/job", rounds, "unprofiled", "warm", Cost.CpuMicroseconds);
        report.Add("drain by a fresh process, compiling", Order.Median(drains.Select(drain => drain.Compiling.TotalMilliseconds)), "ms");
        report.Add("drain by a fresh process, compilations", Order.Median(drains.Select(drain => (double)drain.Compilations)), "methods");
        report.Add(
            "start of the app to the start of the first waiting job",
            Order.Median(drains.Select(drain => drain.FirstStart.TotalMilliseconds)), "ms");

        List<double> firstJobs = [];
        for (int run = 1; run < scale.Runs; run++)
        {
            firstJobs.Add((await StartedAsync(TimeSpan.Zero, TimeSpan.Zero)).FirstJob.TotalMilliseconds);
        }

        var (firstJob, idleCpu, idleCompiling) = await StartedAsync(scale.Settling, scale.Idle);
        report.Add("enqueue to start, first job of a process", Order.Median([.. firstJobs, firstJob.TotalMilliseconds]), "ms");
        report.Add("idle after a minute, CPU", 100 * (idleCpu / scale.Idle), "% of a core");
        report.Add("idle after a minute, CPU without compiling", 100 * ((idleCpu - idleCompiling) / scale.Idle), "% of a core");

        async Task<Cost> WarmAsync(int jobs)
        {
            await using var place = await provider.CreateAsync();
            await Drain.FillAsync(place, jobs);
            return await Drain.OursAsync(place, jobs);
        }

        async Task<Cost> FreshAsync(int jobs)
        {
            await using var place = await provider.CreateAsync();
            await Drain.FillAsync(place, jobs);
            drains.Add(await FreshProcess.DrainedAsync(report.Provider, place, jobs));
            return drains[^1].Cost;
        }

        async Task<Cost> UnprofiledAsync(int jobs)
        {
            await using var place = await provider.CreateAsync();
            await Drain.FillAsync(place, jobs);
            return (await FreshProcess.DrainedAsync(report.Provider, place, jobs, isProfiled: false)).Cost;
        }

        async Task<(TimeSpan FirstJob, TimeSpan IdleCpu, TimeSpan IdleCompiling)> StartedAsync(TimeSpan settling, TimeSpan idle)
        {
            await using var place = await provider.CreateAsync();
            return await FreshProcess.StartedAsync(report.Provider, place, settling, idle);
        }
    }
}
