using System.Text.Json;
using System.Text.Json.Serialization;
using JobMaster.Scheduling;
using JobMaster.Values;

namespace JobMaster.Tests.Values;

public sealed class MemberNamesTests
{
    public sealed class Order
    {
        public string Customer { get; set; } = "(none)";

        public int Count { get; set; }

        public string Summary => $"{Customer} {Count}";
    }

    [Theory]
    [InlineData("""{"customer":"ada","count":5}""", "'customer' differs from 'Customer' in case only")]
    [InlineData("""{"Customer":"ada","count":5}""", "'count' differs from 'Count' in case only")]
    [InlineData("""{"customer_name":{"first":"ada"},"n":5}""", "it has 'customer_name', the type has 'Customer', 'Count'")]
    public void Members_that_were_written_with_other_names_are_not_read_as_nothing(string json, string why)
    {
        string message = Should.Throw<FormatException>(() => Read(json)).Message;

        message.ShouldContain(why);
        message.ShouldContain("UsePayloadJson");
    }

    [Theory]
    [InlineData("{}", "(none)", 0)]
    [InlineData("""{"Count":2}""", "(none)", 2)]
    [InlineData("""{"$id":"1","Count":2,"Removed":[{"a":1}],"Customer":"ada"}""", "ada", 2)]
    public void Members_that_the_type_has_no_more_or_not_yet_are_passed_over(string json, string customer, int count)
    {
        var read = Read(json);

        (read.Customer, read.Count).ShouldBe((customer, count));
    }

    [Fact]
    public void Options_that_read_any_case_read_any_case() =>
        Read("""{"customer":"ada"}""", new JsonSerializerOptions { PropertyNameCaseInsensitive = true }).Customer.ShouldBe("ada");

    [Fact]
    public void Where_members_may_be_left_out_their_absence_says_nothing() =>
        Read(
            """{"Days":3}""", new JsonSerializerOptions { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault })
            .Count.ShouldBe(0);

    [Fact]
    public void A_member_that_is_only_written_is_none_that_could_be_lost() =>
        Read("""{"Count":1,"summary":"none 1"}""").Count.ShouldBe(1);

    [Fact]
    public void A_long_payload_is_looked_at_whole() =>
        Should.Throw<FormatException>(() => Read($$"""{"Count":1,"x":"{{new string('é', 5000)}}","customer":"ada"}"""))
            .Message.ShouldContain("'customer' differs from 'Customer'");

    private static Order Read(string json, JsonSerializerOptions? options = null)
    {
        var definition = new JobDefinition
        {
            Id = "order", HandlerType = typeof(object), PayloadType = typeof(Order), Call = null!, CreateHandler = null!,
        };
        return PayloadReading.ReadStored(new PayloadSerializer(PayloadOptions.ForPayloads(options)), json, definition)
            .ShouldBeOfType<Order>();
    }
}
