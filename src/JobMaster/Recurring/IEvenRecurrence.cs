namespace JobMaster.Recurring;

/// <summary>A recurrence that may be even, so that its occurrences can be counted without visiting each.</summary>
internal interface IEvenRecurrence
{
    /// <summary>The elapsed time between any two neighbouring occurrences; null when it differs.</summary>
    TimeSpan? EvenStep { get; }
}
