namespace JobMaster.NatsJetStream.Protocol;

/// <summary>How long to pause between rounds of trying to connect: doubling, jittered by a half, so that a cluster of clients does not come back as one.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, Random random)
{
    private int _rounds;

    public TimeSpan Next()
    {
        var full = first * Math.Pow(2, Math.Min(_rounds++, 20));
        full = full < longest ? full : longest;
        return full * (0.5 + (random.NextDouble() / 2));
    }

    public void Reset() => _rounds = 0;
}
