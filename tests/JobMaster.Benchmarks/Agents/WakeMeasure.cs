using System.Diagnostics;
using JobMaster.Benchmarks.Measures;
using JobMaster.Benchmarks.Measuring;

namespace JobMaster.Benchmarks.Agents;

/// <summary>How long it takes from a push to the return of the receive that waited for it, acknowledged.</summary>
internal sealed class WakeMeasure(NatsBenchmarkProvider provider) : IMeasure
{
    public string Name => "wake";

    public async Task RunAsync(MeasureContext context)
    {
        await using var agent = await provider.CreateAgentAsync();
        var latencies = new List<double>();
        for (int probe = 0; probe < context.Scale.Probes; probe++)
        {
            var received = await agent.AwaitOneAsync();
            long sentAt = Stopwatch.GetTimestamp();
            await agent.PushAsync(1);
            await received();
            latencies.Add(Stopwatch.GetElapsedTime(sentAt).TotalMilliseconds);
        }

        context.Report.Add("push to received and acknowledged, idle, p50", Order.Median(latencies), "ms");
        context.Report.Add("push to received and acknowledged, idle, p99", Order.Percentile(latencies, 0.99), "ms");
    }
}
