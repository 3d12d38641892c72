using JobMaster.Benchmarks.Measures;
using JobMaster.Benchmarks.Measuring;

namespace JobMaster.Benchmarks.Agents;

/// <summary>How fast an agent gives messages out and takes their acknowledgements.</summary>
internal sealed class ReceiveMeasure(NatsBenchmarkProvider provider) : IMeasure
{
    public string Name => "receive";

    public async Task RunAsync(MeasureContext context)
    {
        var (_, scale, report) = context;
        var rounds = await Rounds.RunAsync(
            scale.Runs,
            new State("raw", scale.Messages, messages => MeasureAsync(provider, messages, agent => agent.RawReceiveAsync(messages))),
            new State("ours", scale.Messages, messages => MeasureAsync(provider, messages, agent => agent.ReceiveAsync(messages))));

        report.Add("receive and acknowledge", "jobs/s", rounds, "ours", "raw", Cost.PerSecond);
        report.Add("receive and acknowledge, CPU", "µs/job", rounds, "ours", "raw", Cost.CpuMicroseconds);
        report.Add("receive and acknowledge, allocated", "bytes/job", rounds, "ours", "raw", Cost.BytesPerJob);
    }

    /// <summary>What it takes to receive messages that wait already.</summary>
    public static async Task<Cost> MeasureAsync(NatsBenchmarkProvider provider, int messages, Func<NatsPlace, Task> receive)
    {
        await using var agent = await provider.CreateAgentAsync();
        await agent.RawPushAsync(messages);
        var stretch = Stretch.Begin();
        await receive(agent);
        return stretch.End(messages);
    }
}
