using System.Text.Json;
using JobMaster.AspNetCore.Contracts;

namespace JobMaster.AspNetCore.Live;

/// <summary>The newest state of one thing, written once for all listeners. A later event of the same thing replaces it.</summary>
/// <param name="Key">The thing: a topic, or the id of a job.</param>
/// <param name="Name">The event's name.</param>
/// <param name="Data">Its JSON.</param>
/// <param name="Sequence">Its place among the events of this process.</param>
internal sealed record LiveEvent(object Key, string Name, byte[] Data, long Sequence)
{
    private const string GoneName = "gone";

    /// <summary>The job of the event, for listeners who may not see every job.</summary>
    public JobDetails? Job { get; init; }

    /// <summary>Whether it is <see cref="Gone"/>.</summary>
    public bool IsGone => Name == GoneName;

    /// <summary>The event of a job that is not there, or not for the listener.</summary>
    /// <param name="id">The job.</param>
    /// <param name="sequence">Its place among the events of this process.</param>
    public static LiveEvent Gone(Guid id, long sequence) =>
        new(id, GoneName, JsonSerializer.SerializeToUtf8Bytes(new LiveGone(id), ApiJson.Default.LiveGone), sequence);
}
