namespace JobMaster.Recurring;

/// <summary>A recurrence that may have even steps, so that its occurrences can be counted without visiting each.</summary>
internal interface IEvenRecurrence
{
    /// <summary>The elapsed time between any two neighbouring occurrences; null if it varies.</summary>
    TimeSpan? EvenStep { get; }
}
