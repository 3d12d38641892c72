using JobMaster.Values;

namespace JobMaster;

/// <summary>Adds limits on how many jobs run.</summary>
public static class JobMasterLimitExtensions
{
    /// <summary>
    /// Adds a limit on how many jobs run at once, or start in a period, in the whole cluster. Further jobs wait, without an attempt.
    /// </summary>
    /// <param name="config">The cluster.</param>
    /// <param name="name">The limit's name, without a colon; at most 100 characters.</param>
    /// <param name="configure">Sets the jobs that are under it, and how many may run.</param>
    /// <example>
    /// <code>
    /// config.AddLimit("per-tenant", limit => limit.ByTenant().MaxConcurrent(10).Rate(100, TimeSpan.FromMinutes(1), burst: 20));
    /// </code>
    /// </example>
    public static JobMasterClusterConfig AddLimit(this JobMasterClusterConfig config, string name, Action<JobLimitBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(configure);
        if (name is null)
        {
            config.Problems.Add("AddLimit was given null as 'name'. Give a value, or remove the call.");
            return config;
        }

        var limit = new JobLimitBuilder(name, config.Problems);
        configure(limit);
        if (config.Limits.Exists(other => other.Name == name))
        {
            config.Problems.Add($"Limit '{NameText.Shown(name)}' was added twice. Keep one of the calls.");
        }
        else if (limit.Build() is { } built)
        {
            config.Limits.Add(built);
        }

        return config;
    }
}
