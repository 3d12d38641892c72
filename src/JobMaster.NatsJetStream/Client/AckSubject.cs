using System.Globalization;

namespace JobMaster.NatsJetStream.Client;

/// <summary>
/// The information in a delivery's acknowledgement subject: <c>$JS.ACK.stream.consumer.deliveries.sequence.sequence.time.pending</c>, or
/// with the domain and the account's hash before the stream and a random part at the end.
/// </summary>
internal readonly record struct AckSubject(int Deliveries, DateTimeOffset StoredAt)
{
    private const int ShortParts = 9;
    private const int LongParts = 11;

    public static bool TryParse(string subject, out AckSubject parsed)
    {
        parsed = default;
        string[] parts = subject.Split('.');
        if (parts is not ["$JS", "ACK", ..] || parts.Length is not ShortParts and < LongParts)
        {
            return false;
        }

        int first = parts.Length == ShortParts ? 4 : 6;
        if (!int.TryParse(parts[first], NumberStyles.None, CultureInfo.InvariantCulture, out int deliveries)
            || !long.TryParse(parts[first + 3], NumberStyles.None, CultureInfo.InvariantCulture, out long nanoseconds))
        {
            return false;
        }

        parsed = new AckSubject(deliveries, DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick));
        return true;
    }
}
