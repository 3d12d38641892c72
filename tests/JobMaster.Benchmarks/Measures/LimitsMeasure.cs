using JobMaster.Benchmarks.Measuring;
using JobMaster.Benchmarks.Providers;
using JobMaster.Storage;

namespace JobMaster.Benchmarks.Measures;

/// <summary>What a limit costs a drain: all jobs under one limit that lets as many run as the worker takes, against none.</summary>
internal sealed class LimitsMeasure : IMeasure
{
    private const string Limit = "benchmark";
    private const int Batch = 1000;
    private static readonly int[] Maxima = [64, 5_000, 100_000];

    public string Name => "limits";

    public bool IsBig => true;

    public async Task RunAsync(MeasureContext context)
    {
        var (provider, scale, report) = context;
        var rounds = await Rounds.RunAsync(
            scale.Runs,
            [
                new State("plain", scale.DrainedJobs, jobs => RunAsync(jobs, most: null)),
                .. Maxima.Select(most => new State($"{most}", scale.DrainedJobs, jobs => RunAsync(jobs, most))),
            ]);
        foreach (int most in Maxima)
        {
            report.Add($"drain under a limit of {most:N0} against none", "jobs/s", rounds, $"{most}", "plain", Cost.PerSecond);
            report.Add($"drain under a limit of {most:N0}, CPU", "µs/job", rounds, $"{most}", "plain", Cost.CpuMicroseconds);
        }

        async Task<Cost> RunAsync(int jobs, int? most)
        {
            await using var place = await provider.CreateAsync();
            await FillAsync(place, jobs, most is null ? null : Limit);
            return await Drain.OursAsync(
                place,
                jobs,
                config => _ = most is { } atOnce ? config.AddLimit(Limit, limit => limit.MaxConcurrent(atOnce)) : config);
        }
    }

    private static async Task FillAsync(IBenchmarkPlace place, int jobs, string? limits)
    {
        await using var store = place.Open();
        for (int left = jobs; left > 0; left -= Batch)
        {
            List<NewJob> batch =
            [
                .. Enumerable.Range(0, Math.Min(left, Batch)).Select(_ => new NewJob
                {
                    Id = Guid.CreateVersion7(), DefinitionId = WorkHandler.DefinitionId, Lane = "default",
                    Priority = JobMasterPriority.Medium, Timeout = TimeSpan.FromMinutes(5), MaxRetries = 3, Payload = """{"Number":0}""",
                    Limits = limits,
                }),
            ];
            await store.Jobs.InsertAsync(batch, mayBeStored: false, CancellationToken.None);
        }
    }
}
