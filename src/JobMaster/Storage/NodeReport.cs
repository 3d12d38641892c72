using System.Buffers;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace JobMaster.Storage;

/// <summary>The condition of a node's process, written with its heartbeat.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record NodeReport
{
    /// <summary>The share of all processors that the process used since the last report, 0 to 1.</summary>
    public double CpuShare { get; init; }

    /// <summary>The memory of the process, in bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Work items that wait for a thread of the pool.</summary>
    public long PoolQueue { get; init; }

    /// <summary>The share of the time since the last report in which the garbage collector held all threads, 0 to 1.</summary>
    public double GcPauseShare { get; init; }

    /// <summary>How far the node's clock is ahead of the store's; null while unknown.</summary>
    public TimeSpan? ClockOffset { get; init; }

    /// <summary>
    /// The id under which the node reports its definitions, because names of nodes repeat; null from a node of an older version.
    /// </summary>
    public Guid? NodeId { get; init; }

    /// <summary>The names of the limits in the node's code.</summary>
    public IReadOnlyList<string> Limits { get; init; } = [];

    /// <summary>The load of the node's workers, by session.</summary>
    public IReadOnlyDictionary<Guid, WorkerReport> Workers { get; init; } = new Dictionary<Guid, WorkerReport>();

    /// <summary>The stored form of the report.</summary>
    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("cpu", Math.Round(CpuShare, 4));
            writer.WriteNumber("memory", MemoryBytes);
            writer.WriteNumber("pool", PoolQueue);
            writer.WriteNumber("gc", Math.Round(GcPauseShare, 4));
            if (ClockOffset is { } offset)
            {
                writer.WriteNumber("offset", offset.Ticks / TimeSpan.TicksPerMicrosecond);
            }

            if (NodeId is { } node)
            {
                writer.WriteString("node", node.ToString("N"));
            }

            if (Limits.Count > 0)
            {
                writer.WriteStartArray("limits");
                foreach (var limit in Limits)
                {
                    writer.WriteStringValue(limit);
                }

                writer.WriteEndArray();
            }

            foreach (var (id, worker) in Workers)
            {
                writer.WriteStartArray(id.ToString("N"));
                writer.WriteNumberValue(worker.Slots);
                writer.WriteNumberValue(worker.Running);
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads the text from <see cref="ToJson"/>. Skips members that this version does not know.</summary>
    public static NodeReport? Read(string? json)
    {
        if (json is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return new NodeReport
        {
            CpuShare = root.GetProperty("cpu").GetDouble(),
            MemoryBytes = root.GetProperty("memory").GetInt64(),
            PoolQueue = root.GetProperty("pool").GetInt64(),
            GcPauseShare = root.GetProperty("gc").GetDouble(),
            ClockOffset = root.TryGetProperty("offset", out var offset) ? TimeSpan.FromMicroseconds(offset.GetInt64()) : null,
            NodeId = root.TryGetProperty("node", out var node) && Guid.TryParseExact(node.GetString(), "N", out var nodeId) ? nodeId : null,
            Limits = root.TryGetProperty("limits", out var limits) ? [.. limits.EnumerateArray().Select(name => name.GetString()!)] : [],
            Workers = root.EnumerateObject()
                .Where(member => member.Value.ValueKind == JsonValueKind.Array && Guid.TryParseExact(member.Name, "N", out _))
                .ToDictionary(
                    member => Guid.ParseExact(member.Name, "N"),
                    member => new WorkerReport(member.Value[0].GetInt32(), member.Value[1].GetInt32())),
        };
    }
}

/// <summary>The load of a worker.</summary>
/// <param name="Slots">How many jobs it runs at once.</param>
/// <param name="Running">How many run now.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public readonly record struct WorkerReport(int Slots, int Running);
