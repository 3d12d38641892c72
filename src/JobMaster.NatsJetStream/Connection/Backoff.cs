namespace JobMaster.NatsJetStream.Connection;

/// <summary>
/// The pauses between rounds of first connects: doubling, and jittered by a half, so that the nodes of a cluster do not all return at the
/// same time. After the first connection, the client makes its own pauses.
/// </summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, Random random)
{
    private int _rounds;

    public TimeSpan Next()
    {
        var full = first * Math.Pow(2, Math.Min(_rounds++, 20));
        full = full < longest ? full : longest;
        return full * (0.5 + (random.NextDouble() / 2));
    }
}
