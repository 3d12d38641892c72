namespace JobMaster.Recurring;

/// <summary>
/// Limits the steps of one search, so that no expression of a user keeps a thread busy for more than a few milliseconds. A spent budget
/// means "never again". One step looks at one date or window and takes some tens of nanoseconds.
/// </summary>
internal struct SearchBudget()
{
    public const int FullSteps = 30_000;

    public int StepsLeft { get; private set; } = FullSteps;

    /// <summary>The latest local time that the search reached without a result.</summary>
    public DateTime Reached { get; private set; }

    public readonly bool IsSpent => StepsLeft < 0;

    public bool TrySpend(int steps = 1) => (StepsLeft -= steps) >= 0;

    public void Refill() => StepsLeft = FullSteps;

    public void Reach(DateTime local) => Reached = local > Reached ? local : Reached;
}
