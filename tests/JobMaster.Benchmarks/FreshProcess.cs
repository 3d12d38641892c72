using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using JobMaster.Benchmarks.Measuring;
using JobMaster.Benchmarks.Providers;

namespace JobMaster.Benchmarks;

/// <summary>A process that has run nothing before: it starts an app on a place, does one thing, says what that took and ends.</summary>
internal static class FreshProcess
{
    private const string Argument = "--fresh";
    private const string Drains = "drain";
    private const string Starts = "start";

    /// <summary>The same as <c>TieredPGO</c> in the app's project file.</summary>
    private static readonly KeyValuePair<string, string> WithoutProfiles = new("DOTNET_TieredPGO", "0");

    public static bool IsAsked(string[] args) => args is [Argument, Drains or Starts, _, _, ..];

    /// <summary>The life of such a process.</summary>
    public static async Task RunAsync(string[] args)
    {
        await using var place = BenchmarkProviders.Create(args[2], connection: null).Attach(args[3]);
        var numbers = args[4..].Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToList();
        long[] answer = args[1] == Drains
            ? await DrainAsync(place, (int)numbers[0])
            : await StartAsync(place, new TimeSpan(numbers[0]), new TimeSpan(numbers[1]));
        Console.WriteLine(string.Join(' ', answer.Select(number => number.ToString(CultureInfo.InvariantCulture))));
    }

    /// <summary>Runs the jobs that wait in the place.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="place">The place.</param>
    /// <param name="jobs">How many jobs wait there.</param>
    /// <param name="isProfiled">
    /// Whether the runtime watches code that runs often before it compiles it for good, as it does by default.
    /// </param>
    public static async Task<FreshDrain> DrainedAsync(string provider, IBenchmarkPlace place, int jobs, bool isProfiled = true)
    {
        long[] answer = await AnswerAsync(isProfiled ? [] : [WithoutProfiles], Drains, provider, place, jobs);
        return new FreshDrain(
            new Cost(jobs, new TimeSpan(answer[0]), new TimeSpan(answer[1]), answer[2]), new TimeSpan(answer[3]), new TimeSpan(answer[4]),
            answer[5]);
    }

    /// <summary>Schedules one job as soon as the app has started on the empty place, then does nothing.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="place">The place.</param>
    /// <param name="settling">How long it does nothing before its processor time is taken.</param>
    /// <param name="idle">For how long that is taken.</param>
    /// <returns>
    /// From the call that schedules to the job's start; the processor time taken while idle, and what of it went into compiling.
    /// </returns>
    public static async Task<(TimeSpan FirstJob, TimeSpan IdleCpu, TimeSpan IdleCompiling)> StartedAsync(
        string provider, IBenchmarkPlace place, TimeSpan settling, TimeSpan idle)
    {
        long[] answer = await AnswerAsync([], Starts, provider, place, settling.Ticks, idle.Ticks);
        return (new TimeSpan(answer[0]), new TimeSpan(answer[1]), new TimeSpan(answer[2]));
    }

    private static async Task<long[]> AnswerAsync(
        IReadOnlyList<KeyValuePair<string, string>> environment, string what, string provider, IBenchmarkPlace place, params long[] numbers)
    {
        using var process = ChildProcess.StartWith(
            environment,
            [Argument, what, provider, place.Name, .. numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))]);
        string line = await process.ReadLineAsync().WaitAsync(Tally.Patience);
        await process.EndedAsync();
        return [.. line.Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture))];
    }

    private static async Task<long[]> DrainAsync(IBenchmarkPlace place, int jobs)
    {
        using var tally = new Tally(jobs);
        await using var app = BenchmarkApp.Build(place, tally, hasWorker: true);
        var stretch = Stretch.Begin();
        long startedAt = Stopwatch.GetTimestamp();
        await app.StartAsync();
        await tally.ReachedAsync();
        var cost = stretch.End(jobs, tally.Span);
        return
        [
            cost.Time.Ticks, cost.Cpu.Ticks, cost.Bytes, Stopwatch.GetElapsedTime(startedAt, tally.FirstStart).Ticks,
            JitInfo.GetCompilationTime().Ticks, JitInfo.GetCompiledMethodCount(),
        ];
    }

    private static async Task<long[]> StartAsync(IBenchmarkPlace place, TimeSpan settling, TimeSpan idle)
    {
        using var tally = new Tally(probes: 1);
        await using var app = await BenchmarkApp.StartAsync(place, tally, hasWorker: true);
        long sentAt = Stopwatch.GetTimestamp();
        await app.ScheduleAsync(1);
        var first = Stopwatch.GetElapsedTime(sentAt, await tally.StartOfAsync(1));
        await Task.Delay(settling);
        var (before, compiling) = (Environment.CpuUsage.TotalTime, JitInfo.GetCompilationTime());
        await Task.Delay(idle);
        return
        [
            first.Ticks, (Environment.CpuUsage.TotalTime - before).Ticks, (JitInfo.GetCompilationTime() - compiling).Ticks,
        ];
    }
}

/// <summary>What a drain took of a process that had run nothing before.</summary>
/// <param name="Cost">The cost from the app's start.</param>
/// <param name="FirstStart">How long after the app's start the first of the jobs started.</param>
/// <param name="Compiling">The processor time the process spent on compiling methods.</param>
/// <param name="Compilations">How many times it compiled a method.</param>
internal sealed record FreshDrain(Cost Cost, TimeSpan FirstStart, TimeSpan Compiling, long Compilations);
