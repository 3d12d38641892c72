using System.Text.Json;
using JobMaster.NatsJetStream.Connection;
using NATS.Client.Core;

namespace JobMaster.NatsJetStream.Client;

/// <summary>One request to JetStream's API, and the bytes of its answer.</summary>
internal sealed class ApiRequest(string subject, ReadOnlyMemory<byte> body) : RequestBatch(1)
{
    public byte[] Response { get; private set; } = [];

    /// <summary>Whether nobody listened to the request.</summary>
    public bool IsNobodyThere { get; private set; }

    public override string SubjectOf(int index) => subject;

    public override ValueTask SendAsync(int index, NatsConnection client, string replyTo, CancellationToken cancellationToken) =>
        client.PublishAsync(subject, body, headers: null, replyTo, RawBytes.Serializer, cancellationToken: cancellationToken);

    /// <summary>The error in an answer, if any.</summary>
    public static ApiError? FindError(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw Unreadable(cause: null);
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
        catch (JsonException exception)
        {
            throw Unreadable(exception);
        }
    }

    /// <summary>
    /// The exception for an answer that is cut short or lacks a required part; a server that is just starting has been seen to send one.
    /// </summary>
    public static BrokerUnavailableException Unreadable(Exception? cause) =>
        new($"An answer of JetStream cannot be read. {cause?.Message}".TrimEnd(), cause);

    protected override bool Settle(int index, in Reply reply)
    {
        IsNobodyThere = reply.IsNobodyThere;
        Response = reply.Payload.IsEmpty ? [] : Reply.Flatten(reply.Payload).ToArray();
        return true;
    }
}
