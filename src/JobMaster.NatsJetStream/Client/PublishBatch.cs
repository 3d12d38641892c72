using System.Buffers;
using JobMaster.NatsJetStream.Protocol;

namespace JobMaster.NatsJetStream.Client;

/// <summary>Messages on their way into a stream, each to be confirmed.</summary>
internal sealed class PublishBatch(IReadOnlyList<OutgoingMessage> messages, int start, int count) : RequestBatch(count)
{
    /// <summary>The first refusal.</summary>
    public ApiError? Error { get; private set; }

    /// <summary>The subject that was refused.</summary>
    public string? RefusedSubject { get; private set; }

    public override string SubjectOf(int index) => messages[start + index].Subject;

    public override int Write(int index, IBufferWriter<byte> to, ReadOnlySpan<byte> replyTo)
    {
        var message = messages[start + index];
        Commands.PublishWithId(to, message.Subject, replyTo, message.Id, message.Body.Span);
        return message.Body.Length + Commands.HeaderSize;
    }

    protected override bool Settle(int index, in ServerOperation reply)
    {
        if (Replies.IsNobodyThere(reply))
        {
            return false;
        }

        if (ApiRequest.FindError(Replies.Flatten(reply.Payload)) is { } error)
        {
            Error ??= error;
            RefusedSubject ??= SubjectOf(index);
        }

        return true;
    }
}
