namespace JobMaster.Recurring;

/// <summary>The parts of an occurrence that no rule names, which come from the start of the count.</summary>
internal readonly record struct PhaseParts(DateChoice Date, int Hour, int Minute, int Second)
{
    public static readonly PhaseParts None = new(new DateChoice(), -1, -1, -1);

    public TimeChoice Fill(TimeChoice time) => new(
        Hour < 0 ? time.Hours : 1UL << Hour,
        Minute < 0 ? time.Minutes : 1UL << Minute,
        Second < 0 ? time.Seconds : 1UL << Second);
}
