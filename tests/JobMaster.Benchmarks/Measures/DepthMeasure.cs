using JobMaster.Benchmarks.Measuring;

namespace JobMaster.Benchmarks.Measures;

/// <summary>Whether a deep queue slows the draining down: so many jobs taken off a queue that holds many more, or no more.</summary>
internal sealed class DepthMeasure : IMeasure
{
    public string Name => "depth";

    public bool IsBig => true;

    public async Task RunAsync(MeasureContext context)
    {
        var (provider, scale, report) = context;
        await using var deep = await provider.CreateAsync();
        await Drain.FillAsync(deep, scale.WaitingJobs);

        var rounds = await Rounds.RunAsync(
            scale.Runs, new State("shallow", scale.ComparedDrain, ShallowAsync), new State("deep", scale.ComparedDrain, DeepAsync));
        report.Add(
            $"drain off {scale.WaitingJobs:N0} waiting against {scale.ComparedDrain:N0}", "jobs/s", rounds, "deep", "shallow",
            Cost.PerSecond);
        report.Add("drain off a deep queue, CPU", "µs/job", rounds, "deep", "shallow", Cost.CpuMicroseconds);

        async Task<Cost> ShallowAsync(int jobs)
        {
            await using var place = await provider.CreateAsync();
            await Drain.FillAsync(place, jobs);
            return await Drain.OursAsync(place, jobs);
        }

        async Task<Cost> DeepAsync(int jobs)
        {
            await Drain.FillAsync(deep, jobs);
            return await Drain.OursAsync(deep, jobs);
        }
    }
}
