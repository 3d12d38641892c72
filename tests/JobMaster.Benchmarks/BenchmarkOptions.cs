using System.Globalization;
using JobMaster.Benchmarks.Providers;

namespace JobMaster.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchmarkOptions
{
    private const string Usage =
        "--provider <name> [--measure <name>[,<name>…]] [--json] [--full | --quick] [--runs <n>] [--jobs <n>] [--connection <text>] " +
        "[--master <text>] [--keep <name>]";

    public required string Provider { get; init; }

    /// <summary>What the provider connects to; null for its default.</summary>
    public string? Connection { get; init; }

    /// <summary>What the master connects to, where the provider is an agent's; null for its default.</summary>
    public string? Master { get; init; }

    /// <summary>The name under which the tables of <c>search</c> and <c>api</c> are kept for further runs; null to remove them.</summary>
    public string? Keep { get; init; }

    /// <summary>The measures to take; empty for the default set.</summary>
    public IReadOnlyList<string> Measures { get; init; } = [];

    public bool IsJson { get; init; }

    /// <summary>Whether the big measures belong to the set.</summary>
    public bool IsFull { get; init; }

    public required BenchmarkScale Scale { get; init; }

    /// <exception cref="ArgumentException">An argument is unknown or lacks its value.</exception>
    public static BenchmarkOptions Parse(string[] args)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < args.Length; i++)
        {
            given[args[i]] = args[i] switch
            {
                "--json" or "--full" or "--quick" => "",
                "--provider" or "--measure" or "--runs" or "--jobs" or "--connection" or "--master" or "--keep"
                    when i + 1 < args.Length => args[++i],
                _ => throw new ArgumentException($"'{args[i]}' is unknown or lacks its value. Usage: {Usage}"),
            };
        }

        bool isQuick = given.ContainsKey("--quick");
        bool isFull = given.ContainsKey("--full");
        var scale = isQuick ? BenchmarkScale.Quick : isFull ? BenchmarkScale.Full : BenchmarkScale.Default;
        if (given.TryGetValue("--runs", out string? text))
        {
            int runs = int.TryParse(text, CultureInfo.InvariantCulture, out int parsed) && parsed > 0
                ? parsed
                : throw new ArgumentException($"--runs is '{text}': give a number above zero.");
            scale = scale with { Runs = runs };
        }

        if (given.TryGetValue("--jobs", out string? jobs))
        {
            scale = scale with
            {
                SearchedJobs = long.TryParse(jobs, CultureInfo.InvariantCulture, out long searched) && searched > 0
                    ? searched
                    : throw new ArgumentException($"--jobs is '{jobs}': give a number above zero."),
            };
        }

        string provider = Known("--provider", given.GetValueOrDefault("--provider", "sqlite"), BenchmarkProviders.Names);
        return new BenchmarkOptions
        {
            Provider = provider,
            Connection = given.GetValueOrDefault("--connection"),
            Master = given.GetValueOrDefault("--master"),
            Keep = KeptName(given.GetValueOrDefault("--keep")),
            Measures = [
                .. (given.GetValueOrDefault("--measure")?.Split(',') ?? []).Select(name =>
                    Known("--measure", name, BenchmarkProviders.MeasureNames(provider)))],
            IsJson = given.ContainsKey("--json"),
            IsFull = isFull || isQuick,
            Scale = scale,
        };
    }

    private static string? KeptName(string? name) => name is null || (name.Length > 0 && name.All(char.IsAsciiLetterOrDigit))
        ? name
        : throw new ArgumentException($"--keep is '{name}': give letters and digits only.");

    private static string Known(string argument, string name, IEnumerable<string> names) =>
        names.Contains(name) ? name : throw new ArgumentException($"{argument} '{name}' is unknown; known: {string.Join(", ", names)}.");
}
