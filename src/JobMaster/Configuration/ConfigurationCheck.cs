using System.Text.RegularExpressions;
using JobMaster.Scheduling;
using JobMaster.Storage;
using JobMaster.Values;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Configuration;

/// <summary>Finds all problems of the configuration before anything starts.</summary>
internal static partial class ConfigurationCheck
{
    public static IEnumerable<string> Problems(JobMasterClusterConfig config) =>
        config.Problems
            .Concat(config.Handlers.Problems)
            .Concat(config.Profiles.Problems)
            .Concat(OfStore(config))
            .Concat(OptionsCheck.Problems(config.Options))
            .Concat(AgentCheck.Problems(config))
            .Concat(JobDefinitionRegistry.Problems(config.Handlers.Definitions))
            .Concat(config.Handlers.VersionProblems())
            .Concat(PayloadKeys.Problems(config.PayloadKeys))
            .Concat(OfConstructors(config))
            .Concat(AlertCheck.Problems(config))
            .Concat(OfLimits(config))
            .Concat(OfPayloads(config));

    public static bool IsIdentifier(string? text) => text is not null && Identifier().IsMatch(text);

    private static IEnumerable<string> OfLimits(JobMasterClusterConfig config) =>
        from definition in config.Handlers.Definitions
        from key in definition.Limits
        let name = StoredLimits.LimitOf(key)
        where !config.Limits.Exists(limit => limit.Name == name)
        select $"Handler '{definition.HandlerType.FullName}' names the limit '{name}', which is not there. Add it with " +
            $"config.AddLimit(\"{name}\", …), or correct [JobMasterLimit(\"{key}\")].";

    private static IEnumerable<string> OfStore(JobMasterClusterConfig config)
    {
        if (config is { Master: null, StoreSection: null })
        {
            yield return $"Cluster '{config.Options.ClusterId}' has no database. Add a provider's package and call it: " +
                "config.UseSqlite() from JobMaster.Sqlite needs no server.";
        }

        if (!IsIdentifier(config.Options.SqlTablePrefix))
        {
            yield return $"SqlTablePrefix '{config.Options.SqlTablePrefix}' must be 1 to 32 letters, digits and underscores, not " +
                "starting with a digit.";
        }

        if (config.Options.SqlSchema is { } schema && !IsIdentifier(schema))
        {
            yield return $"SqlSchema '{schema}' must be 1 to 32 letters, digits and underscores, not starting with a digit.";
        }

        if (config.Options.DebugJsonlDirectory is { } directory && WhyNotUsable(directory) is { } reason)
        {
            yield return $"DebugJsonlFileLogger cannot write to '{directory}': {reason} Give a directory this process may create and " +
                "write, or remove the call.";
        }
    }

    private static string? WhyNotUsable(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            return null;
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return exception.Message;
        }
    }

    private static IEnumerable<string> OfPayloads(JobMasterClusterConfig config)
    {
        var options = PayloadOptions.ForPayloads(config.PayloadJson);
        return config.Handlers.Definitions.Where(definition => definition.PayloadType is not null)
            .DistinctBy(definition => definition.PayloadType)
            .SelectMany(definition => PayloadContract.Of(definition.PayloadType!, options).Problems
                .Select(problem =>
                    $"The payload of handler '{definition.HandlerType.FullName}' would not come back as it was stored: {problem}"));
    }

    private static IEnumerable<string> OfConstructors(JobMasterClusterConfig config) =>
        config.Services.GetService<IServiceProviderIsService>() is { } known
            ? config.Handlers.Definitions.SelectMany(definition => ConstructorCheck.Problems("Handler", definition.HandlerType, known))
                .Concat(config.MiddlewareTypes.SelectMany(type => ConstructorCheck.Problems("Middleware", type, known)))
            : [];

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,31}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Identifier();
}
