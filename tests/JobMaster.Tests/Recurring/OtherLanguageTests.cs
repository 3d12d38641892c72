namespace JobMaster.Tests.Recurring;

/// <summary>A text that is refused but recognised: the error says how to write it here.</summary>
public class OtherLanguageTests
{
    [Theory]
    [InlineData("Cron", "0 12 * * ? *", "'?' at position 9", "QuartzCron '0 0 12 * * ? *'")]
    [InlineData("Cron", "0 10 ? * MON-FRI *", "'?' at position 5", "QuartzCron '0 0 10 ? * MON-FRI *'")]
    [InlineData("Cron", "15 10 ? * 6L 2026-2027", "'?' at position 6", "QuartzCron '0 15 10 ? * 6L 2026-2027'")]
    [InlineData("Cron", "0/10 * ? * MON-FRI *", "'?' at position 7", "QuartzCron '0 0/10 * ? * MON-FRI *'")]
    [InlineData("Cron", "0 8 1 * ? *", "'?' at position 8", "QuartzCron '0 0 8 1 * ? *'")]
    [InlineData("Cron", "? * * * *", "'?' at position 0", "'*'")]
    [InlineData("Cron", "* ? * * *", "'?' at position 2", "'*'")]
    [InlineData("Cron", "* * * ? *", "'?' at position 6", "'*'")]
    [InlineData("Cron", "0 0 12 ? * MON-FRI 2027", "7 fields", "'QuartzCron'", "QuartzCronExprCompiler.TypeId")]
    [InlineData("Cron", "0 0 12 * * 2 2027 x", "8 fields")]
    [InlineData("Cron", "TZ=Europe/Berlin 0 9 * * *", "'TZ=' at position 0", "TimeZoneId = 'Europe/Berlin'", "Cron '0 9 * * *'")]
    [InlineData("Cron", "CRON_TZ=UTC */5 * * * *", "'CRON_TZ=' at position 0", "TimeZoneId = 'UTC'", "Cron '*/5 * * * *'")]
    [InlineData("Cron", "@every 5m", "TimeSpanInterval '00:05:00'")]
    [InlineData("Cron", "@every 1h30m", "TimeSpanInterval '01:30:00'")]
    [InlineData("Cron", "@every 1.5h", "TimeSpanInterval '01:30:00'")]
    [InlineData("Cron", "@reboot", "OnceNowAsync")]
    [InlineData("Cron", "cron(0 12 * * ? *)", "'cron(' at position 0", "QuartzCron", "'0 0 12 * * ? *'")]
    [InlineData("Cron", "rate(5 minutes)", "'rate(' at position 0", "TimeSpanInterval '00:05:00'", "'every 5 minutes'")]
    [InlineData("Cron", "*/90 * * * *", "'90' at position 2", "between 1 and 59", "TimeSpanInterval '01:30:00'", "'every 90 minutes'")]
    [InlineData("Cron", "0 */36 * * *", "'36' at position 4", "TimeSpanInterval '1.12:00:00'", "'every 36 hours'")]
    [InlineData("Cron", "0 0 1 */24 *", "'24' at position 8", "NaturalCron 'every 24 months'")]
    [InlineData("Cron", "every day at 9am", "NaturalCronExprCompiler.TypeId")]
    [InlineData("Cron", "00:05:00", "TimeSpanIntervalExprCompiler.TypeId")]
    [InlineData("NaturalCron", "0 9 * * MON-FRI", "is not of this language", "CronExprCompiler.TypeId ('Cron')")]
    [InlineData("NaturalCron", "*/5 * * * *", "is not of this language", "CronExprCompiler.TypeId ('Cron')")]
    [InlineData("NaturalCron", "0 0 12 ? * 6#3 2027", "QuartzCronExprCompiler.TypeId ('QuartzCron')")]
    [InlineData("NaturalCron", "0 12 * * ? *", "QuartzCron '0 0 12 * * ? *'")]
    [InlineData("NaturalCron", "00:05:00", "TimeSpanIntervalExprCompiler.TypeId")]
    [InlineData("NaturalCron", "rate(1 hour)", "TimeSpanInterval '01:00:00'")]
    [InlineData("NaturalCron", "@every 5m", "TimeSpanInterval '00:05:00'")]
    [InlineData("TimeSpanInterval", "5", "'5.00:00:00'", "5 days", "'00:05:00'", "'00:00:05'")]
    [InlineData("TimeSpanInterval", "05:00", "'05:00:00'", "5 hours", "'00:05:00'")]
    [InlineData("TimeSpanInterval", "24:00:00", "Write '1.00:00:00'")]
    [InlineData("TimeSpanInterval", "00:90:00", "Write '01:30:00'")]
    [InlineData("NaturalCron", "24:00:00", "Write TimeSpanInterval '1.00:00:00' for this interval")]
    [InlineData("NaturalCron", "00:90:00", "Write TimeSpanInterval '01:30:00' for this interval")]
    [InlineData("TimeSpanInterval", "5m", "'00:05:00' for this interval")]
    [InlineData("TimeSpanInterval", "90 seconds", "'00:01:30' for this interval")]
    [InlineData("TimeSpanInterval", "PT1H30M", "'01:30:00' for this interval")]
    [InlineData("TimeSpanInterval", "P2D", "'2.00:00:00' for this interval")]
    [InlineData("TimeSpanInterval", "every 5 minutes", "NaturalCronExprCompiler.TypeId")]
    [InlineData("TimeSpanInterval", "*/5 * * * *", "CronExprCompiler.TypeId")]
    public void The_error_says_how_to_write_it_here(string typeId, string expression, params string[] mentioned)
    {
        RecurrenceExprCompiler.TryCompile(typeId, expression, out _, out var errors).ShouldBeFalse();
        var message = string.Join(' ', errors);
        mentioned.ShouldAllBe(part => message.Contains(part, StringComparison.Ordinal), message);
    }

