namespace JobMaster.Tests.Architecture;

/// <summary>Which assemblies and packages each src project may reference, besides the runtime's own.</summary>
internal static class AllowedReferences
{
    // Microsoft.Extensions.Configuration itself comes with the binder, whose generated code names it.
    private static readonly string[] Hosting =
    [
        "Microsoft.Extensions.Configuration",
        "Microsoft.Extensions.Configuration.Abstractions",
        "Microsoft.Extensions.Configuration.Binder",
        "Microsoft.Extensions.DependencyInjection.Abstractions",
        "Microsoft.Extensions.Diagnostics.Abstractions",
        "Microsoft.Extensions.Diagnostics.HealthChecks",
        "Microsoft.Extensions.Diagnostics.HealthChecks.Abstractions",
        "Microsoft.Extensions.Hosting.Abstractions",
        "Microsoft.Extensions.Logging.Abstractions",
        "Microsoft.Extensions.Options",
        "Microsoft.Extensions.Options.ConfigurationExtensions",
        "Microsoft.Extensions.Primitives",
    ];

    private static readonly Dictionary<string, string[]> Table = new(StringComparer.Ordinal)
    {
        ["JobMaster"] = [],
        ["JobMaster.Sql"] = ["JobMaster"],
        ["JobMaster.Sqlite"] = ["JobMaster", "JobMaster.Sql", "Microsoft.Data.Sqlite", "Microsoft.Data.Sqlite.Core", "SQLitePCLRaw.*"],
        ["JobMaster.Postgres"] = ["JobMaster", "JobMaster.Sql", "Npgsql"],
        ["JobMaster.SqlServer"] = ["JobMaster", "JobMaster.Sql", "Microsoft.Data.SqlClient"],
        ["JobMaster.MySql"] = ["JobMaster", "JobMaster.Sql", "MySqlConnector"],
        ["JobMaster.NatsJetStream"] = ["JobMaster", "NATS.Client.Core", "NATS.Client.Abstractions", "NATS.NKeys"],
        ["JobMaster.AspNetCore"] =
        [
            "JobMaster", "Microsoft.AspNetCore.*", "Microsoft.Extensions.*", "Microsoft.Net.Http.Headers", "System.Threading.RateLimiting",
        ],
        ["JobMaster.Client"] = [],
        ["JobMaster.Testing"] = ["JobMaster"],
    };

    private static readonly HashSet<string> Runtime =
        [
            .. Directory.EnumerateFiles(
                Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll").Select(path => Path.GetFileNameWithoutExtension(path))];

    // Build-time only: they leave nothing in the package.
    private static readonly string[] Analyzers = ["Meziantou.Analyzer", "Microsoft.CodeAnalysis.*"];

    /// <summary>The projects that speak to a database through JobMaster.Sql.</summary>
    public static IReadOnlyList<string> SqlProviders { get; } = [
        .. Table.Where(row => row.Value.Contains("JobMaster.Sql")).Select(row => row.Key)];

    public static bool Knows(string project) => Table.ContainsKey(project);

    public static bool Allows(string project, string reference) =>
        Runtime.Contains(reference)
        || Hosting.Contains(reference)
        || Analyzers.Concat(Table[project]).Any(pattern => Matches(pattern, reference));

    private static bool Matches(string pattern, string reference) =>
        pattern.EndsWith('*') ? reference.StartsWith(pattern[..^1], StringComparison.Ordinal) : pattern == reference;
}
