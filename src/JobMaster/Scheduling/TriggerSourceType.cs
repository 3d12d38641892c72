using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>What created a job.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TriggerSourceType>))]
public enum TriggerSourceType
{
    /// <summary>A call of <see cref="IJobMasterScheduler"/> for this one job.</summary>
    Once = 1,

    /// <summary>A schedule of a profile in the code.</summary>
    StaticRecurring = 2,

    /// <summary>A recurring schedule created at run time.</summary>
    DynamicRecurring = 3,
}
