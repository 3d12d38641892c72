using System.Text.Json;
using JobMaster.Scheduling;
using JobMaster.Values;

namespace JobMaster.Tests.Values;

public sealed class PayloadSerializerTests
{
    public sealed record Address(string City, int Zip);

    public sealed record Person(string Name, Address[] Addresses);

    public sealed record Positive
    {
        public Positive(int value)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            Value = value;
        }

        public int Value { get; }
    }

    public interface IShape;

    private static readonly PayloadSerializer Serializer = new(PayloadOptions.Default);

    [Fact]
    public void A_payload_comes_back()
    {
        Person person = new("Zoë 😀", [new Address("São Paulo", 12345)]);
        string json = Serializer.Serialize(person, typeof(Person));
        json.ShouldContain("São Paulo");
        Person read = Serializer.Deserialize(json, typeof(Person)).ShouldBeOfType<Person>();
        read.Name.ShouldBe(person.Name);
        read.Addresses.ShouldBe(person.Addresses);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    public void Null_is_null(string? json) => Serializer.Deserialize(json, typeof(Person)).ShouldBeNull();

    [Theory]
    [InlineData("""{"Name":"a","Addresses":[{"Zip":"x"}]}""", typeof(Person), "$.Addresses[0].Zip")]
    [InlineData("""{"Name":"a","Addresses":[{"City":"b","Zip":1}""", typeof(Person), "$.Addresses[1]")]
    [InlineData("[1]", typeof(Person), "$")]
    [InlineData("", typeof(Person), "$")]
    [InlineData("null", typeof(int), "$")]
    [InlineData("""{"Value":0}""", typeof(Positive), "$")]
    [InlineData("{}", typeof(IShape), "$")]
    public void A_misfit_names_type_and_path(string json, Type type, string path)
    {
        string message = Should.Throw<FormatException>(() => Serializer.Deserialize(json, type)).Message;
        message.ShouldContain(type.FullName!);
        message.ShouldContain($"at {path}:");
    }

    [Fact]
    public void A_payload_of_another_type_is_refused() =>
        Should.Throw<ArgumentException>(() => Serializer.Serialize(5, typeof(Person))).Message.ShouldContain("System.Int32");

    [Fact]
    public void A_payload_that_cannot_be_written_is_refused()
    {
        List<object> cycle = [];
        cycle.Add(cycle);
        Should.Throw<ArgumentException>(() => Serializer.Serialize(cycle, typeof(List<object>))).Message.ShouldContain("List");
    }

    [Fact]
    public void The_given_options_count()
    {
        PayloadSerializer camel = new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase });
        camel.Serialize(new Address("a", 1), typeof(Address)).ShouldBe("""{"city":"a","zip":1}""");
        PayloadSerializer sourceGenerated = new(ObjectValueTests.LineContext.Default.Options);
        sourceGenerated.Serialize(
            new ObjectValueTests.Line("a", 1, DayOfWeek.Monday), typeof(ObjectValueTests.Line)).ShouldContain("\"day\":1");
        Should.Throw<NotSupportedException>(() => sourceGenerated.Serialize(new Address("a", 1), typeof(Address)));
    }
}
