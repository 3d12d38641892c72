using System.Buffers;

namespace JobMaster.NatsJetStream.Protocol;

/// <summary>The kinds of what a server sends.</summary>
internal enum OperationKind
{
    Info,
    Message,
    Ping,
    Pong,
    Ok,
    Error,
}

/// <summary>One thing a server sent. It lies in the reader's buffer, so copy any part you keep.</summary>
internal readonly ref struct ServerOperation
{
    public required OperationKind Kind { get; init; }

    /// <summary>The JSON of INFO or the words of an error.</summary>
    public ReadOnlySpan<byte> Text { get; init; }

    public ReadOnlySpan<byte> Subject { get; init; }

    /// <summary>The number of the subscription a message is for.</summary>
    public long SubscriptionId { get; init; }

    /// <summary>Where an answer or an acknowledgement goes; empty when none is wanted.</summary>
    public ReadOnlySpan<byte> ReplyTo { get; init; }

    /// <summary>The header block with its first line, or nothing.</summary>
    public ReadOnlySequence<byte> Headers { get; init; }

    public ReadOnlySequence<byte> Payload { get; init; }
}
