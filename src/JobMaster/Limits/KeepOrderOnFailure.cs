using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>What follows when a job of a key that keeps order fails for good.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<KeepOrderOnFailure>))]
public enum KeepOrderOnFailure
{
    /// <summary>The next job of the key has its turn. A replay of the failed one waits behind those that are due.</summary>
    Continue = 0,

    /// <summary>
    /// The key stands still until the job is replayed and ends otherwise, or is discarded. A job that is cancelled holds nothing.
    /// </summary>
    Hold = 1,
}
