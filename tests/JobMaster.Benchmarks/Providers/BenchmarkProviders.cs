using JobMaster.Benchmarks.Agents;

namespace JobMaster.Benchmarks.Providers;

/// <summary>The providers by name.</summary>
internal static class BenchmarkProviders
{
    private static readonly Dictionary<string, Func<string?, string?, IBenchmarkProvider>> Known = new(StringComparer.Ordinal)
    {
        ["mysql"] = (connection, master) => WithoutMaster(master, new MySqlBenchmarkProvider(connection)),
        [NatsBenchmarkProvider.Name] = (connection, master) => new NatsBenchmarkProvider(connection, master),
        ["postgres"] = (connection, master) => WithoutMaster(master, new PostgresBenchmarkProvider(connection)),
        ["sqlite"] = (connection, master) => WithoutMaster(master, new SqliteBenchmarkProvider(connection)),
    };

    public static IEnumerable<string> Names => Known.Keys;

    /// <exception cref="ArgumentException">A master is named for a provider that is one itself.</exception>
    public static IBenchmarkProvider Create(string name, string? connection, string? master = null) => Known[name](connection, master);

    public static IEnumerable<string> MeasureNames(string provider) =>
        Create(provider, connection: null).Measures.Select(measure => measure.Name);

    private static IBenchmarkProvider WithoutMaster(string? master, IBenchmarkProvider provider) =>
        master is null
            ? provider
            : throw new ArgumentException($"--master is '{master}', but the provider is a master itself: use --connection.");
}
