using JobMaster.Benchmarks.Providers;

namespace JobMaster.Benchmarks.Measuring;

/// <summary>Filling places with jobs and emptying them again.</summary>
internal static class Drain
{
    /// <summary>How many jobs one raw claim and one raw finish take.</summary>
    public const int RawBatch = 500;

    private const int FillBatch = 1000;

    /// <summary>Puts waiting jobs in.</summary>
    public static async Task FillAsync(IBenchmarkPlace place, int jobs, DateTimeOffset? dueAt = null)
    {
        await using var raw = await place.OpenRawAsync();
        for (int left = jobs; left > 0; left -= FillBatch)
        {
            await raw.InsertAsync(Math.Min(left, FillBatch), dueAt);
        }
    }

    /// <summary>Claims and finishes by raw loops until nothing waits.</summary>
    public static Task<Cost> RawAsync(IBenchmarkPlace place, int jobs, int connections) =>
        RawAsync(jobs, connections, place.OpenRawAsync, ClaimAndFinishAsync);

    /// <summary>Runs raw loops together until each is done.</summary>
    /// <param name="jobs">How many jobs they finish in all.</param>
    /// <param name="connections">How many loops, each on a connection of its own.</param>
    /// <param name="open">Opens one.</param>
    /// <param name="run">Runs one, and tells how many jobs it finished.</param>
    public static async Task<Cost> RawAsync<TLoop>(int jobs, int connections, Func<Task<TLoop>> open, Func<TLoop, Task<int>> run)
        where TLoop : IRawLoop
    {
        List<TLoop> loops = [];
        for (int i = 0; i < connections; i++)
        {
            loops.Add(await open());
        }

        var stretch = Stretch.Begin();
        int[] done = await Task.WhenAll(loops.Select(loop => Task.Run(() => run(loop))));
        var cost = stretch.End(jobs);
        foreach (var loop in loops)
        {
            await loop.DisposeAsync();
        }

        return done.Sum() == jobs ? cost : throw new InvalidOperationException($"The raw loop finished {done.Sum()} jobs of {jobs}.");
    }

    /// <summary>Lets an app of its own run so many jobs.</summary>
    public static async Task<Cost> OursAsync(IBenchmarkPlace place, int jobs, Action<JobMasterClusterConfig>? configure = null)
    {
        using var tally = new Tally(jobs);
        await using var app = BenchmarkApp.Build(place, tally, hasWorker: true, configure);
        var stretch = Stretch.Begin();
        await app.StartAsync();
        await tally.ReachedAsync();
        return stretch.End(jobs, tally.Span);
    }

    private static async Task<int> ClaimAndFinishAsync(IRawLoop raw)
    {
        int done = 0;
        while (await raw.ClaimAsync(RawBatch) is { Count: > 0 } claims)
        {
            await raw.FinishAsync(claims);
            done += claims.Count;
        }

        return done;
    }
}
