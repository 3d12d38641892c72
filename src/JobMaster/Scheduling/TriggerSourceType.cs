using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>What brought a job into being.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TriggerSourceType>))]
public enum TriggerSourceType
{
    /// <summary>A call of <see cref="IJobMasterScheduler"/> for this one job.</summary>
    Once = 1,

    /// <summary>A schedule of a profile in the code.</summary>
    StaticRecurring = 2,

    /// <summary>A recurring schedule made at run time.</summary>
    DynamicRecurring = 3,
}
