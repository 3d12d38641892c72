using JobMaster.Diagnostics;

namespace JobMaster.Testing;

/// <summary>The system's clock, which also tracks what is under way, for tests in real time.</summary>
internal sealed class WatchedRealClock : TimeProvider, IPatientClock
{
    public WorkCount Work { get; } = new();

    void IPatientClock.Begin() => Work.Begin();

    void IPatientClock.End() => Work.End();
}
