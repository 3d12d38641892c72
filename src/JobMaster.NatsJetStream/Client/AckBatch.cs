using System.Globalization;
using System.Text;
using JobMaster.NatsJetStream.Connection;
using NATS.Client.Core;

namespace JobMaster.NatsJetStream.Client;

/// <summary>Acknowledgements of deliveries, each of which the server must confirm.</summary>
internal sealed class AckBatch(IReadOnlyList<string> ackSubjects, int start, int count, AckKind kind, TimeSpan delay) : RequestBatch(count)
{
    private readonly ReadOnlyMemory<byte> _payload = PayloadOf(kind, delay);

    public override string SubjectOf(int index) => ackSubjects[start + index];

    public override ValueTask SendAsync(int index, NatsConnection client, string replyTo, CancellationToken cancellationToken) =>
        client.PublishAsync(
            ackSubjects[start + index], _payload, headers: null, replyTo, RawBytes.Serializer, cancellationToken: cancellationToken);

    /// <summary>A consumer that no longer exists confirms nothing. The next one delivers its messages again.</summary>
    protected override bool Settle(int index, in Reply reply) => !reply.IsNobodyThere;

    private static byte[] PayloadOf(AckKind kind, TimeSpan delay) => kind switch
    {
        AckKind.Ack => "+ACK"u8.ToArray(),
        AckKind.Term => "+TERM"u8.ToArray(),
        _ when delay > TimeSpan.Zero => Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $$"""-NAK {"delay": {{Nanoseconds.From(delay)}}}""")),
        _ => "-NAK"u8.ToArray(),
    };
}

/// <summary>JetStream's unit of time.</summary>
internal static class Nanoseconds
{
    /// <summary>The longest time given to JetStream.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365 * 100);

    public static long From(TimeSpan time) => (time < Longest ? time : Longest).Ticks * TimeSpan.NanosecondsPerTick;
}
