using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>A live session.</summary>
internal sealed class LiveSession(NewSession session, DateTimeOffset startedAt)
{
    public NewSession Session => session;

    public DateTimeOffset StartedAt { get; } = startedAt;

    public DateTimeOffset LastBeatAt { get; set; } = startedAt;

    /// <summary>The health of its node.</summary>
    public NodeReport? Report { get; set; }

    public long Beat { get; set; }
}
