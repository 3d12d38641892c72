using JobMaster.Benchmarks.Measures;
using JobMaster.Benchmarks.Measuring;

namespace JobMaster.Benchmarks.Agents;

/// <summary>How fast an agent takes messages: 1,000 a call, and one awaited at a time.</summary>
internal sealed class PushMeasure(NatsBenchmarkProvider provider) : IMeasure
{
    public string Name => "push";

    public async Task RunAsync(MeasureContext context)
    {
        var (_, scale, report) = context;
        var rounds = await Rounds.RunAsync(
            scale.Runs,
            new State("raw", scale.Messages, messages => MeasureAsync(messages, agent => agent.RawPushAsync(messages))),
            new State("ours", scale.Messages, messages => MeasureAsync(messages, agent => agent.PushAsync(messages))),
            new State("raw one", scale.SingleInserts, messages => MeasureAsync(messages, agent => agent.RawPushAsync(messages, batch: 1))),
            new State("one", scale.SingleInserts, messages => MeasureAsync(messages, agent => agent.PushAsync(messages, batch: 1))));

        report.Add("push 1,000 a call", "jobs/s", rounds, "ours", "raw", Cost.PerSecond);
        report.Add("push 1,000 a call, CPU", "µs/job", rounds, "ours", "raw", Cost.CpuMicroseconds);
        report.Add("push 1,000 a call, allocated", "bytes/job", rounds, "ours", "raw", Cost.BytesPerJob);
        report.Add("push one at a time", "jobs/s", rounds, "one", "raw one", Cost.PerSecond);
    }

    private async Task<Cost> MeasureAsync(int messages, Func<NatsPlace, Task> push)
    {
        await using var agent = await provider.CreateAgentAsync();
        var stretch = Stretch.Begin();
        await push(agent);
        return stretch.End(messages);
    }
}
