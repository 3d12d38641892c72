using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>
/// How urgent a job is within its lane. Workers take the highest first and keep a tenth of their slots for the lower ones.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobMasterPriority>))]
public enum JobMasterPriority
{
    /// <summary>Runs when no more urgent job waits, and at least in the share of slots for lower priorities.</summary>
    VeryLow = 1,

    /// <summary>Below the default.</summary>
    Low = 2,

    /// <summary>The default.</summary>
    Medium = 3,

    /// <summary>Above the default.</summary>
    High = 4,

    /// <summary>Runs before all other jobs in its lane.</summary>
    Critical = 5,
}
