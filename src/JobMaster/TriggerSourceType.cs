using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>What brought a job into being.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TriggerSourceType>))]
public enum TriggerSourceType
{
    /// <summary>A call of <see cref="IJobMasterScheduler"/> for this one job.</summary>
    Once = 1,
}
