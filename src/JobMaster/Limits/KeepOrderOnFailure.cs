using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>What follows when a job of a key that keeps order fails for good.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<KeepOrderOnFailure>))]
public enum KeepOrderOnFailure
{
    /// <summary>The next job of the key gets its turn. A replay of the failed job waits after the jobs that are due.</summary>
    Continue = 0,

    /// <summary>
    /// The key waits until the job is discarded, or is replayed and does not fail again. A cancelled job holds nothing.
    /// </summary>
    Hold = 1,
}
