using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>What becomes of an occurrence while a job of an earlier one waits or runs, between its retries too.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OverlapPolicy>))]
public enum OverlapPolicy
{
    /// <summary>It fires: the jobs run side by side.</summary>
    Allow = 1,

    /// <summary>It is left out.</summary>
    Skip = 2,

    /// <summary>It waits until that job has ended; what falls due meanwhile goes with it.</summary>
    Wait = 3,

    /// <summary>That job is cancelled, or asked to stop when it runs, and the occurrence fires.</summary>
    CancelRunning = 4,
}
