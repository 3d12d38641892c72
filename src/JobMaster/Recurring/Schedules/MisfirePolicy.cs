using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>What happens to missed occurrences: no node fired them at their time or within the grace period after it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MisfirePolicy>))]
public enum MisfirePolicy
{
    /// <summary>All missed occurrences become one job, for the latest of them.</summary>
    RunOnce = 1,

    /// <summary>Each missed occurrence becomes a job. Above the limit, only the latest do.</summary>
    RunAll = 2,

    /// <summary>Missed occurrences do not fire.</summary>
    Skip = 3,
}
