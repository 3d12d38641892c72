namespace JobMaster.Benchmarks.Providers;

/// <summary>The providers by name.</summary>
internal static class BenchmarkProviders
{
    private static readonly Dictionary<string, Func<string?, IBenchmarkProvider>> Known = new(StringComparer.Ordinal)
    {
        ["postgres"] = connection => new PostgresBenchmarkProvider(connection),
        ["sqlite"] = connection => new SqliteBenchmarkProvider(connection),
    };

    public static IEnumerable<string> Names => Known.Keys;

    public static IBenchmarkProvider Create(string name, string? connection) => Known[name](connection);
}
