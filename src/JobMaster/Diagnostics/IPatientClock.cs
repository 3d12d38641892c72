namespace JobMaster.Diagnostics;

/// <summary>
/// A clock that is told what is under way, so that it moves on only when nothing is. Test clocks are; with any other, telling costs
/// nothing.
/// </summary>
internal interface IPatientClock
{
    /// <summary>Something has begun that goes on by itself. Called before whoever began it ends.</summary>
    void Begin();

    /// <summary>It has ended, and whatever it set off or waits for next is known to the clock.</summary>
    void End();
}
