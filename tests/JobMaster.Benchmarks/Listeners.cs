using System.Globalization;

namespace JobMaster.Benchmarks;

/// <summary>A process of its own that listens to the events of a cluster, as so many open dashboards do.</summary>
internal sealed class Listeners : IDisposable
{
    private const string Argument = "--listeners";
    private const string Ready = "ready";
    private const string Topics = "stream?topics=overview,lanes,operations,failures";
    private readonly ChildProcess _process;

    private Listeners(ChildProcess process) => _process = process;

    public static bool IsAsked(string[] args) => args is [Argument, _, _];

    /// <summary>The life of such a process.</summary>
    public static async Task RunAsync(string[] args)
    {
        int number = int.Parse(args[2], CultureInfo.InvariantCulture);
        using var caller = new HttpClient { BaseAddress = new Uri(args[1]), Timeout = Timeout.InfiniteTimeSpan };
        using var stop = new CancellationTokenSource();
        var streams = await Task.WhenAll(Enumerable.Range(0, number).Select(_ => OpenAsync(caller, stop.Token)));
        Console.WriteLine(Ready);
        var reading = streams.Select(stream => ReadAsync(stream, stop.Token)).ToList();
        await Console.In.ReadLineAsync();
        await stop.CancelAsync();
        Console.WriteLine((await Task.WhenAll(reading)).Sum().ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Starts the process, and waits until each of its streams has had an event.</summary>
    /// <param name="cluster">The address of the cluster's API.</param>
    /// <param name="number">How many streams it opens.</param>
    public static async Task<Listeners> StartAsync(Uri cluster, int number)
    {
        var listeners = new Listeners(ChildProcess.Start(Argument, cluster.ToString(), number.ToString(CultureInfo.InvariantCulture)));
        string line = await listeners._process.ReadLineAsync();
        if (line != Ready)
        {
            listeners.Dispose();
            throw new InvalidOperationException($"The process that listens did not start; it said '{line}'.");
        }

        return listeners;
    }

    /// <summary>Ends it; returns how many events its streams have had in all.</summary>
    public async Task<long> StopAsync()
    {
        await _process.WriteLineAsync();
        long events = long.Parse(await _process.ReadLineAsync(), CultureInfo.InvariantCulture);
        await _process.EndedAsync();
        return events;
    }

    public void Dispose() => _process.Dispose();

    private static async Task<StreamReader> OpenAsync(HttpClient caller, CancellationToken cancellationToken)
    {
        var answer = await caller.GetAsync(Topics, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        answer.EnsureSuccessStatusCode();
        var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (IsEvent(line))
            {
                return reader;
            }
        }

        throw new InvalidOperationException("A stream ended before its first event.");
    }

    private static async Task<long> ReadAsync(StreamReader stream, CancellationToken cancellationToken)
    {
        long events = 0;
        try
        {
            while (await stream.ReadLineAsync(cancellationToken) is { } line)
            {
                events += IsEvent(line) ? 1 : 0;
            }
        }
        catch (OperationCanceledException)
        {
            return events;
        }

        throw new InvalidOperationException("A stream ended while it was listened to.");
    }

    private static bool IsEvent(string line) => line.StartsWith("data:", StringComparison.Ordinal);
}
