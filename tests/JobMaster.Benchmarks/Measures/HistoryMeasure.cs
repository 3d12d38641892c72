using JobMaster.Benchmarks.Measuring;

namespace JobMaster.Benchmarks.Measures;

/// <summary>Whether finished jobs that are kept slow the draining down.</summary>
internal sealed class HistoryMeasure : IMeasure
{
    public string Name => "history";

    public async Task RunAsync(MeasureContext context)
    {
        var (provider, scale, report) = context;
        await using var full = await provider.CreateAsync();
        await Drain.FillAsync(full, scale.HistoryJobs);
        await Drain.RawAsync(full, scale.HistoryJobs, provider.RawDrainConnections);

        var rounds = await Rounds.RunAsync(
            scale.Runs, new State("empty", scale.ComparedDrain, EmptyAsync), new State("full", scale.ComparedDrain, FullAsync));
        report.Add($"drain with {scale.HistoryJobs:N0} finished against none", "jobs/s", rounds, "full", "empty", Cost.PerSecond);
        report.Add("drain with finished against none, CPU", "µs/job", rounds, "full", "empty", Cost.CpuMicroseconds);

        async Task<Cost> EmptyAsync(int jobs)
        {
            await using var place = await provider.CreateAsync();
            await Drain.FillAsync(place, jobs);
            return await Drain.OursAsync(place, jobs);
        }

        async Task<Cost> FullAsync(int jobs)
        {
            await Drain.FillAsync(full, jobs);
            return await Drain.OursAsync(full, jobs);
        }
    }
}
