namespace JobMaster.Conformance.Jobs;

/// <summary>What a provider can tell about what its stores hold outside this process's memory.</summary>
public interface ILeavesTraces
{
    /// <summary>Names each connection, file handle or temporary table that is open for the place now.</summary>
    Task<IReadOnlyList<string>> TracesAsync();
}

/// <summary>
/// What a stopped node could leave in the process and the store: timers, threads of the library, and what the provider counts.
/// </summary>
internal sealed record Leftovers(long Timers, int Threads, int Traces)
{
    private const string Tasks = "/proc/self/task";

    public static async Task<Leftovers> OfAsync(object fixture) => new(
        Timer.ActiveCount, LibraryThreads(), fixture is ILeavesTraces place ? (await place.TracesAsync()).Count : 0);

    /// <summary>Waits until no more is left than before; what was on its way out when a node stopped may take a moment.</summary>
    public static async Task ShouldBeNoMoreThanAsync(object fixture, Leftovers before)
    {
        var now = before;
        await Eventually.BecomesAsync(
            "no more is left than before",
            async () => (now = await OfAsync(fixture)).IsNoMoreThan(before),
            TestTime.Patience,
            () => $"before: {before}; now: {now}");
    }

    private bool IsNoMoreThan(Leftovers before) => Timers <= before.Timers && Threads <= before.Threads && Traces <= before.Traces;

    /// <summary>Linux tells the names of threads, cut to 15 characters. Elsewhere they are not counted.</summary>
    private static int LibraryThreads() =>
        Directory.Exists(Tasks) ? Directory.EnumerateDirectories(Tasks).Count(IsLibrarys) : 0;

    private static bool IsLibrarys(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm")).StartsWith("JobMaster", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // It has just ended.
            return false;
        }
    }
}
