namespace JobMaster.Recurring;

/// <summary>The layout of one family of cron expressions.</summary>
internal sealed record CronDialect
{
    public static readonly CronDialect Cron = new()
    {
        TypeId = CronExprCompiler.TypeId,
        Fields = [CronField.Seconds, CronField.Minutes, CronField.Hours, CronField.DaysOfMonth, CronField.Months, CronField.DaysOfWeek],
        FieldCounts = "5 fields (Minutes, Hours, Days of month, Months, Days of week) or 6 (Seconds, Minutes, Hours, "
            + "Days of month, Months, Days of week)",
        Example = "write 5 fields such as '0 9 * * MON-FRI', or a macro such as @daily",
        HasMacros = true,
    };

    public static readonly CronDialect Quartz = new()
    {
        TypeId = QuartzCronExprCompiler.TypeId,
        Fields =
        [
            CronField.Seconds, CronField.Minutes, CronField.Hours,
            CronField.DaysOfMonth, CronField.Months, CronField.QuartzDaysOfWeek, CronField.Years,
        ],
        FieldCounts = "6 fields (Seconds, Minutes, Hours, Days of month, Months, Days of week) or 7 (the same and Years)",
        Example = "write 6 fields such as '0 0 9 ? * MON-FRI'",
        IsQuartz = true,
    };

    public required string TypeId { get; init; }

    public required CronField[] Fields { get; init; }

    /// <summary>The text about the number of fields in error messages.</summary>
    public required string FieldCounts { get; init; }

    public required string Example { get; init; }

    public bool HasMacros { get; init; }

    /// <summary>Quartz: weekdays from 1 = Sunday, a year at the end instead of missing seconds, one of the day fields left open.</summary>
    public bool IsQuartz { get; init; }

    public bool Takes(int count) => count == Fields.Length || count == Fields.Length - 1;

    /// <summary>The field at a position of an expression with this many fields: crontab leaves out the first, Quartz the last.</summary>
    public CronField FieldAt(int index, int count) => Fields[IsQuartz ? index : index + Fields.Length - count];
}
