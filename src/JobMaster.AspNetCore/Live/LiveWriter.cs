using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace JobMaster.AspNetCore.Live;

/// <summary>Writes server-sent events.</summary>
internal sealed class LiveWriter(PipeWriter pipe, string node)
{
    /// <param name="change">The event.</param>
    /// <param name="hasId">Whether it has an id. The ids count the events of all jobs, also of those that a listener may not see.</param>
    public void Event(LiveEvent change, bool hasId)
    {
        Text($"{(hasId ? $"id: {node}.{change.Sequence}\n" : "")}event: {change.Name}\ndata: ");
        pipe.Write(change.Data);
        Text("\n\n");
    }

    /// <summary>An event without an id. A returning listener continues after the last event with an id.</summary>
    public void Event(string name, string json) => Text($"event: {name}\ndata: {json}\n\n");

    /// <summary>A line that is not an event, so that proxies keep the connection.</summary>
    public void KeepAlive() => Text(": \n\n");

    /// <summary>False when the listener has left.</summary>
    public async Task<bool> FlushAsync(CancellationToken cancellationToken) => !(await pipe.FlushAsync(cancellationToken)).IsCompleted;

    private void Text(string text) => Encoding.UTF8.GetBytes(text, pipe);
}
