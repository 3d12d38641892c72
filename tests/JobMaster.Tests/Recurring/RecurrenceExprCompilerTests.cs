namespace JobMaster.Tests.Recurring;

public class RecurrenceExprCompilerTests
{
    [Fact]
    public void An_unknown_type_is_refused_naming_the_known_ones() =>
        Should.Throw<FormatException>(() => RecurrenceExprCompiler.Compile("Lunar", "full moon")).Message
            .ShouldBe(
                "Recurrence type 'Lunar' is not known; known: 'NaturalCron', 'Cron', 'QuartzCron', 'TimeSpanInterval', 'Never'. Use one " +
                "of these.");

    [Fact]
    public void A_compiled_expression_keeps_its_type_and_text()
    {
        var compiled = RecurrenceExprCompiler.Compile("cron", "*/5 * * * *");
        compiled.TypeId.ShouldBe(CronExprCompiler.TypeId);
        compiled.Expression.ShouldBe("*/5 * * * *");
    }

    [Fact]
    public void Never_never_happens() =>
        RecurrenceExprCompiler.Compile(NeverExprCompiler.TypeId, "")
            .GetNextOccurrence(DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc)
            .ShouldBeNull();

    [Fact]
    public void An_interval_counts_elapsed_time_from_the_anchor()
    {
        var compiled = RecurrenceExprCompiler.Compile(TimeSpanIntervalExprCompiler.TypeId, "00:05:00");
        var anchor = Sequence.Utc("2025-01-01 00:00:01");
        compiled.GetNextOccurrence(
            Sequence.Utc("2025-01-01 10:07:23"), TimeZoneInfo.Utc, anchor).ShouldBe(Sequence.Utc("2025-01-01 10:10:01"));
        compiled.GetNextOccurrence(
            Sequence.Utc("2025-01-01 10:10:01"), TimeZoneInfo.Utc, anchor).ShouldBe(Sequence.Utc("2025-01-01 10:15:01"));
        compiled.GetNextOccurrence(Sequence.Utc("2025-01-01 10:07:23"), TimeZoneInfo.Utc).ShouldBe(Sequence.Utc("2025-01-01 10:12:23"));
        compiled.GetNextOccurrence(Sequence.Utc("2024-01-01 10:07:23"), TimeZoneInfo.Utc, anchor).ShouldBe(anchor);
        compiled.GetNextOccurrence(DateTimeOffset.MaxValue, TimeZoneInfo.Utc, anchor).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("00:00:00")]
    [InlineData("-00:05:00")]
    [InlineData("five minutes")]
    public void An_interval_that_is_not_positive_is_refused(string expression) =>
        Should.Throw<FormatException>(() =>
            RecurrenceExprCompiler.Compile(TimeSpanIntervalExprCompiler.TypeId, expression)).Message.ShouldContain($"'{expression}'");

    [Theory]
    [InlineData(NaturalCronExprCompiler.TypeId, "every 7 minutes between [9am and 11am, 22:00 and 01:30] on [mon, thu]")]
    [InlineData(NaturalCronExprCompiler.TypeId, "every 2 weeks on [tue, fri] at [00:30, 02:15]")]
    [InlineData(CronExprCompiler.TypeId, "*/7 0-3 LW * *")]
    [InlineData(TimeSpanIntervalExprCompiler.TypeId, "00:07:00")]
    public void One_compiled_expression_serves_any_number_of_threads(string typeId, string expression)
    {
        var compiled = RecurrenceExprCompiler.Compile(typeId, expression);
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/Havana");
        var bases = Enumerable.Range(0, 200).Select(hours => Sequence.Utc("2024-03-01 00:00:00").AddHours(hours * 31)).ToArray();
        DateTimeOffset? Next(DateTimeOffset after) => compiled.GetNextOccurrence(after, zone, bases[0]);
        var alone = bases.Select(Next).ToArray();

        Parallel.For(0, 8, _ => bases.Select(Next).ShouldBe(alone));
    }
}
