using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace JobMaster.Tests.Values;

public sealed partial class ObjectValueTests
{
    public sealed record Line(string Sku, decimal Price, DayOfWeek Day);

    public sealed record Order(Guid Id, Line[] Lines, double Weight, string? Note = null);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Line))]
    internal sealed partial class LineContext : JsonSerializerContext;

    private static readonly Order Sample = new(
        Guid.Parse("0192f0c0-0000-7000-8000-000000000001"), [new Line("A 😀", 1.10m, DayOfWeek.Friday)], double.NaN);

    [Fact]
    public void An_object_comes_back()
    {
        MessageData data = MessageData.Parse(WriteableMessageData.New().SetObjectValue("order", Sample).ToJson());
        Order read = data.GetObjectValue<Order>("order");
        read.Id.ShouldBe(Sample.Id);
        read.Lines.ShouldBe(Sample.Lines);
        read.Weight.ShouldBe(double.NaN);
        read.Note.ShouldBeNull();
        data.ToJson().ShouldContain("\"Price\":1.10");
        data.ToJson().ShouldContain("\"Day\":\"Friday\"");
    }

    [Fact]
    public void Enums_within_objects_are_read_from_numbers_too() =>
        MessageData.Parse("""{"l":{"Sku":"a","Price":1,"Day":5}}""").GetObjectValue<Line>("l").Day.ShouldBe(DayOfWeek.Friday);

    [Fact]
    public void Names_within_objects_are_case_sensitive_by_default() =>
        Should.Throw<FormatException>(() => MessageData.Parse("""{"l":{"sku":"a","Price":1,"Day":5}}""").GetObjectValue<Line>("l")).Message.ShouldContain("Sku");

    [Fact]
    public void Options_without_a_resolver_work()
    {
        JsonSerializerOptions web = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
        WriteableMessageData data = WriteableMessageData.New().SetObjectValue("l", Sample.Lines[0], web);
        data.ToJson().ShouldContain("\"sku\":");
        data.GetObjectValue<Line>("l", new JsonSerializerOptions(JsonSerializerDefaults.Web)).ShouldBe(Sample.Lines[0]);
    }

    [Fact]
    public void A_source_generated_context_is_used()
    {
        WriteableMessageData data = WriteableMessageData.New().SetObjectValue("l", Sample.Lines[0], LineContext.Default.Options);
        data.ToJson().ShouldContain("\"day\":5");
        data.GetObjectValue<Line>("l", LineContext.Default.Options).ShouldBe(Sample.Lines[0]);
        Should.Throw<NotSupportedException>(() => data.SetObjectValue("o", Sample, LineContext.Default.Options));
    }

    [Fact]
    public void Any_json_can_be_nested()
    {
        const string json = """{"a":[1,1.10,1e400,{"b":null}],"c":"2024-01-01"}""";
        using JsonDocument document = JsonDocument.Parse(json);
        MessageData data = MessageData.Parse(
            WriteableMessageData.New().SetObjectValue("e", document.RootElement).SetObjectValue("n", JsonNode.Parse("[1]")).ToJson());
        data.GetObjectValue<JsonElement>("e").GetRawText().ShouldBe(json);
        data.GetObjectValue<JsonNode>("n").ToJsonString().ShouldBe("[1]");
        data.GetObjectValue<int[]>("n").ShouldBe([1]);
    }

    [Fact]
    public void Null_objects_are_json_null()
    {
        WriteableMessageData data = WriteableMessageData.New().SetObjectValue<Order?>("o", null);
        data.ToJson().ShouldBe("""{"o":null}""");
        data.TryGetObjectValue<Order>("o").ShouldBeNull();
        data.TryGetObjectValue<Order>("absent").ShouldBeNull();
        data.TryGetObjectValue<int?>("absent").ShouldBeNull();
        Should.Throw<FormatException>(() => data.GetObjectValue<Order>("o")).Message.ShouldContain("'o' is JSON null");
        Should.Throw<KeyNotFoundException>(() => data.GetObjectValue<Order>("absent"));
    }

    [Fact]
    public void A_misfit_names_key_type_and_path()
    {
        MessageData data = MessageData.Parse("""{"order":{"Lines":[{"Price":"cheap"}]}}""");
        string message = Should.Throw<FormatException>(() => data.GetObjectValue<Order>("order")).Message;
        message.ShouldContain("'order'");
        message.ShouldContain(typeof(Order).FullName!);
        message.ShouldContain("$.Lines[0].Price");
        Should.Throw<FormatException>(() => data.TryGetObjectValue<Order>("order"));
    }

    [Fact]
    public void What_cannot_be_written_is_refused_when_set()
    {
        List<object> cycle = [];
        cycle.Add(cycle);
        Should.Throw<ArgumentException>(() => WriteableMessageData.New().SetObjectValue("c", cycle)).Message.ShouldContain("'c'");

        JsonSerializerOptions broken = new() { Converters = { new BrokenConverter() } };
        Should.Throw<ArgumentException>(() => WriteableMessageData.New().SetObjectValue("b", Sample, broken)).Message.ShouldContain("'b'");
    }

    [Fact]
    public void The_deepest_object_that_can_be_set_can_be_parsed_and_read()
    {
        JsonElement deep = JsonElement.Parse(new string('[', 64) + new string(']', 64));
        MessageData data = MessageData.Parse(WriteableMessageData.New().SetObjectValue("d", deep).ToJson());
        data.GetObjectValue<JsonElement>("d").GetRawText().ShouldBe(deep.GetRawText());
    }

    private sealed class BrokenConverter : JsonConverter<Order>
    {
        public override Order Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Sample;

        public override void Write(Utf8JsonWriter writer, Order value, JsonSerializerOptions options) =>
            writer.WriteRawValue("{oops", skipInputValidation: true);
    }
}
