namespace JobMaster.Tests.Recurring;

public class NaturalCronErrorTests
{
    [Fact]
    public void The_word_that_begins_alike_is_suggested() =>
        Errors("every munday").ShouldContain(error => error.Contains("monday", StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void A_text_of_another_language_is_called_that_and_nothing_else() =>
        Errors("0 3 * * *").ShouldHaveSingleItem().ShouldBe(
            "NaturalCron '0 3 * * *' is not of this language. It is valid Cron: pass CronExprCompiler.TypeId ('Cron').");

    private static IReadOnlyList<string> Errors(string expression)
    {
        new NaturalCronExprCompiler().TryCompile(expression, out _, out var errors).ShouldBeFalse();
        return errors;
    }

    [Theory]
    [InlineData("every day bananas", "UnknownToken", "'bananas' at position 10")]
    [InlineData("every @day", "UnknownToken", "'@day' at position 6")]
    [InlineData("every day; at 10:00", "UnknownToken", "';' at position 9")]
    [InlineData("every day tz Mars/Olympus", "UnknownToken", "'Mars/Olympus' at position 13")]
    [InlineData("every day tz ../../etc/passwd", "UnknownToken", "position 13")]
    [InlineData("every day tz", "UnknownToken", "IANA")]
    [InlineData("on 10, 11]", "Bracket", "position 9")]
    [InlineData("on [mon, [tue]", "Bracket", "position 9")]
    [InlineData("on [mon", "Bracket", "position 3")]
    [InlineData("", "NoRule", "position 0")]
    [InlineData("tz UTC", "NoRule", "every")]
    [InlineData("between 9am and 5pm", "NoRule", "every")]
    [InlineData("every day every week", "DuplicateEvery", "position 10")]
    [InlineData("daily every monday", "DuplicateEvery", "position 6")]
    [InlineData("every month in jan", "UnitOfEvery", "position 12")]
    [InlineData("hourly at 10:00", "UnitOfEvery", "position 7 names the hour")]
    [InlineData("every week anchoredon fri on [mon, tue]", "AnchoredWeekList", "position 26")]
    [InlineData("every monday on friday", "AnchoredWeekList", "position 13")]
    [InlineData("at 10:00 at 11:00", "DuplicateUnit", "position 9 repeats the minute and hour")]
    [InlineData("on 1st on LastDay", "DuplicateUnit", "position 7")]
    [InlineData("on monday between 9am and 5pm", "BetweenNeedsEvery", "position 10")]
    [InlineData("on 30th feb", "InvalidValue", "29 days")]
    [InlineData("on 30th in feb", "InvalidValue", "29 days")]
    [InlineData("on 2025-02-29", "InvalidValue", "28 days")]
    [InlineData("every day between 30th feb and 1st mar", "InvalidValue", "29 days")]
    [InlineData("at 10:61", "InvalidValue", "'61' at position 6 is not a minute")]
    [InlineData("at 25:00", "InvalidValue", "'25' at position 3 is not an hour")]
    [InlineData("at 13:00pm", "InvalidValue", "1 to 12")]
    [InlineData("at 0am", "InvalidValue", "1 to 12")]
    [InlineData("on 13-01", "InvalidValue", "'13' at position 3 is not a month")]
    [InlineData("on day 32", "InvalidValue", "'32' at position 7 is not a day")]
    [InlineData("on 10", "InvalidValue", "has no unit")]
    [InlineData("every year on feb 29", "InvalidValue", "'29' at position 18 has no unit; write 'feb 29th'")]
    [InlineData("yearly in march 3", "InvalidValue", "write 'mar 3rd'")]
    [InlineData("on 21 jan", "InvalidValue", "write 'day 21', 'hour 21' or '21st'")]
    [InlineData("in 2027", "InvalidValue", "write 'year 2027'")]
    [InlineData("on monday 1st", "InvalidValue", "write '1stMonday'")]
    [InlineData("every day between mon 1st and fri 5th", "InvalidValue", "names a day and a weekday")]
    [InlineData("on [1st, january]", "InvalidValue", "entries of one list")]
    [InlineData("on [mon tue]", "InvalidValue", "repeats")]
    [InlineData("on []", "InvalidValue", "value")]
    [InlineData("on", "InvalidValue", "value")]
    [InlineData("every day between 9am", "InvalidValue", "'and' is missing")]
    [InlineData("every day between monday and 5pm", "InvalidValue", "same unit")]
    [InlineData("every day between 2027-01 and 2025-01", "InvalidValue", "swap")]
    [InlineData("every 2 months AnchoredOn feb-30", "InvalidValue", "29 days")]
    [InlineData("every 4 years AnchoredOn 2021-02-29", "InvalidValue", "28 days")]
    [InlineData("every 2 weeks AnchoredOn 5", "InvalidValue", "weekday")]
    [InlineData("every 3 months AnchoredOn monday", "InvalidValue", "month")]
    [InlineData("every 3 days AnchoredOn LastDay", "InvalidValue", "number")]
    [InlineData("every 99999999999 days", "InvalidValue", "too large")]
    [InlineData("every", "InvalidValue", "not a unit")]
    [InlineData("day daily", "InvalidValue", "begin it with")]
    [InlineData("daily at 10:00 tz UTC tz UTC", "InvalidValue", "second zone")]
    [InlineData("every 0 days", "EveryNotPositive", "interval of 0")]
    [InlineData("every -5 minutes", "EveryNotPositive", "interval of -5")]
    public void The_error_says_what_where_and_how_to_fix_it(string expression, string kind, string mentioned)
    {
        NaturalCronExprCompiler.Read(expression, out var problems);
        problems.Select(problem => problem.Kind.ToString()).Distinct().ShouldBe([kind]);

        Should.Throw<FormatException>(() => RecurrenceExprCompiler.Compile(NaturalCronExprCompiler.TypeId, expression))
            .Message.ShouldContain(mentioned);
        RecurrenceExprCompiler.TryCompile(NaturalCronExprCompiler.TypeId, expression, out var compiled, out var errors).ShouldBeFalse();
        compiled.ShouldBeNull();
        errors.Count.ShouldBe(problems.Count);
    }

    [Theory]
    [InlineData("bananas on [mon", "UnknownToken")]
    [InlineData("tz UTC bananas", "UnknownToken")]
    [InlineData("every day every week bananas", "UnknownToken")]
    [InlineData("every day on 1st bananas", "UnknownToken")]
    [InlineData("every week AnchoredOn fri on mon tz Nowhere/X", "UnknownToken")]
    [InlineData("on mon on tue bananas", "UnknownToken")]
    [InlineData("on mon between 1st and 5th bananas", "UnknownToken")]
    [InlineData("at 10:61 bananas", "UnknownToken")]
    [InlineData("every 0 days tz Nowhere/X", "UnknownToken")]
    [InlineData("between [9am and 5pm", "Bracket")]
    [InlineData("every day every week on [mon", "Bracket")]
    [InlineData("every day on [1st", "Bracket")]
    [InlineData("every week AnchoredOn fri on [mon", "Bracket")]
    [InlineData("on mon on [tue", "Bracket")]
    [InlineData("on mon] between 1st and 5th", "Bracket")]
    [InlineData("at [10:61", "Bracket")]
    [InlineData("every 0 days]", "Bracket")]
    [InlineData("between 1st and 5th", "NoRule")]
    [InlineData("tz UTC upto 25:00", "NoRule")]
    [InlineData("every day daily on 1st", "DuplicateEvery")]
    [InlineData("every week AnchoredOn fri daily on mon", "DuplicateEvery")]
    [InlineData("every day daily on mon on tue", "DuplicateEvery")]
    [InlineData("every day daily at 10:61", "DuplicateEvery")]
    [InlineData("every 0 days weekly", "DuplicateEvery")]
    [InlineData("every day on 1st on 2nd", "UnitOfEvery")]
    [InlineData("every day on 1st at 10:61", "UnitOfEvery")]
    [InlineData("every 0 days on 1st", "UnitOfEvery")]
    [InlineData("every week AnchoredOn fri on mon on tue", "AnchoredWeekList")]
    [InlineData("every monday on tuesday at 10:61", "AnchoredWeekList")]
    [InlineData("every 0 weeks AnchoredOn fri on mon", "AnchoredWeekList")]
    [InlineData("on mon on tue between 9am and 5pm", "DuplicateUnit")]
    [InlineData("at 10:00 at 25:00", "DuplicateUnit")]
    [InlineData("every 0 weeks on mon on tue", "DuplicateUnit")]
    [InlineData("on mon between 9am and 25:00", "BetweenNeedsEvery")]
    [InlineData("on 40th between 9am and 5pm", "BetweenNeedsEvery")]
    [InlineData("every 0 weeks at 25:00", "InvalidValue")]
    [InlineData("every 0 weeks on 30th feb", "InvalidValue")]
    [InlineData("every 0 weeks between 9am", "InvalidValue")]
    [InlineData("every 0 weeks AnchoredOn 5", "InvalidValue")]
    public void Only_the_first_failing_group_is_reported(string expression, string kind)
    {
        NaturalCronExprCompiler.Read(expression, out var problems);
        problems.Select(problem => problem.Kind.ToString()).Distinct().ShouldBe([kind]);
    }

    [Fact]
    public void Every_unknown_word_is_reported()
    {
        RecurrenceExprCompiler.TryCompile(NaturalCronExprCompiler.TypeId, "evry day att 10:00", out _, out var errors).ShouldBeFalse();
        errors.Count.ShouldBe(2);
    }

    [Fact]
    public void Of_many_unknown_zones_the_first_is_reported()
    {
        RecurrenceExprCompiler.TryCompile(
            NaturalCronExprCompiler.TypeId, "daily tz Mars/Olympus tz Mars/Hellas", out _, out var errors).ShouldBeFalse();
        errors.ShouldHaveSingleItem().ShouldContain("Mars/Olympus");
    }

    [Fact]
    public void A_text_beyond_the_limit_is_refused_unread() =>
        Should.Throw<FormatException>(() =>
            RecurrenceExprCompiler.Compile(NaturalCronExprCompiler.TypeId, "on mon" + new string(' ', 3_000)))
            .Message.Length.ShouldBeLessThan(500);

    [Theory]
    [InlineData("EVERY\t2\r\nDAYS,AT 9 PM")]
    [InlineData("at 9pm every 2 days")]
    [InlineData("@every 2 days @at 21:00")]
    [InlineData("every 2 dys on 21hr")]
    public void Case_order_and_separators_do_not_matter(string expression) =>
        Sequence.Natural(expression, "2025-01-01 00:00:00", 2).ShouldBe(["2025-01-01 21:00:00", "2025-01-03 21:00:00"]);
}
