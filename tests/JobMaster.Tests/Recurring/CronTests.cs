namespace JobMaster.Tests.Recurring;

public class CronTests
{
    [Theory]
    [InlineData("*/15 * * * *", "2025-01-01 10:07:23", "10:15:00|10:30:00")]
    [InlineData("57-5/3 * * * * *", "2025-01-01 10:07:23", "10:07:57|10:08:00|10:08:03|10:08:57")]
    [InlineData("0 22-2/2 * * *", "2025-01-01 10:07:23", "22:00:00|2025-01-02 00:00:00|2025-01-02 02:00:00")]
    [InlineData("0 9 * * MON-FRI", "2025-01-03 10:00:00", "2025-01-06 09:00:00")]
    [InlineData("0 9 * * sat-tue/2", "2025-01-01 10:00:00", "2025-01-04 09:00:00|2025-01-06 09:00:00|2025-01-11 09:00:00")]
    [InlineData("0 0 13 * FRI", "2025-01-01 00:00:00", "2025-06-13 00:00:00|2026-02-13 00:00:00")]
    [InlineData("0 0 L * *", "2025-02-01 00:00:00", "2025-02-28 00:00:00|2025-03-31 00:00:00")]
    [InlineData("0 0 L-29 * *", "2025-02-01 00:00:00", "2025-03-02 00:00:00|2025-04-01 00:00:00")]
    [InlineData("0 0 LW * *", "2025-05-01 00:00:00", "2025-05-30 00:00:00")]
    [InlineData("0 0 L-1W * *", "2025-08-01 00:00:00", "2025-08-29 00:00:00")]
    [InlineData("0 0 1W * *", "2025-02-01 00:00:00", "2025-02-03 00:00:00")]
    [InlineData("0 0 31W * *", "2025-02-01 00:00:00", "2025-03-31 00:00:00|2025-05-30 00:00:00")]
    [InlineData("0 0 * * 5#3", "2025-01-01 00:00:00", "2025-01-17 00:00:00|2025-02-21 00:00:00")]
    [InlineData("0 0 * * FRIL", "2025-01-01 00:00:00", "2025-01-31 00:00:00|2025-02-28 00:00:00")]
    [InlineData("0 0 20-5/5 * ?", "2025-02-21 00:00:00", "2025-02-25 00:00:00|2025-03-04 00:00:00|2025-03-20 00:00:00")]
    [InlineData("0 0 * * 5#03", "2025-01-01 00:00:00", "2025-01-17 00:00:00")]
    [InlineData("0 0 29 2 MON", "2025-01-01 00:00:00", "2044-02-29 00:00:00|2072-02-29 00:00:00")]
    [InlineData("@weekly", "2025-01-01 00:00:00", "2025-01-05 00:00:00")]
    [InlineData("@ANNUALLY", "2025-01-01 00:00:00", "2026-01-01 00:00:00")]
    [InlineData(" @every_minute ", "2025-01-01 00:00:30", "2025-01-01 00:01:00")]
    [InlineData("0 0 30 2 *", "2025-01-01 00:00:00", "never")]
    public void Occurrences_are_the_expected_ones(string expression, string from, string expected)
    {
        var compiled = RecurrenceExprCompiler.Compile(CronExprCompiler.TypeId, expression);
        DateTimeOffset? after = Sequence.Utc(from);
        foreach (var wanted in expected.Split('|'))
        {
            after = compiled.GetNextOccurrence(after!.Value, TimeZoneInfo.Utc);
            after.ShouldBe(
                wanted == "never" ? null : Sequence.Utc(wanted.Length == 8 ? $"{from[..10]} {wanted}" : wanted), customMessage: wanted);
        }
    }

    [Theory]
    [InlineData("60 * * * *", "Minutes", "position 0", "between 0 and 59")]
    [InlineData("* * * * * * *", "7 fields", "Seconds", "5 fields")]
    [InlineData("", "empty", "position 0", "@daily")]
    [InlineData("0 0 1,2W * *", "Days of month", "'W'", "position 7")]
    [InlineData("0 0 * FOO *", "Months", "'F'", "JAN")]
    [InlineData("0 0 * * SUN#6", "Days of week", "'6'", "between 1 and 5")]
    [InlineData("0 0 * * SUN#050", "Days of week", "'050'", "between 1 and 5")]
    [InlineData("005 * * * *", "Minutes", "'005'", "between 0 and 59")]
    [InlineData("*,5 * * * *", "Minutes", "','", "the end of the field")]
    [InlineData("5,* * * * *", "Minutes", "'*'", "position 2")]
    [InlineData("0 0 ?,15 * *", "Days of month", "','", "position 5")]
    [InlineData("\r@daily", "1 field", "position 0", "5 fields")]
    [InlineData("@fortnightly", "@fortnightly", "position 0", "@weekly")]
    [InlineData("H * * * *", "Minutes", "H without a seed", "write a number")]
    public void Errors_name_the_field_the_position_and_the_fix(string expression, params string[] mentioned)
    {
        var error = Should.Throw<FormatException>(() => RecurrenceExprCompiler.Compile(CronExprCompiler.TypeId, expression));
        mentioned.ShouldAllBe(part => error.Message.Contains(part, StringComparison.Ordinal), error.Message);
    }

    [Fact]
    public void A_text_beyond_the_limit_is_refused_unread_and_quoted_in_part()
    {
        var text = string.Join(',', Enumerable.Repeat("0-59", 100_000)) + " * * * *";
        Should.Throw<FormatException>(() =>
            RecurrenceExprCompiler.Compile(CronExprCompiler.TypeId, text)).Message.Length.ShouldBeLessThan(500);
    }

    [Fact]
    public void A_drawn_day_exists_in_every_month()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            CronExprCompiler.TryCompile("0 0 H 2 *", seed, out var compiled, out _).ShouldBeTrue();
            compiled!.GetNextOccurrence(Sequence.Utc("2025-01-31 00:00:00"), TimeZoneInfo.Utc)!.Value.Year.ShouldBe(2025);
        }
    }
}
