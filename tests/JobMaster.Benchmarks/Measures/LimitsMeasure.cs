using JobMaster.Benchmarks.Measuring;
using JobMaster.Benchmarks.Providers;
using JobMaster.Storage;

namespace JobMaster.Benchmarks.Measures;

/// <summary>
/// What a limit costs a drain, against none: all jobs under one limit that lets as many run as the worker takes, or each under one of a
/// thousand keys that keep order.
/// </summary>
internal sealed class LimitsMeasure : IMeasure
{
    private const string Limit = "benchmark";
    private const int Batch = 1000;
    private const int Keys = 1000;
    private static readonly int[] Maxima = [64, 5_000, 100_000];

    public string Name => "limits";

    public bool IsBig => true;

    public async Task RunAsync(MeasureContext context)
    {
        var (provider, scale, report) = context;
        var rounds = await Rounds.RunAsync(
            scale.Runs,
            [
                new State("plain", scale.DrainedJobs, jobs => RunAsync(jobs, configure: null, limits: null)),
                .. Maxima.Select(most => new State(
                    $"{most}", scale.DrainedJobs, jobs => RunAsync(jobs, limit => limit.MaxConcurrent(most), _ => Limit))),
                new State(
                    "order", scale.DrainedJobs, jobs => RunAsync(jobs, limit => limit.KeepOrder(), number => $"{Limit}:{number % Keys}")),
            ]);
        foreach (int most in Maxima)
        {
            report.Add($"drain under a limit of {most:N0} against none", "jobs/s", rounds, $"{most}", "plain", Cost.PerSecond);
            report.Add($"drain under a limit of {most:N0}, CPU", "µs/job", rounds, $"{most}", "plain", Cost.CpuMicroseconds);
        }

        report.Add($"drain of {Keys:N0} keys that keep order against none", "jobs/s", rounds, "order", "plain", Cost.PerSecond);
        report.Add($"drain of {Keys:N0} keys that keep order, CPU", "µs/job", rounds, "order", "plain", Cost.CpuMicroseconds);

        async Task<Cost> RunAsync(int jobs, Action<JobLimitBuilder>? configure, Func<int, string>? limits)
        {
            await using var place = await provider.CreateAsync();
            await FillAsync(place, jobs, limits);
            return await Drain.OursAsync(place, jobs, config => _ = configure is null ? config : config.AddLimit(Limit, configure));
        }
    }

    private static async Task FillAsync(IBenchmarkPlace place, int jobs, Func<int, string>? limits)
    {
        await using var store = place.Open();
        for (int left = jobs; left > 0; left -= Batch)
        {
            List<NewJob> batch =
            [
                .. Enumerable.Range(0, Math.Min(left, Batch)).Select(number => new NewJob
                {
                    Id = Guid.CreateVersion7(), DefinitionId = WorkHandler.DefinitionId, Lane = "default",
                    Priority = JobMasterPriority.Medium, Timeout = TimeSpan.FromMinutes(5), MaxRetries = 3, Payload = """{"Number":0}""",
                    Limits = limits?.Invoke(number),
                }),
            ];
            await store.Jobs.InsertAsync(batch, mayBeStored: false, CancellationToken.None);
        }
    }
}
