using System.Diagnostics;
using JobMaster.Benchmarks.Measuring;
using JobMaster.Benchmarks.Providers;

namespace JobMaster.Benchmarks.Measures;

/// <summary>
/// Whether a transaction that stays open elsewhere slows the draining down, when whatever was finished since it began still cannot be
/// cleaned up. A node that is already up drains jobs that fall due all at once, again and again, until the transaction is old enough; then
/// this is compared with a database that has none.
/// </summary>
internal sealed class HeldMeasure : IMeasure
{
    private const int InsertedPerSecond = 25_000;
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(2);

    public string Name => "held";

    public bool IsBig => true;

    public async Task RunAsync(MeasureContext context)
    {
        var (provider, scale, report) = context;
        await using var free = await Node.StartAsync(provider);
        await using var held = await Node.StartAsync(provider);
        await held.DrainAsync(scale.HeldDrain);
        await using var snapshot = await held.HoldSnapshotAsync();
        long heldSince = Stopwatch.GetTimestamp();
        int under = 0;
        while (Stopwatch.GetElapsedTime(heldSince) < scale.Held)
        {
            await held.DrainAsync(scale.HeldDrain);
            under += scale.HeldDrain;
        }

        await Console.Error.WriteLineAsync($"  {under:N0} jobs run since the transaction began");
        var rounds = await Rounds.RunAsync(
            scale.Runs, new State("free", scale.HeldDrain, free.DrainAsync), new State("held", scale.HeldDrain, held.DrainAsync));
        string minutes = $"a transaction open for {scale.Held.TotalMinutes:0.#} minutes";
        report.Add($"drain under {minutes} against none", "jobs/s", rounds, "held", "free", Cost.PerSecond);
        report.Add($"drain under {minutes}, CPU", "µs/job", rounds, "held", "free", Cost.CpuMicroseconds);
    }

    /// <summary>An app with its database.</summary>
    private sealed class Node(IBenchmarkPlace place, BenchmarkApp app, Tally tally) : IAsyncDisposable
    {
        public static async Task<Node> StartAsync(IBenchmarkProvider provider)
        {
            var place = await provider.CreateAsync();
            var tally = new Tally();
            return new Node(place, await BenchmarkApp.StartAsync(place, tally, hasWorker: true), tally);
        }

        public Task<IAsyncDisposable> HoldSnapshotAsync() => place.HoldSnapshotAsync();

        public async Task<Cost> DrainAsync(int jobs)
        {
            tally.Restart(jobs);
            await Drain.FillAsync(place, jobs, DateTimeOffset.UtcNow + Lead + TimeSpan.FromSeconds((double)jobs / InsertedPerSecond));
            if (tally.Finished > 0)
            {
                throw new InvalidOperationException($"Filling in {jobs} jobs took so long that the first were due.");
            }

            var stretch = Stretch.Begin();
            await tally.ReachedAsync();
            return stretch.End(jobs, tally.Span);
        }

        public async ValueTask DisposeAsync()
        {
            await app.DisposeAsync();
            tally.Dispose();
            await place.DisposeAsync();
        }
    }
}
