using System.Buffers;
using System.Text.Json;
using JobMaster.NatsJetStream.Protocol;

namespace JobMaster.NatsJetStream.Client;

/// <summary>One request to JetStream's interface, and the bytes of its answer.</summary>
internal sealed class ApiRequest(string subject, byte[] body) : RequestBatch(1)
{
    public byte[] Response { get; private set; } = [];

    /// <summary>Whether nobody was there to answer.</summary>
    public bool IsNobodyThere { get; private set; }

    public override string SubjectOf(int index) => subject;

    public override int Write(int index, IBufferWriter<byte> to, ReadOnlySpan<byte> replyTo)
    {
        Commands.Publish(to, subject, replyTo, body);
        return body.Length;
    }

    /// <summary>The error in an answer, if it is one.</summary>
    public static ApiError? FindError(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new NatsProtocolException("an answer of JetStream that is no JSON object");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("error"u8))
            {
                return JsonSerializer.Deserialize(json, JetStreamJson.Default.ApiResponse)?.Error;
            }

            reader.Skip();
        }

        return null;
    }

    protected override bool Settle(int index, in ServerOperation reply)
    {
        IsNobodyThere = Replies.IsNobodyThere(reply);
        Response = reply.Payload.ToArray();
        return true;
    }
}

/// <summary>What answers have in common.</summary>
internal static class Replies
{
    /// <summary>Whether the server says that nobody listens to the subject.</summary>
    public static bool IsNobodyThere(in ServerOperation reply) => reply.Payload.IsEmpty && StatusOf(reply) == 503;

    /// <summary>The status in the headers, 0 for none.</summary>
    public static int StatusOf(in ServerOperation reply) => reply.Headers.IsEmpty ? 0 : new HeaderReader(Flatten(reply.Headers)).Status;

    public static ReadOnlySpan<byte> Flatten(in ReadOnlySequence<byte> bytes) => bytes.IsSingleSegment ? bytes.FirstSpan : bytes.ToArray();
}
