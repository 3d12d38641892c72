namespace JobMaster.Recurring;

/// <summary>
/// Bounds one search in steps, so that no expression, whatever a user types, keeps a thread busy for more than a few milliseconds.
/// A spent budget means "never again". One step is one date or window looked at, some tens of nanoseconds.
/// </summary>
internal struct SearchBudget()
{
    public const int FullSteps = 30_000;

    public int StepsLeft { get; private set; } = FullSteps;

    /// <summary>The latest local time the search came to; nothing was found before it.</summary>
    public DateTime Reached { get; private set; }

    public readonly bool IsSpent => StepsLeft < 0;

    public bool TrySpend(int steps = 1) => (StepsLeft -= steps) >= 0;

    public void Refill() => StepsLeft = FullSteps;

    public void Reach(DateTime local) => Reached = local > Reached ? local : Reached;
}
