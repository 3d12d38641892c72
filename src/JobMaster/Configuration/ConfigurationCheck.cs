using System.Text.RegularExpressions;
using JobMaster.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Configuration;

/// <summary>Finds everything that cannot work before anything starts.</summary>
internal static partial class ConfigurationCheck
{
    public static IEnumerable<string> Problems(JobMasterClusterConfig config)
    {
        var options = config.Options;
        return config.Problems
            .Concat(config.Handlers.Problems)
            .Concat(config.Profiles.Problems)
            .Concat(OfStore(config))
            .Concat(OfOptions(options))
            .Concat(AgentCheck.Problems(config))
            .Concat(options.Workers.SelectMany((worker, index) => OfWorker(worker, index)))
            .Concat(config.Handlers.Definitions.SelectMany(definition => OfHandler(definition, config.Services)));
    }

    private static IEnumerable<string> OfStore(JobMasterClusterConfig config)
    {
        if (config.Master is null)
        {
            yield return $"Cluster '{config.Options.ClusterId}' has no database. Add a provider's package and call it: " +
                "config.UseSqlite() from JobMaster.Sqlite needs no server.";
        }

        if (!Identifier().IsMatch(config.Options.SqlTablePrefix))
        {
            yield return $"SqlTablePrefix '{config.Options.SqlTablePrefix}' must be 1 to 32 letters, digits and underscores, not starting with a digit.";
        }

        if (config.Options.SqlSchema is { } schema && !Identifier().IsMatch(schema))
        {
            yield return $"SqlSchema '{schema}' must be 1 to 32 letters, digits and underscores, not starting with a digit.";
        }
    }

    private static IEnumerable<string> OfOptions(JobMasterClusterOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.ClusterId) || options.ClusterId.Length > 100)
        {
            yield return $"ClusterId '{options.ClusterId}' must have 1 to 100 characters.";
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(options.IanaTimeZoneId, out _))
        {
            yield return $"ClusterIanaTimeZoneId '{options.IanaTimeZoneId}' is not a time zone of this machine. Use an IANA id such as 'Europe/Berlin'" +
                (OperatingSystem.IsLinux() ? "; on a slim image install the package 'tzdata'." : ".");
        }

        foreach (var (name, value) in new[]
        {
            (nameof(options.DefaultJobTimeout), options.DefaultJobTimeout), (nameof(options.DataRetentionTtl), options.DataRetentionTtl),
            (nameof(options.FailedRetentionTtl), options.FailedRetentionTtl), (nameof(options.PollInterval), options.PollInterval),
        })
        {
            if (value <= TimeSpan.Zero)
            {
                yield return $"{name} {value} must be more than zero.";
            }
        }

        if (options.HeartbeatTimeout < TimeSpan.FromSeconds(1))
        {
            yield return $"HeartbeatTimeout {options.HeartbeatTimeout} must be at least one second.";
        }

        if (options.TransientThreshold < TimeSpan.Zero)
        {
            yield return $"ClusterTransientThreshold {options.TransientThreshold} must not be negative.";
        }

        if (options.ShutdownGracePeriod < TimeSpan.Zero)
        {
            yield return $"ShutdownGracePeriod {options.ShutdownGracePeriod} must not be negative.";
        }

        foreach (var (name, value, least) in new[]
        {
            (nameof(options.DefaultMaxRetryCount), options.DefaultMaxRetryCount, 0), (nameof(options.MaxMessageByteSize), options.MaxMessageByteSize, 1),
            (nameof(options.MaxWorkerLosses), options.MaxWorkerLosses, 1), (nameof(options.MaxUnflushedOutcomes), options.MaxUnflushedOutcomes, 1),
        })
        {
            if (value < least)
            {
                yield return $"{name} {value} must be at least {least}.";
            }
        }
    }

    public static string NameOf(JobMasterWorkerOptions worker, int index) => worker.Name is null ? $"Worker {index + 1}" : $"Worker '{worker.Name}'";

    private static IEnumerable<string> OfWorker(JobMasterWorkerOptions worker, int index)
    {
        var name = NameOf(worker, index);
        if (worker.MaxConcurrency is < 1 or > 10_000)
        {
            yield return $"MaxConcurrency {worker.MaxConcurrency} of {name} must be from 1 to 10,000.";
        }

        if (worker.ParallelismFactor is not (> 0 and <= 1000))
        {
            yield return $"ParallelismFactor {worker.ParallelismFactor} of {name} must be more than 0 and at most 1,000.";
        }

        if (worker.BatchSize is < 1 or > 1000)
        {
            yield return $"WorkerBatchSize {worker.BatchSize} of {name} must be from 1 to 1,000.";
        }

        foreach (var lane in worker.Lanes.Where(lane => string.IsNullOrWhiteSpace(lane) || lane.Length > 100 || lane.Any(char.IsControl)))
        {
            yield return $"Lane '{lane}' of {name} must have 1 to 100 characters and no control characters.";
        }
    }

    /// <summary>A handler whose constructor asks for a service that is not there would fail at its first job; here it fails at start.</summary>
    private static IEnumerable<string> OfHandler(JobDefinition definition, IServiceProvider services)
    {
        if (services.GetService<IServiceProviderIsService>() is not { } known || known.IsService(definition.HandlerType))
        {
            yield break;
        }

        foreach (var problem in HandlerConstructor.Problems(definition, known))
        {
            yield return problem;
        }
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,31}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    internal static partial Regex Identifier();
}
