using System.Diagnostics;
using JobMaster.Benchmarks.Measuring;

namespace JobMaster.Benchmarks.Agents;

/// <summary>An agent on NATS beside a bare publish, fetch and acknowledge loop on the same client. <c>docs/benchmarks.md</c> says what each figure means.</summary>
internal sealed class NatsBenchmark(BenchmarkArguments arguments)
{
    public const string Provider = "nats";
    private const string DefaultUrl = "nats://127.0.0.1:4222";

    private readonly string _url = arguments.Connection ?? Environment.GetEnvironmentVariable("JOBMASTER_TEST_NATS") ?? DefaultUrl;
    private readonly Report _report = new(Provider, arguments.IsJson);

    private int Messages => arguments.IsQuick ? 3_000 : 50_000;

    private int Singles => arguments.IsQuick ? 100 : 2_000;

    private int Probes => arguments.IsQuick ? 10 : 300;

    private int Runs => arguments.Runs ?? (arguments.IsQuick ? 1 : 5);

    public async Task RunAsync()
    {
        foreach (var (name, measure) in new (string, Func<Task>)[] { ("push", PushAsync), ("receive", ReceiveAsync), ("wake", WakeAsync) })
        {
            if (arguments.Measures.Count == 0 || arguments.Measures.Contains(name))
            {
                await Console.Error.WriteLineAsync($"{name} …");
                await measure();
            }
        }

        _report.PrintTable();
    }

    private async Task PushAsync()
    {
        var rounds = await Rounds.RunAsync(
            Runs,
            new State("raw", Messages, messages => MeasureAsync(messages, place => place.RawPushAsync(messages))),
            new State("ours", Messages, messages => MeasureAsync(messages, place => place.PushAsync(messages))),
            new State("raw one", Singles, messages => MeasureAsync(messages, place => place.RawPushAsync(messages, batch: 1))),
            new State("one", Singles, messages => MeasureAsync(messages, place => place.PushAsync(messages, batch: 1))));

        _report.Add("push 1,000 a call", "jobs/s", rounds, "ours", "raw", Cost.PerSecond);
        _report.Add("push 1,000 a call, CPU", "µs/job", rounds, "ours", "raw", Cost.CpuMicroseconds);
        _report.Add("push 1,000 a call, allocated", "bytes/job", rounds, "ours", "raw", Cost.BytesPerJob);
        _report.Add("push one at a time", "jobs/s", rounds, "one", "raw one", Cost.PerSecond);
    }

    private async Task ReceiveAsync()
    {
        var rounds = await Rounds.RunAsync(
            Runs,
            new State("raw", Messages, messages => MeasureAsync(messages, place => place.RawReceiveAsync(messages), place => place.RawPushAsync(messages))),
            new State("ours", Messages, messages => MeasureAsync(messages, place => place.ReceiveAsync(messages), place => place.RawPushAsync(messages))));

        _report.Add("receive and acknowledge", "jobs/s", rounds, "ours", "raw", Cost.PerSecond);
        _report.Add("receive and acknowledge, CPU", "µs/job", rounds, "ours", "raw", Cost.CpuMicroseconds);
        _report.Add("receive and acknowledge, allocated", "bytes/job", rounds, "ours", "raw", Cost.BytesPerJob);
    }

    /// <summary>From a push to the return of the receive that waited for it, acknowledged.</summary>
    private async Task WakeAsync()
    {
        await using var place = await NatsPlace.CreateAsync(_url);
        var latencies = new List<double>();
        for (int probe = 0; probe < Probes; probe++)
        {
            var received = await place.AwaitOneAsync();
            long sentAt = Stopwatch.GetTimestamp();
            await place.PushAsync(1);
            await received();
            latencies.Add(Stopwatch.GetElapsedTime(sentAt).TotalMilliseconds);
        }

        _report.Add("push to received and acknowledged, idle, p50", Order.Median(latencies), "ms");
        _report.Add("push to received and acknowledged, idle, p99", Order.Percentile(latencies, 0.99), "ms");
    }

    private async Task<Cost> MeasureAsync(int messages, Func<NatsPlace, Task> work, Func<NatsPlace, Task>? prepare = null)
    {
        await using var place = await NatsPlace.CreateAsync(_url);
        await (prepare?.Invoke(place) ?? Task.CompletedTask);
        var stretch = Stretch.Begin();
        await work(place);
        return stretch.End(messages);
    }
}
