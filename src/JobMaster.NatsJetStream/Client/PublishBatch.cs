using JobMaster.NatsJetStream.Connection;
using NATS.Client.Core;

namespace JobMaster.NatsJetStream.Client;

/// <summary>Messages on their way into a stream, each to be confirmed.</summary>
internal sealed class PublishBatch(IReadOnlyList<OutgoingMessage> messages, int start, int count) : RequestBatch(count)
{
    /// <summary>The header that makes the stream store a message once.</summary>
    public const string MessageId = "Nats-Msg-Id";

    /// <summary>The size that the headers of a message with an id add.</summary>
    public static int HeaderSize { get; } = "NATS/1.0\r\n".Length + MessageId.Length + ": ".Length + 36 + "\r\n\r\n".Length;

    private readonly NatsHeaders _headers = new(1);

    /// <summary>The first refusal.</summary>
    public ApiError? Error { get; private set; }

    /// <summary>The subject that was refused.</summary>
    public string? RefusedSubject { get; private set; }

    public override string SubjectOf(int index) => messages[start + index].Subject;

    public override ValueTask SendAsync(int index, NatsConnection client, string replyTo, CancellationToken cancellationToken)
    {
        var message = messages[start + index];
        if (_headers.Count > 1)
        {
            // If the app traces the client, it has added the context of the previous message.
            _headers.Clear();
        }

        _headers[MessageId] = message.Id.ToString();
        return client.PublishAsync(
            message.Subject, message.Body, _headers, replyTo, RawBytes.Serializer, cancellationToken: cancellationToken);
    }

    protected override bool Settle(int index, in Reply reply)
    {
        if (reply.IsNobodyThere)
        {
            return false;
        }

        if (ApiRequest.FindError(Reply.Flatten(reply.Payload)) is { } error)
        {
            Error ??= error;
            RefusedSubject ??= SubjectOf(index);
        }

        return true;
    }
}
