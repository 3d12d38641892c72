using System.Buffers;
using NATS.Client.Core;

namespace JobMaster.NatsJetStream.Connection;

/// <summary>
/// Requests of one batch, each settled by its own answer. Requests without an answer when the connection is lost are sent again
/// on the next.
/// </summary>
internal abstract class RequestBatch
{
    private readonly bool[] _isSettled;

    protected RequestBatch(int count)
    {
        _isSettled = new bool[count];
        Unsettled = count;
    }

    public int Count => _isSettled.Length;

    public int Unsettled { get; private set; }

    public bool IsSettled(int index) => _isSettled[index];

    /// <summary>The subject that the request concerns, for errors.</summary>
    public abstract string SubjectOf(int index);

    /// <summary>Sends one request.</summary>
    public abstract ValueTask SendAsync(int index, NatsConnection client, string replyTo, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the answer to one request. Returns false if nobody listened to the request and it must be sent again in a moment.
    /// </summary>
    protected abstract bool Settle(int index, in Reply reply);

    /// <summary>Called by the client's reading loop, one at a time.</summary>
    public void OnReply(int index, in Reply reply)
    {
        if (!_isSettled[index] && Settle(index, reply))
        {
            _isSettled[index] = true;
            Unsettled--;
        }
    }
}

/// <summary>An answer. It is in the client's buffer, so copy any part you keep.</summary>
internal readonly ref struct Reply
{
    private static ReadOnlySpan<byte> NoResponders => "NATS/1.0 503"u8;

    public required ReadOnlySequence<byte>? Headers { get; init; }

    public required ReadOnlySequence<byte> Payload { get; init; }

    /// <summary>Whether the server reports that nobody listens to the subject.</summary>
    public bool IsNobodyThere => Payload.IsEmpty && Headers is { } headers && Flatten(headers).StartsWith(NoResponders);

    public static ReadOnlySpan<byte> Flatten(in ReadOnlySequence<byte> bytes) => bytes.IsSingleSegment ? bytes.FirstSpan : bytes.ToArray();
}

/// <summary>Writes bytes unchanged.</summary>
internal sealed class RawBytes : INatsSerialize<ReadOnlyMemory<byte>>
{
    public static RawBytes Serializer { get; } = new();

    public void Serialize(IBufferWriter<byte> bufferWriter, ReadOnlyMemory<byte> value) => bufferWriter.Write(value.Span);
}
