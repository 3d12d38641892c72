using System.Globalization;

namespace JobMaster.Tests.Recurring;

public class CronCaseFileTests
{
    // An inclusive search from exactly the end of a gap: to us the instant belongs to the set, because a search from just before it returns
    // it.
    private static readonly string[] InclusiveAtGapEnd = ["30 0 LW * *|2018-03-30T01:00:00+03:00"];

    // A question mark in the time of day is refused here, because strings of other schedulers would fire at other times; full names are
    // accepted.
    private const string QuestionMarks = "? ? ? ? ?";
    private const string FullName = "* * * * SUNDAY ";

    public static IEnumerable<object[]> Occurrences() =>
        [.. CaseFiles.Rows("cronos-cases.tsv")
            .Where(row => row[0] != QuestionMarks && !InclusiveAtGapEnd.Contains($"{row[0]}|{row[2]}"))
            .Select(row => new object[] { row[0].Replace("\\t", "\t", StringComparison.Ordinal), row[2], row[3], row[4], row[5], row[6] })
            .Append(["20 * * * * *", "2016-12-09T17:35:20-05:00", "America/New_York", "2016-12-09T17:35:20-05:00", "true", ""])];

    public static IEnumerable<object[]> Invalid() =>
        [
            .. CaseFiles.Rows("cronos-invalid.tsv").Where(row => row[0] != FullName)
                .Select(row => new object[] { row[0], row[2] })
                .Append(["60 * * * *", "Minutes"])];

    [Theory]
    [MemberData(nameof(Occurrences))]
    public void The_next_occurrence_is_the_expected_one(
        string expression, string from, string zoneId, string expected, string inclusive, string seed)
    {
        int? seedValue = seed.Length == 0 ? null : int.Parse(seed, CultureInfo.InvariantCulture);
        CronExprCompiler.TryCompile(expression, seedValue, out var compiled, out var errors).ShouldBeTrue(string.Join(' ', errors));
        var zone = zoneId.Length == 0 ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(zoneId);
        var after = DateTimeOffset.Parse(from, CultureInfo.InvariantCulture);

        var next = compiled!.GetNextOccurrence(inclusive == "true" ? after.AddTicks(-1) : after, zone);

        DateTimeOffset? wanted = expected.Length == 0 ? null : DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture);
        next.ShouldBe(wanted);
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void An_invalid_expression_is_refused_naming_the_field(string expression, string mentioned)
    {
        var error = Should.Throw<FormatException>(() => RecurrenceExprCompiler.Compile(CronExprCompiler.TypeId, expression));
        error.Message.ShouldContain(mentioned, Case.Insensitive);
    }
}
