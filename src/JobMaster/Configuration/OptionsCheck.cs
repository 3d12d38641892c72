using System.Globalization;
using JobMaster.Recurring;
using JobMaster.Scheduling;
using JobMaster.Storage;
using JobMaster.Values;

namespace JobMaster.Configuration;

/// <summary>Finds invalid option values.</summary>
internal static class OptionsCheck
{
    /// <summary>The most slots of a worker, because it has a loop for each.</summary>
    private const int MostSlots = 100_000;

    /// <summary>The most tenants, because each has a row for every minute.</summary>
    private const int MostTenants = 1000;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    public static IEnumerable<string> Problems(JobMasterClusterOptions options) =>
        OfCluster(options).Concat(OfTimes(options)).Concat(OfNumbers(options)).Concat(options.Workers.SelectMany(OfWorker));

    public static string NameOf(JobMasterWorkerOptions worker, int index) =>
        worker.Name is null ? $"Worker {index + 1}" : $"Worker '{NameText.Shown(worker.Name)}'";

    public static bool IsKnownZone(string? id) => id is not null && TimeZoneInfo.TryFindSystemTimeZoneById(id, out _);

    private static IEnumerable<string> OfCluster(JobMasterClusterOptions options)
    {
        if (!NameText.IsValid(options.ClusterId, 100))
        {
            yield return $"ClusterId '{NameText.Shown(options.ClusterId)}' {NameText.Rule(options.ClusterId, 100)}.";
        }

        if (options.FormerClusterId is { } former && (former == options.ClusterId || !NameText.IsValid(former, 100)))
        {
            yield return former == options.ClusterId
                ? $"RenamesCluster names '{former}', which is the cluster's own id. Give the id it had before, or remove the call."
                : $"FormerClusterId '{NameText.Shown(former)}' {NameText.Rule(former, 100)}.";
        }

        if (IsKnownZone(options.IanaTimeZoneId) && ZoneIds.IanaOf(options.IanaTimeZoneId) is { } iana)
        {
            yield return $"ClusterIanaTimeZoneId '{options.IanaTimeZoneId}' is a Windows id, which other machines may not know. Write " +
                $"'{iana}'.";
        }

        if (!IsKnownZone(options.IanaTimeZoneId))
        {
            yield return $"ClusterIanaTimeZoneId '{options.IanaTimeZoneId}' is not a time zone of this machine. Use an IANA id such as " +
                "'Europe/Berlin'" +
                (OperatingSystem.IsLinux() ? "; on a slim image install the package 'tzdata'." : ".");
        }

        if (!Enum.IsDefined(options.Mode))
        {
            yield return NotOneOf("ClusterMode", options.Mode);
        }

        if (!Enum.IsDefined(options.StartupFailure))
        {
            yield return NotOneOf(nameof(options.StartupFailure), options.StartupFailure);
        }

        if (!Enum.IsDefined(options.AmbientTransactions))
        {
            yield return NotOneOf(nameof(options.AmbientTransactions), options.AmbientTransactions);
        }
    }

    private static IEnumerable<string> OfTimes(JobMasterClusterOptions options)
    {
        foreach (var (name, value, least, most) in new[]
        {
            (nameof(options.DefaultJobTimeout), options.DefaultJobTimeout, Tick, JobTimeouts.Longest),
            (nameof(options.DataRetentionTtl), options.DataRetentionTtl, Tick, TimeSpan.MaxValue),
            (nameof(options.FailedRetentionTtl), options.FailedRetentionTtl, Tick, TimeSpan.MaxValue),
            (nameof(options.AuditRetentionTtl), options.AuditRetentionTtl, Tick, TimeSpan.MaxValue),
            (nameof(options.StatisticsMinuteRetention), options.StatisticsMinuteRetention, Tick, TimeSpan.MaxValue),
            (nameof(options.StatisticsHourRetention), options.StatisticsHourRetention, Tick, TimeSpan.MaxValue),
            (nameof(options.StatisticsDayRetention), options.StatisticsDayRetention, Tick, TimeSpan.MaxValue),
            (nameof(options.PollInterval), options.PollInterval, Tick, Day),
            (nameof(options.HeartbeatTimeout), options.HeartbeatTimeout, TimeSpan.FromSeconds(1), Day),
            ("ClusterTransientThreshold", options.TransientThreshold, TimeSpan.Zero, Day),
            (nameof(options.ShutdownGracePeriod), options.ShutdownGracePeriod, TimeSpan.Zero, Day),
        })
        {
            if (value < least)
            {
                yield return least == Tick ? $"{name} {value} must be more than zero."
                    : least == TimeSpan.Zero ? $"{name} {value} must not be negative."
                    : $"{name} {value} must be at least {least}.";
            }
            else if (value > most)
            {
                yield return $"{name} {value} must be at most {most}.";
            }
        }
    }