    [Theory]
    [InlineData("Cron", "0 9 * * monday-friday", "0 9 * * MON-FRI")]
    [InlineData("Cron", "0 9 * january,July Sunday", "0 9 * 1,7 0")]
    [InlineData("Cron", "0 9 * * FridayL", "0 9 * * 5L")]
    [InlineData("Cron", "0 9 * may thursday#2", "0 9 * 5 4#2")]
    public void Full_names_mean_the_same_as_short_ones(string typeId, string full, string brief)
    {
        var from = Sequence.Utc("2026-01-01 00:00:00");
        RecurrenceExprCompiler.Compile(typeId, full).Preview(TimeZoneInfo.Utc, from, 10)
            .ShouldBe(RecurrenceExprCompiler.Compile(typeId, brief).Preview(TimeZoneInfo.Utc, from, 10));
    }

    [Theory]
    [InlineData("Cron", "0 0 1,15 * 5", "must both hold", "'1,15'", "two schedules")]
    [InlineData("Cron", "*/45 * * * *", "'*/45' in Minutes", "'every 45 minutes'")]
    [InlineData("Cron", "0 0 */2 * *", "'*/2' in Days of month", "'every 2 days'")]
    [InlineData("Cron", "0 0 12 ? * 2-6", "0 = Sunday", "QuartzCron", "MON-FRI")]
    [InlineData("NaturalCron", "every 5 hours AnchoredAt 10", "begins anew each day", "StartAfter")]
    [InlineData("NaturalCron", "every 3 days AnchoredOn 1st", "begins anew each month")]
    public void A_note_says_what_may_be_unexpected(string typeId, string expression, params string[] mentioned)
    {
        var note = RecurrenceExprCompiler.Compile(typeId, expression).Notes().ShouldHaveSingleItem();
        mentioned.ShouldAllBe(part => note.Contains(part, StringComparison.Ordinal), note);
    }

    [Theory]
    [InlineData("Cron", "*/15 9-17 * * 1-5")]
    [InlineData("Cron", "0 0 12 ? * MON-FRI")]
    [InlineData("Cron", "0 0 13 * ?")]
    [InlineData("QuartzCron", "0 0/15 9 ? * 2-6 2027")]
    [InlineData("NaturalCron", "every 5 minutes AnchoredAt 0")]
    [InlineData("TimeSpanInterval", "00:05:00")]
    public void Most_expressions_have_no_note(string typeId, string expression) =>
        RecurrenceExprCompiler.Compile(typeId, expression).Notes().ShouldBeEmpty();
}
