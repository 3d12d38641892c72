using System.Diagnostics;
using System.Runtime;
using JobMaster.Benchmarks.Measuring;

namespace JobMaster.Benchmarks.Measures;

/// <summary>What a node with nothing to do asks of the database.</summary>
internal sealed class IdleMeasure : IMeasure
{
    /// <summary>A node looks after several things once when it starts.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    public string Name => "idle";

    public async Task RunAsync(MeasureContext context)
    {
        await using var counter = await context.Provider.CountStatementsAsync();
        await using var place = await context.Provider.CreateAsync();
        using var tally = new Tally();
        await using var app = await BenchmarkApp.StartAsync(place, tally, hasWorker: true);
        await Task.Delay(Settling);

        var before = await counter.ReadAsync();
        long callsBefore = tally.StoreCalls;
        var (cpuBefore, compilingBefore) = (Environment.CpuUsage.TotalTime, JitInfo.GetCompilationTime());
        long startedAt = Stopwatch.GetTimestamp();
        await Task.Delay(context.Scale.Idle);
        double seconds = Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
        var count = await counter.ReadAsync() - before;

        context.Report.Add("idle, statements", count.Statements / seconds, "/s");
        context.Report.Add("idle, commits", count.Commits / seconds, "/s");
        context.Report.Add("idle, store calls", (tally.StoreCalls - callsBefore) / seconds, "/s");
        // The runtime compiles better code for what has run often, once, for minutes after the start: that is no cost of being idle.
        var compiling = JitInfo.GetCompilationTime() - compilingBefore;
        context.Report.Add("idle, CPU", (Environment.CpuUsage.TotalTime - cpuBefore - compiling).TotalMilliseconds / seconds, "ms/s");
        context.Report.Add("idle, compiling", compiling.TotalMilliseconds / seconds, "ms/s");
    }
}
