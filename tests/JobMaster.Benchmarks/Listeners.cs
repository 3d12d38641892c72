using System.Globalization;

namespace JobMaster.Benchmarks;

/// <summary>
/// A process of its own that does what so many browsers with an open overview do: it listens to the cluster's events, and repeats the
/// page's reads.
/// </summary>
internal sealed class Listeners : IDisposable
{
    private const string Argument = "--listeners";
    private const string Ready = "ready";
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
        var listening = streams.Select(stream => ReadAsync(stream, stop.Token)).ToList();
        var reading = streams.SelectMany(_ => OverviewReads.All.Select(read => read.RepeatAsync(caller, stop.Token))).ToList();
        await Console.In.ReadLineAsync();
        await stop.CancelAsync();
        var (events, reads) = ((await Task.WhenAll(listening)).Sum(), (await Task.WhenAll(reading)).Sum());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{events} {reads}"));
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

    /// <summary>Ends it; returns how many events its streams have had, and how many reads it has done, in all.</summary>
    public async Task<(long Events, long Reads)> StopAsync()
    {
        await _process.WriteLineAsync();
        long[] counts = [.. (await _process.ReadLineAsync()).Split(' ').Select(count => long.Parse(count, CultureInfo.InvariantCulture))];
        await _process.EndedAsync();
        return (counts[0], counts[1]);
    }

    public void Dispose() => _process.Dispose();

    private static async Task<StreamReader> OpenAsync(HttpClient caller, CancellationToken cancellationToken)
    {
        var answer = await caller.GetAsync(OverviewReads.Stream, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
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
