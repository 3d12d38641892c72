using JobMaster.Recurring;

namespace JobMaster.Tests.Recurring;

public class ZoneIdsTests
{
    [Theory]
    [InlineData("utc")]
    [InlineData("aMeRiCa/NeW_YoRk")]
    [InlineData("AMERICA/PORT-AU-PRINCE")]
    [InlineData("america/port_of_spain")]
    [InlineData("africa/dar_es_salaam")]
    [InlineData("antarctica/mcmurdo")]
    [InlineData("america/argentina/buenos_aires")]
    [InlineData("etc/gmt+5")]
    [InlineData("est5edt")]
    public void An_id_is_found_in_any_case(string id)
    {
        ZoneIds.TryFind(id, out var zone).ShouldBeTrue();
        zone!.Id.ShouldBe(id, StringCompareShould.IgnoreCase);
    }

    [Fact]
    public void Every_zone_of_the_system_is_found_in_lower_and_upper_case()
    {
        var lost = TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id)
            .Where(id => !ZoneIds.TryFind(id.ToLowerInvariant(), out _) || !ZoneIds.TryFind(id.ToUpperInvariant(), out _));
        lost.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("Mars/Olympus")]
    [InlineData("../../etc/passwd")]
    public void An_unknown_id_is_not_found(string id) => ZoneIds.TryFind(id, out _).ShouldBeFalse();
}
