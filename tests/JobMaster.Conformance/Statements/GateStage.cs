namespace JobMaster.Conformance.Statements;

/// <summary>How the job of a scene stands when two writers meet on it.</summary>
public enum GateStage
{
    NotStored, Waiting, WaitingAlone, Running, Stopping, Orphan, OrphanStopping, Parked, Expected, Expired, Failed, Finished,
}
