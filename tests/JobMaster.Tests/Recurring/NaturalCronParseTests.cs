using JobMaster.Recurring;

namespace JobMaster.Tests.Recurring;

public class NaturalCronParseTests
{
    public static IEnumerable<object[]> Parses() => CaseFiles.Rows("naturalcron-cases.tsv").Where(row => row[1] == "parse")
        .Select(row => new object[] { row[0], row[2], row[5] })
        .Concat(
        [
            ["own", "@every 2 wks BasedIn Tue", "every=2 week;anchor=Tue"],
            ["own", "@in 2020-january-11 12:10:10pm", "year=2020;month=january;day=11;hour=12;minute=10;second=10"],
            ["own", "@at [10:30, 11:30]", "hour=10,11;minute=30,30"],
            ["own", "on 5thWednesday", "day=5thWed"],
        ]);

    [Theory]
    [MemberData(nameof(Parses))]
    public void Rules_have_the_expected_values(string id, string expression, string expected)
    {
        var syntax = NaturalCronExprCompiler.Read(expression, out var problems);
        problems.ShouldBeEmpty();
        foreach (var part in expected.Split(';').Select(part => part.Split('=')))
        {
            var actual = ValuesOf(syntax, part[0]);
            actual.ShouldBe(part[1].Split(',').Select(value => Meaning(part[0], value, syntax)), customMessage: $"{id} {part[0]}");
        }

        RecurrenceExprCompiler.Compile(NaturalCronExprCompiler.TypeId, expression).Expression.ShouldBe(expression);
    }

    private static IEnumerable<object?> ValuesOf(NaturalCronSyntax syntax, string part) => part switch
    {
        "every" => [$"{syntax.Every[0].Interval} {syntax.Every[0].Unit.ToString().ToLowerInvariant()}"],
        "anchor" => [ValueOf(syntax.Every[0].Anchor!, syntax.Every[0].Unit.ToString().ToLowerInvariant())],
        _ => syntax.At[0].Items.Select(item => ValueOf(item, part)),
    };

    private static object? ValueOf(NaturalCronItem item, string part) => part switch
    {
        "year" => item.Year,
        "month" => item.Month,
        "day" => item.Day,
        "week" => item.Weekday,
        "hour" => item.Hour,
        "minute" => item.Minute,
        _ => item.Second,
    };

    private static object? Meaning(string part, string value, NaturalCronSyntax syntax)
    {
        if (part == "every")
        {
            return value;
        }

        part = part == "anchor" ? syntax.Every[0].Unit.ToString().ToLowerInvariant() : part;
        var isNumber = int.TryParse(value, out var number);
        return part switch
        {
            "day" => isNumber ? new DaySpec(DayBase.FromStart, number) : DayOf(value),
            "week" or "month" when !isNumber => part == "week"
                ? (DayOfWeek)NaturalCronVocabulary.Find(value)!.Number
                : NaturalCronVocabulary.Find(value)!.Number,
            "hour" when !isNumber => NaturalCronExprCompiler.Read($"at {value}", out _).At[0].Items[0].Hour,
            _ => number,
        };
    }

    private static DaySpec DayOf(string word) => char.IsAsciiDigit(word[0])
        ? NaturalCronVocabulary.FindOrdinal(word[1..], word[0] - '0')!.Day
        : NaturalCronVocabulary.Find(word)!.Day;
}
