using System.Diagnostics;
using System.Globalization;
using JobMaster.Benchmarks.Measuring;
using JobMaster.Benchmarks.Providers;

namespace JobMaster.Benchmarks;

/// <summary>A process of its own that runs the jobs of a place until it is told to stop; then it says what it did.</summary>
internal sealed class Drainer : IDisposable
{
    private const string Argument = "--drainer";
    private const string Ready = "ready";
    private readonly Process _process;

    private Drainer(Process process) => _process = process;

    public static bool IsAsked(string[] args) => args is [Argument, _, _];

    /// <summary>The life of such a process.</summary>
    public static async Task RunAsync(string[] args)
    {
        await using var place = BenchmarkProviders.Create(args[1], connection: null).Attach(args[2]);
        using var tally = new Tally();
        await using var app = await BenchmarkApp.StartAsync(place, tally, hasWorker: true);
        var before = Environment.CpuUsage.TotalTime;
        Console.WriteLine(Ready);
        await Console.In.ReadLineAsync();
        var cpu = Environment.CpuUsage.TotalTime - before;

        // The store is empty a moment before the last outcomes are counted here.
        await Task.Delay(TimeSpan.FromMilliseconds(200));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tally.Finished} {cpu.Ticks}"));
    }

    public static async Task<Drainer> StartAsync(string provider, string place)
    {
        string host = Environment.ProcessPath!;
        bool isShared = string.Equals(Path.GetFileNameWithoutExtension(host), "dotnet", StringComparison.Ordinal);
        IEnumerable<string> arguments = isShared ? [typeof(Drainer).Assembly.Location] : [];
        var start = new ProcessStartInfo(host, [.. arguments, Argument, provider, place]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var drainer = new Drainer(Process.Start(start)!);
        string? line = await drainer._process.StandardOutput.ReadLineAsync();
        if (line != Ready)
        {
            drainer.Dispose();
            throw new InvalidOperationException($"The second process did not start; it said '{line}'.");
        }

        return drainer;
    }

    public async Task<(long Finished, TimeSpan Cpu)> StopAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        string line = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("A draining process ended without saying what it did.");
        string[] parts = line.Split(' ');
        await _process.WaitForExitAsync();
        return (long.Parse(parts[0], CultureInfo.InvariantCulture), new TimeSpan(long.Parse(parts[1], CultureInfo.InvariantCulture)));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
