using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace JobMaster.NatsJetStream.Protocol;

/// <summary>Writes what a client sends.</summary>
internal static class Commands
{
    private const string MessageId = "Nats-Msg-Id: ";

    /// <summary>What the headers of a message with an id add to its payload.</summary>
    public static int HeaderSize { get; } = "NATS/1.0\r\n".Length + MessageId.Length + 36 + "\r\n\r\n".Length;

    public static void Ping(IBufferWriter<byte> to) => to.Write("PING\r\n"u8);

    public static void Pong(IBufferWriter<byte> to) => to.Write("PONG\r\n"u8);

    public static void Connect(IBufferWriter<byte> to, ReadOnlySpan<byte> json)
    {
        to.Write("CONNECT "u8);
        to.Write(json);
        to.Write("\r\n"u8);
    }

    public static void Subscribe(IBufferWriter<byte> to, string subject, long id)
    {
        to.Write("SUB "u8);
        Text(to, subject);
        to.Write(" "u8);
        Number(to, id);
        to.Write("\r\n"u8);
    }

    public static void Unsubscribe(IBufferWriter<byte> to, long id)
    {
        to.Write("UNSUB "u8);
        Number(to, id);
        to.Write("\r\n"u8);
    }

    public static void Publish(IBufferWriter<byte> to, string subject, ReadOnlySpan<byte> replyTo, ReadOnlySpan<byte> payload)
    {
        to.Write("PUB "u8);
        Text(to, subject);
        to.Write(" "u8);
        to.Write(replyTo);
        to.Write(" "u8);
        Number(to, payload.Length);
        to.Write("\r\n"u8);
        to.Write(payload);
        to.Write("\r\n"u8);
    }

    /// <summary>A message that the stream stores once under its id.</summary>
    public static void PublishWithId(IBufferWriter<byte> to, string subject, ReadOnlySpan<byte> replyTo, Guid id, ReadOnlySpan<byte> payload)
    {
        to.Write("HPUB "u8);
        Text(to, subject);
        to.Write(" "u8);
        to.Write(replyTo);
        to.Write(" "u8);
        Number(to, HeaderSize);
        to.Write(" "u8);
        Number(to, HeaderSize + payload.Length);
        to.Write("\r\nNATS/1.0\r\nNats-Msg-Id: "u8);
        Utf8Formatter.TryFormat(id, to.GetSpan(36), out int written);
        to.Advance(written);
        to.Write("\r\n\r\n"u8);
        to.Write(payload);
        to.Write("\r\n"u8);
    }

    private static void Text(IBufferWriter<byte> to, string text) => Encoding.UTF8.GetBytes(text, to);

    private static void Number(IBufferWriter<byte> to, long number)
    {
        Utf8Formatter.TryFormat(number, to.GetSpan(20), out int written);
        to.Advance(written);
    }
}
