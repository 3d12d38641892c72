using JobMaster.Benchmarks.Measuring;

namespace JobMaster.Benchmarks.Measures;

/// <summary>What statistics cost a drain: the same drain with them, by lane, definition and tenant, and without.</summary>
internal sealed class StatisticsMeasure : IMeasure
{
    private const int Tenants = 100;

    public string Name => "statistics";

    public async Task RunAsync(MeasureContext context)
    {
        var (provider, scale, report) = context;
        var rounds = await Rounds.RunAsync(
            scale.Runs,
            new State("without", scale.DrainedJobs, jobs => RunAsync(jobs, config => config.Options.Statistics = false)),
            new State("with", scale.DrainedJobs, jobs => RunAsync(jobs, config => config.Options.StatisticsMaxTenants = Tenants)));
        report.Add("drain with statistics against none", "jobs/s", rounds, "with", "without", Cost.PerSecond);
        report.Add("drain with statistics, CPU", "µs/job", rounds, "with", "without", Cost.CpuMicroseconds);
        report.Add("drain with statistics, allocated", "bytes/job", rounds, "with", "without", Cost.BytesPerJob);

        async Task<Cost> RunAsync(int jobs, Action<JobMasterClusterConfig> configure)
        {
            await using var place = await provider.CreateAsync();
            await Drain.FillAsync(place, jobs);
            return await Drain.OursAsync(place, jobs, configure);
        }
    }
}