    private static IEnumerable<string> OfNumbers(JobMasterClusterOptions options)
    {
        foreach (var (name, value, least) in new[]
        {
            (nameof(options.DefaultMaxRetryCount), options.DefaultMaxRetryCount, 0),
            (nameof(options.MaxMessageByteSize), options.MaxMessageByteSize, 1),
            (nameof(options.MaxWorkerLosses), options.MaxWorkerLosses, 1),
            (nameof(options.MaxUnflushedOutcomes), options.MaxUnflushedOutcomes, 1),
            (nameof(options.StatisticsMaxTenants), options.StatisticsMaxTenants, 0),
        })
        {
            if (value < least)
            {
                yield return $"{name} {value} must be at least {least}.";
            }
        }

        if (options.StatisticsMaxTenants > MostTenants)
        {
            yield return $"StatisticsMaxTenants {options.StatisticsMaxTenants} must be at most {MostTenants}.";
        }
    }

    private static IEnumerable<string> OfWorker(JobMasterWorkerOptions worker, int index)
    {
        var name = NameOf(worker, index);
        if (worker.Name is not null && !(NameText.IsValid(worker.Name, 200) && !worker.Name.Contains('*')))
        {
            yield return NameText.IsValid(worker.Name, 200)
                ? $"WorkerName '{worker.Name}' has a star, which no order to a worker may have. Give it another name."
                : $"WorkerName '{NameText.Shown(worker.Name)}' {NameText.Rule(worker.Name, 200)}.";
        }

        if (!Enum.IsDefined(worker.Mode))
        {
            yield return NotOneOf($"Mode of {name}:", worker.Mode);
        }

        if (worker.MaxConcurrency is < 1 or > 10_000)
        {
            yield return $"MaxConcurrency {worker.MaxConcurrency} of {name} must be from 1 to 10,000.";
        }

        if (worker.ParallelismFactor is not (> 0 and <= 1000))
        {
            yield return System.FormattableString.Invariant(
                $"ParallelismFactor {worker.ParallelismFactor} of {name} must be more than 0 and at most 1,000.");
        }

        if (worker is
            {
                MaxConcurrency: null or (>= 1 and <= 10_000), ParallelismFactor: > 0 and <= 1000, EffectiveConcurrency: > MostSlots,
            })
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"MaxConcurrency and ParallelismFactor of {name} make {worker.EffectiveConcurrency:N0} slots; the limit is " +
                $"{MostSlots:N0}.");
        }

        if (worker.BatchSize is < 1 or > 1000)
        {
            yield return $"WorkerBatchSize {worker.BatchSize} of {name} must be from 1 to 1,000.";
        }

        foreach (var lane in worker.Lanes.Where(lane => !LaneText.IsValidOfWorker(lane)))
        {
            yield return $"Lane '{NameText.Shown(lane)}' of {name} {LaneText.RuleOfWorker(lane)}.";
        }

        if (worker is { AgentConnectionName: not null, Lanes.Count: > 0, Mode: AgentWorkerMode.Full or AgentWorkerMode.Execution }
            && worker.Lanes.All(lane => lane?.Contains(LanePattern.Star) == true))
        {
            yield return
                $"AgentConnName '{worker.AgentConnectionName}' of {name} has no use: agents serve lanes by name, and this worker has " +
                $"only patterns: '{NameText.Shown(string.Join("', '", worker.Lanes))}'. Add a lane, or leave out AgentConnName: the " +
                "worker then takes the jobs of these lanes from the master.";
        }
    }

    private static string NotOneOf<TEnum>(string name, TEnum value)
        where TEnum : struct, Enum =>
        $"{name} {value} is not one of {string.Join(", ", Enum.GetNames<TEnum>())}.";
}
