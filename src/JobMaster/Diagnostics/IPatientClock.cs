namespace JobMaster.Diagnostics;

/// <summary>
/// A clock that knows which work is in progress and advances only when there is none. Test clocks implement it; with any other clock, the
/// calls cost nothing.
/// </summary>
internal interface IPatientClock
{
    /// <summary>Work has begun that continues by itself. Called before the code that began it ends.</summary>
    void Begin();

    /// <summary>The work has ended, and the clock knows everything that it started or waits for next.</summary>
    void End();
}
