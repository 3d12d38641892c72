using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>What becomes of occurrences that were missed: nothing fired them at their time or within the grace period after it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MisfirePolicy>))]
public enum MisfirePolicy
{
    /// <summary>All that were missed become one job, for the latest of them.</summary>
    RunOnce = 1,

    /// <summary>Each becomes a job of its own, up to the limit; of more, only the latest do.</summary>
    RunAll = 2,

    /// <summary>They are left out.</summary>
    Skip = 3,
}
