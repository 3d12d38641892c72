namespace JobMaster.Recurring;

/// <summary>Notes about meanings of a cron expression that readers of other dialects may not expect.</summary>
internal static class CronNotes
{
    public static IReadOnlyList<string> Of(IReadOnlyList<CronFieldParser> fields, CronDialect dialect)
    {
        var notes = new List<string>();
        var days = fields.First(field => field.Field.Kind == CronFieldKind.DaysOfMonth);
        var weekdays = fields.First(field => field.Field.Kind == CronFieldKind.DaysOfWeek);
        if (!days.IsAny && !weekdays.IsAny)
        {
            notes.Add($"The day of month '{days.Text}' and the day of week '{weekdays.Text}' must both hold. In "
                + $"crontab one of them suffices: for that, store two schedules.");
        }

        notes.AddRange(fields.Where(BeginsAnewUnevenly).Select(field =>
            $"'{field.Text}' in {field.Field.Name} begins anew in each cycle of the field, so the last step is "
                + $"shorter. For an even interval use {NaturalCronExprCompiler.TypeId} 'every {field.Step} {field.Field.Unit}'."));
        if (!dialect.IsQuartz && fields.Count == dialect.Fields.Length && weekdays.HasNumber)
        {
            notes.Add($"The weekday '{weekdays.Text}' counts from 0 = Sunday. Quartz counts from 1 = Sunday: for one "
                + $"of its expressions use {QuartzCronExprCompiler.TypeId}, or write names such as MON-FRI.");
        }

        return notes;
    }

    private static bool BeginsAnewUnevenly(CronFieldParser field) =>
        field.Step > 1 && field.Field.Kind != CronFieldKind.Years
        && (field.Field.Kind == CronFieldKind.DaysOfMonth || field.Field.Cycle % field.Step != 0);
}
