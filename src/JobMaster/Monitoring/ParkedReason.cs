using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>Why a job is set aside although it is due. A parked job keeps its retries.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ParkedReason>))]
public enum ParkedReason
{
    /// <summary>The node that claimed it has no handler of its definition. A node with a handler makes it wait again.</summary>
    UnknownDefinition = 1,

    /// <summary>
    /// Its payload could not be read as the handler's type. A node that starts with a handler of its definition tries again.
    /// </summary>
    UnreadablePayload = 2,

    /// <summary>It was rescheduled while an agent still held it. Its message completes it and makes it wait for its time.</summary>
    NotAdmitted = 3,
}
