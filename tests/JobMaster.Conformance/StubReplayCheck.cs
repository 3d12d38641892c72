namespace JobMaster.Conformance;

/// <summary>
/// Finds that the definition cannot read "bad" message data, and that "sealed" data is to be stored in another form; notes what it is
/// asked.
/// </summary>
public sealed class StubReplayCheck : IReplayCheck
{
    public bool IsReady { get; set; } = true;

    public List<Guid> Asked { get; } = [];

    /// <summary>Fails at this call.</summary>
    public int? FailsAt { get; set; }

    public bool Knows(string definitionId) => IsReady;

    public StoredReplay? Fit(ReplayedPayload job, StoredReplay replay)
    {
        Asked.Add(job.JobId);
        return Asked.Count == FailsAt ? throw new InvalidOperationException("The node ends here.")
            : job.Payload == "bad" ? null
            : job.Payload == "sealed" ? replay with { ChangesPayload = true, Payload = $"sealed for {replay.DefinitionId} of {job.JobId}" }
            : replay;
    }
}
