using static System.DayOfWeek;
using static JobMaster.NaturalCronBuilder;
using static JobMaster.NaturalCronMonth;

namespace JobMaster.Tests.Recurring;

public class NaturalCronBuilderTests
{
    private static readonly Dictionary<string, NaturalCronRules> Built = new NaturalCronRules[]
    {
        Every(3).Weeks().AnchoredOn(Friday),
        On(Monday),
        On(Sunday),
        On("mon", "wed", "fri"),
        On(Monday, Friday),
        On("Mon", "Wed", "Fri"),
        Every(2).Seconds(),
        Every(5).Seconds(),
        Every(15).Minutes(),
        Every(3).Hours(),
        Every(4).Hours(),
        Every(7).Days(),
        Every(2).Weeks(),
        Daily(),
        Hourly(),
        Every(2).Hours().From("08:00"),
        Every().Hour().WithTimeZone("UTC"),
        Every(12).Hours().WithTimeZone("UTC"),
        Every(30).Minutes().WithTimeZone("America/New_York"),
        UseAmpersatPrefix().Every(3).Minutes(),
        UseAmpersatPrefix().Every(8).Hours(),
        In(Jan),
        In(Jan, Jun),
        In("January"),
        At("12:00"),
        AtTime(10, 30),
        AtTime(14, 30),
        AtTime(9, 15, 30),
        At(new TimeOnly(9, 15)),
        On(Feb, 29),
        AtDay(4),
        AtDay(12),
        AtDay(13),
        AtDay(15),
        AtDay(31),
        AtDayPosition(NaturalCronDayPosition.LastWeekday),
        OnNthWeekday(NaturalCronNth.First, Monday),
        OnNthWeekday(NaturalCronNth.Second, Friday),
        OnNthWeekday(NaturalCronNth.Third, Wednesday),
        OnNthWeekday(NaturalCronNth.Last, Sunday),
        OnClosestWeekdayTo(15),
        OnClosestWeekdayTo(1),
        OnClosestWeekdayTo(22),
        UseMonthFullName().In(Jan),
        UseAmpersat().Daily(),
        UseAmpersatPrefix().UseWeekFullName().UseMonthFullName().Every(2).Weeks().AnchoredOn(Monday).Between(Jan, Mar).WithTimeZone("UTC"),
        Hourly().BetweenTime(9, 0, 17, 30),
        Minutely().Between(new TimeOnly(9, 0), new TimeOnly(17, 5)),
        Secondly().Between(new TimeOnly(9, 0, 30), new TimeOnly(17, 5), includeSeconds: true),
        UseWeekFullName().OnNthWeekday(NaturalCronNth.Fifth, Tuesday),
        UseAmpersat().On(Monday, Friday),
        UseMonthFullName().In(Feb, Nov).On(Monday),
        Weekly().WithTimeZone("Europe/Lisbon").On(Friday).AtTime(6, 5),
        Every().Day(),
        Every().Week(),
        Every().Month(),
        Every().Year(),
        Every().Day().Between("Jan", "Mar"),
        Every().Day().Between(("Jan", "Mar"), ("Jun", "Aug"), ("Nov", "Dec")),
        Every().Day().From(Jan, 1),
        Daily().Between(Jan, 1, Dec, 31),
        Daily().From(Monday),
        Every(2).Days().From(Mar),
        Hourly().FromDay(5),
        Hourly().UptoDay(25),
        Daily().At("12:00").Between(Sunday, Monday),
        Every().Minute().Between("10:00am", "12:00pm"),
        Every().Hour().From("08:00pm"),
        Every().Second().Upto("12:00pm"),
        Every().Minute().WithTimeZone("America/New_York"),
        Every(30).Seconds().AnchoredAt(15),
        Every(10).Minutes().AnchoredAt("30"),
        Every(10).Seconds().Upto("min 45"),
        UseAmpersatPrefix().Every(15).Minutes().WithTimeZone("Europe/London").Between("10:00", "22:00"),
        Every(4).Hours().AnchoredAt("08:00").From("09:00"),
        Minutely().Upto(new TimeOnly(18, 0)),
        Every(4).Hours().FromTime(8, 0).UptoTime(20, 0),
        Secondly(),
        Weekly(),
        Monthly(),
        Yearly(),
        Every(2).Years(),
        Every(30).Minutes().In(Jan).Between("09:00", "18:00"),
    }.GroupBy(rules => rules.ToNaturalExpression()).ToDictionary(same => same.Key, same => same.First());

