using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>What happens to an occurrence while a job of an earlier one waits, runs, or is between two retries.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OverlapPolicy>))]
public enum OverlapPolicy
{
    /// <summary>It fires: the jobs run side by side.</summary>
    Allow = 1,

    /// <summary>It does not fire.</summary>
    Skip = 2,

    /// <summary>It waits until that job has ended; occurrences that become due meanwhile are coalesced with it.</summary>
    Wait = 3,

    /// <summary>That job is cancelled, or asked to stop when it runs, and the occurrence fires.</summary>
    CancelRunning = 4,
}
