namespace JobMaster.Recurring;

/// <summary>
/// Bounds one search in steps, so that no expression, whatever a user types, keeps a thread busy for more than a few milliseconds.
/// A spent budget means "never again". One step is one date or window looked at, some tens of nanoseconds.
/// </summary>
internal struct SearchBudget()
{
    public const int FullSteps = 30_000;

    public int StepsLeft { get; private set; } = FullSteps;

    public bool TrySpend(int steps = 1) => (StepsLeft -= steps) >= 0;
}