    public static IEnumerable<object[]> Texts() => Built.Keys.Select(text => new object[] { text });

    [Theory]
    [InlineData("Every 3 Weeks AnchoredOn Fri")]
    [InlineData("On Mon")]
    [InlineData("On [mon, wed, fri]")]
    [InlineData("On [Mon, Fri]")]
    [InlineData("In January")]
    [InlineData("At 09:15:30")]
    [InlineData("On 29th Feb")]
    [InlineData("At 13th")]
    [InlineData("At 31st")]
    [InlineData("At LastWeekday")]
    [InlineData("On 1stMon")]
    [InlineData("On LastSun")]
    [InlineData("On ClosestWeekdayTo 22nd")]
    [InlineData("@Daily")]
    [InlineData("@Every 2 Weeks AnchoredOn Monday @Between January and March @TimeZone UTC")]
    [InlineData("@Every 15 Minutes @Between 10:00 and 22:00 @TimeZone Europe/London")]
    [InlineData("Hourly Between 09:00 and 17:30")]
    [InlineData("Minutely Between 09:00 and 17:05")]
    [InlineData("Secondly Between 09:00:30 and 17:05:00")]
    [InlineData("On 5thTuesday")]
    [InlineData("@On [Mon, Fri]")]
    [InlineData("In [February, November] On Mon")]
    [InlineData("Weekly On Fri At 06:05 TimeZone Europe/Lisbon")]
    [InlineData("Every Day Between [Jan and Mar, Jun and Aug, Nov and Dec]")]
    [InlineData("Daily Between 1st Jan and 31st Dec")]
    [InlineData("Hourly Upto 25th")]
    [InlineData("Every 30 Seconds AnchoredAt 15")]
    [InlineData("Every 4 Hours AnchoredAt 08:00 From 09:00")]
    [InlineData("Every 4 Hours From 08:00 Upto 20:00")]
    [InlineData("Every 30 Minutes In Jan Between 09:00 and 18:00")]
    public void The_text_is_canonical(string text) => Built.Keys.ShouldContain(text);

    [Theory]
    [MemberData(nameof(Texts))]
    public void What_is_built_compiles_to_its_text(string text) => Built[text].Build().Expression.ShouldBe(text);

    [Fact]
    public void Every_text_of_the_case_file_is_built_and_compiles()
    {
        CaseFiles.Rows("naturalcron-cases.tsv").Where(row => row[1] == "builder").Select(row => row[5]).Except(Built.Keys).ShouldBeEmpty();
        foreach (var row in CaseFiles.Rows("naturalcron-cases.tsv").Where(row => row[1] == "builder"))
        {
            RecurrenceExprCompiler.TryCompile(
                NaturalCronExprCompiler.TypeId, row[5], out _, out var errors).ShouldBeTrue($"{row[0]}: {string.Join(' ', errors)}");
        }
    }

    [Fact]
    public void A_builder_can_be_branched()
    {
        var daily = Daily();
        daily.AtTime(9, 0).ToNaturalExpression().ShouldBe("Daily At 09:00");
        daily.AtTime(18, 0).ToNaturalExpression().ShouldBe("Daily At 18:00");
    }

    [Fact]
    public void Rules_that_are_not_valid_together_are_refused_when_built() =>
        Should.Throw<FormatException>(() => Monthly().In(Jan).Build()).Message.ShouldContain("position 8");

    [Fact]
    public void A_rule_without_values_is_refused() => Should.Throw<ArgumentException>(() => Daily().On(Array.Empty<string>()));
}
