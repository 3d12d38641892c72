namespace JobMaster.Recurring;

/// <summary>One field of a cron expression: its name in error messages, its values and their names.</summary>
internal sealed record CronField(string Name, int First, int Last, string[]? Names = null)
{
    public static readonly CronField Seconds = new("Seconds", 0, 59);
    public static readonly CronField Minutes = new("Minutes", 0, 59);
    public static readonly CronField Hours = new("Hours", 0, 23);
    public static readonly CronField DaysOfMonth = new("Days of month", 1, 31);
    public static readonly CronField Months =
        new("Months", 1, 12, ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]);
    public static readonly CronField DaysOfWeek = new("Days of week", 0, 7, ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]);

    public static readonly CronField[] InOrder = [Seconds, Minutes, Hours, DaysOfMonth, Months, DaysOfWeek];

    /// <summary>How many values there are before a range that wraps starts over; Sunday is both 0 and 7.</summary>
    public int Cycle => ReferenceEquals(this, DaysOfWeek) ? 7 : Last - First + 1;
}
