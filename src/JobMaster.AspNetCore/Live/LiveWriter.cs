using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace JobMaster.AspNetCore.Live;

/// <summary>Writes server-sent events.</summary>
internal sealed class LiveWriter(PipeWriter pipe, string node)
{
    public void Event(LiveEvent change)
    {
        Text($"id: {node}.{change.Sequence}\nevent: {change.Name}\ndata: ");
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
