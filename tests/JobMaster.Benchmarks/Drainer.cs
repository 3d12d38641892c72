using System.Globalization;
using JobMaster.Benchmarks.Measuring;
using JobMaster.Benchmarks.Providers;

namespace JobMaster.Benchmarks;

/// <summary>A process of its own that runs the jobs of a place until it is told to stop; then it says what it did.</summary>
internal sealed class Drainer : IDisposable
{
    private const string Argument = "--drainer";
    private const string Ready = "ready";
    private readonly ChildProcess _process;

    private Drainer(ChildProcess process) => _process = process;

    public static bool IsAsked(string[] args) => args is [Argument, _, _, _];

    /// <summary>The life of such a process.</summary>
    public static async Task RunAsync(string[] args)
    {
        await using var place = BenchmarkProviders.Create(args[1], connection: null).Attach(args[2]);
        int probes = int.Parse(args[3], CultureInfo.InvariantCulture);
        using var tally = new Tally(probes: probes);
        await using var app = await BenchmarkApp.StartAsync(place, tally, hasWorker: true);
        var before = Environment.CpuUsage.TotalTime;
        Console.WriteLine(Ready);
        for (int number = 1; number <= probes; number++)
        {
            Console.WriteLine(await tally.StartOfAsync(number));
        }

        await Console.In.ReadLineAsync();
        var cpu = Environment.CpuUsage.TotalTime - before;

        // The store is empty a moment before the last outcomes are counted here.
        await Task.Delay(TimeSpan.FromMilliseconds(200));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tally.Finished} {cpu.Ticks}"));
    }

    /// <param name="provider">The provider's name.</param>
    /// <param name="place">The place's name.</param>
    /// <param name="probes">How many jobs, numbered from 1, it tells the start of.</param>
    public static async Task<Drainer> StartAsync(string provider, string place, int probes = 0)
    {
        var drainer = new Drainer(ChildProcess.Start(Argument, provider, place, probes.ToString(CultureInfo.InvariantCulture)));
        string line = await drainer._process.ReadLineAsync();
        if (line != Ready)
        {
            drainer.Dispose();
            throw new InvalidOperationException($"The second process did not start; it said '{line}'.");
        }

        return drainer;
    }

    /// <summary>
    /// The time stamp at which the next numbered job was started there; the clock is the machine's, so it can be compared with one taken
    /// here.
    /// </summary>
    public async Task<long> NextStartAsync() =>
        long.Parse(await _process.ReadLineAsync().WaitAsync(Tally.Patience), CultureInfo.InvariantCulture);

    public async Task<(long Finished, TimeSpan Cpu)> StopAsync()
    {
        await _process.WriteLineAsync();
        string[] parts = (await _process.ReadLineAsync()).Split(' ');
        await _process.EndedAsync();
        return (long.Parse(parts[0], CultureInfo.InvariantCulture), new TimeSpan(long.Parse(parts[1], CultureInfo.InvariantCulture)));
    }

    public void Dispose() => _process.Dispose();
}
