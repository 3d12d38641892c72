using System.Globalization;

namespace JobMaster.Benchmarks.Agents;

/// <summary>What the command line asks of an agent's benchmarks.</summary>
internal sealed record BenchmarkArguments
{
    public IReadOnlyList<string> Measures { get; init; } = [];

    public string? Connection { get; init; }

    public int? Runs { get; init; }

    public bool IsJson { get; init; }

    public bool IsQuick { get; init; }

    /// <summary>Whether the arguments are for this provider.</summary>
    public static bool IsAsked(string[] args, string provider) => ValueOf(args, "--provider") == provider;

    public static BenchmarkArguments Parse(string[] args) => new()
    {
        Measures = ValueOf(args, "--measure")?.Split(',') ?? [],
        Connection = ValueOf(args, "--connection"),
        Runs = ValueOf(args, "--runs") is { } runs ? int.Parse(runs, CultureInfo.InvariantCulture) : null,
        IsJson = args.Contains("--json"),
        IsQuick = args.Contains("--quick"),
    };

    private static string? ValueOf(string[] args, string name)
    {
        int at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }
}
