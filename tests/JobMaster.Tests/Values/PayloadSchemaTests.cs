using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using JobMaster.Configuration;
using JobMaster.Scheduling;
using JobMaster.Values;

namespace JobMaster.Tests.Values;

/// <summary>Schemas of payload types, and what the check against them says, measured by what System.Text.Json itself reads.</summary>
public sealed class PayloadSchemaTests
{
    private static readonly string[] Values = [
        "null", "true", "7", "-7", "7.5", "1e3", "\"text\"", "\"7\"", "\"\"", "[]", "[1]", "[null]", "{}", "{\"a\":1}", "\"Red\"",
        "\"red\"", "0"];

    private static readonly object[] Samples =
    [
        new Plain(7, "Ada", true, 2.5m, null), new Optional(7),
        new Times(DateTime.UnixEpoch, DateTimeOffset.UnixEpoch, new DateOnly(2030, 1, 2), new TimeOnly(3, 4), TimeSpan.FromMinutes(5)),
        new Kinds(Color.Red, Color.Blue, Sides.Left | Sides.Right),
        new Ids(Guid.Empty, new Uri("https://example.org/a?b"), new Version(1, 2), [1, 2], 'x'),
        new Lists([1, 2], ["a"], new() { ["a"] = 1 }, [new Line("a", 1.5)], new() { [7] = "x" }),
        new Tree("root", [new Tree("leaf", [], null)], null),
        new Holder(new Circle(2)), new Numbers(1, 2, 3, 4, (Half)5f, 6.5f, 7.5),
        new Loose(JsonElement.Parse("[1]"), JsonNode.Parse("{}")!.AsObject()),
        new Needed { Name = "Ada" }, new Renamed(7), new WithExtra(),
    ];

    private static readonly (string Name, JsonSerializerOptions Options)[] Ways =
    [
        ("default", PayloadOptions.Default),
        (
            "web",
            PayloadOptions.ForPayloads(
                new JsonSerializerOptions(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } })),
        ("strict", PayloadOptions.ForPayloads(new JsonSerializerOptions { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow })),
        (
            "no numbers of enums",
            PayloadOptions.ForPayloads(
                new JsonSerializerOptions { Converters = { new JsonStringEnumConverter(allowIntegerValues: false) } })),
    ];

    public static TheoryData<string, int> Cases()
    {
        var cases = new TheoryData<string, int>();
        foreach (var (name, _) in Ways)
        {
            for (var i = 0; i < Samples.Length; i++)
            {
                cases.Add(name, i);
            }
        }

        return cases;
    }

    /// <summary>
    /// Each member of each sample is left out, and set to every kind of value: what the serializer reads, the check lets pass.
    /// </summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void The_check_is_never_stricter_than_the_reader(string way, int sample)
    {
        var (type, options, schema) = SchemaOf(way, sample);
        var json = JsonSerializer.Serialize(Samples[sample], type, options);
        schema.Check(json).ShouldBeEmpty();

        var read = 0;
        foreach (var changed in Variants(json).Prepend(json).Where(changed => !IsDaysAlone(type, changed)))
        {
            if (Reads(changed, type, options))
            {
                read++;
                schema.Check(changed).ShouldBeEmpty($"{type.Name} reads {changed}");
            }
        }

        read.ShouldBePositive();
    }

    /// <summary>Where a schema can tell, it does: of what the serializer refuses, it finds nearly all.</summary>
    [Fact]
    public void The_check_finds_what_the_reader_refuses()
    {
        var (found, missed) = (0, new List<string>());
        foreach (var sample in Enumerable.Range(0, Samples.Length))
        {
            var (type, options, schema) = SchemaOf("default", sample);
            foreach (
                var changed in Variants(
                    JsonSerializer.Serialize(Samples[sample], type, options)).Where(changed => !Reads(changed, type, options)))
            {
                if (schema.Check(changed).Count > 0)
                {
                    found++;
                }
                else
                {
                    missed.Add($"{type.Name}: {changed}");
                }
            }
        }

        found.ShouldBeGreaterThan(300);
        missed.Count.ShouldBeLessThan(found / 20, string.Join('\n', missed));
    }

    [Fact]
    public void Problems_name_the_path_and_what_is_there()
    {
        var schema = PayloadSchema.Of(typeof(Lists), PayloadOptions.Default)!;
        schema.Check("""{"Numbers":[1,"x"],"Names":["a",null],"Map":{"a":"b"},"Lines":[{"Name":"a","Weight":1},{"Weight":true}],"ByNumber":{}}""").Select(problem => problem.ToString()).ShouldBe(
            [
                "$.Numbers[1] must be an integer, but is the string \"x\"", "$.Map.a must be an integer, but is the string \"b\"",
                "$.Lines[1].Name is missing", "$.Lines[1].Weight must be a number, but is the boolean true",
            ],
            ignoreOrder: true);
        schema.Check("[").ShouldHaveSingleItem().Text.ShouldStartWith("is not JSON: ");
        schema.Check("null").ShouldHaveSingleItem().ToString().ShouldBe("$ must not be null");
        schema.Check(null).ShouldHaveSingleItem().ToString().ShouldBe("$ is missing");
        PayloadSchema.Of(typeof(int?), PayloadOptions.Default)!.Check(null).ShouldBeEmpty();
    }

    [Fact]
    public void A_recursive_type_is_checked_at_every_depth() =>
        PayloadSchema.Of(typeof(Tree), PayloadOptions.Default)!.Check("""{"Name":"a","Children":[{"Name":"b","Children":[{"Name":3,"Children":[],"Parent":null}],"Parent":null}],"Parent":null}""")
            .Select(problem => problem.Path).ShouldBe(["$.Children[0].Children[0].Name"]);

    [Fact]
    public void A_keyword_that_is_not_checked_is_refused()
    {
        using var schema = JsonDocument.Parse("""{"type":"object","properties":{"a":{"type":"array","items":{"uniqueItems":true}}}}""");
        Should.Throw<NotSupportedException>(() => PayloadSchema.Of(schema.RootElement, takesNull: false, ignoresCase: false)).Message
            .ShouldStartWith("its JSON schema has the keyword 'uniqueItems', which JobMaster does not check");
    }

    [Fact]
    public void A_payload_with_such_a_keyword_is_a_problem_of_the_start_that_names_its_handler_and_what_to_do()
    {
        var problems = new List<string>();
        var definition = new JobDefinition
        {
            Id = "a", HandlerType = typeof(PayloadSchemaTests), PayloadType = typeof(Plain), Call = null!, CreateHandler = null!,
        };

        NodeDefinitions.Schemas(
            [definition with { PayloadType = typeof(Line) }, definition, definition with { Id = "b" }],
            type => PayloadSchema.Of(
                JsonElement.Parse(type == typeof(Line) ? "{}" : """{"uniqueItems":true}"""), takesNull: false, ignoresCase: false),
            problems).Keys.ShouldBe([typeof(Line)]);

        string problem = problems.ShouldHaveSingleItem();
        problem.ShouldStartWith(
            $"The payload '{JsonExcerpt.TypeName(typeof(Plain))}' of handler '{typeof(PayloadSchemaTests).FullName}' cannot be checked: " +
            "its JSON schema has the keyword 'uniqueItems', which JobMaster does not check; it checks $comment, $ref, ");
        problem.ShouldEndWith("Update JobMaster, or write the handler as an IJobHandler, which takes message data.");
    }

    [Fact]
    public void Every_type_here_has_a_schema_and_no_other_keywords() =>
        Samples.Select(sample => sample.GetType()).Where(type => Ways.Any(way => PayloadSchema.Of(type, way.Options) is null))
            .ShouldBeEmpty();

    [Fact]
    public void References_that_are_preserved_have_no_schema() =>
        PayloadSchema.Of(
            typeof(Plain),
            PayloadOptions.ForPayloads(new JsonSerializerOptions { ReferenceHandler = ReferenceHandler.Preserve })).ShouldBeNull();

    [Fact]
    public void Numbers_that_are_none_have_names()
    {
        var schema = PayloadSchema.Of(typeof(Line), PayloadOptions.Default)!;
        schema.Check("""{"Name":"a","Weight":"NaN"}""").ShouldBeEmpty();
        schema.Check("""{"Name":"a","Weight":"heavy"}""").ShouldHaveSingleItem().Path.ShouldBe("$.Weight");
    }

    /// <summary>
    /// The one thing that is read and not let pass: "7" as a time span, which .NET takes for days and a writer for seconds.
    /// </summary>
    private static bool IsDaysAlone(Type type, string json) =>
        type == typeof(Times) && json.Contains("ength\":\"7\"", StringComparison.OrdinalIgnoreCase);

    private static (Type Type, JsonSerializerOptions Options, PayloadSchema Schema) SchemaOf(string way, int sample)
    {
        var (type, options) = (Samples[sample].GetType(), Ways.Single(one => one.Name == way).Options);
        return (type, options, PayloadSchema.Of(type, options).ShouldNotBeNull());
    }

    private static IEnumerable<string> Variants(string json)
    {
        foreach (var name in JsonNode.Parse(json)!.AsObject().Select(member => member.Key).ToList())
        {
            var without = JsonNode.Parse(json)!.AsObject();
            without.Remove(name);
            yield return without.ToJsonString();
            var upper = JsonNode.Parse(json)!.AsObject();
            upper.Remove(name, out var moved);
            upper[name.ToUpperInvariant()] = moved;
            yield return upper.ToJsonString();
            foreach (var value in Values)
            {
                var changed = JsonNode.Parse(json)!.AsObject();
                changed[name] = JsonNode.Parse(value);
                yield return changed.ToJsonString();
            }
        }

        var more = JsonNode.Parse(json)!.AsObject();
        more["Unknown"] = 1;
        yield return more.ToJsonString();
        foreach (var value in Values.Where(value => value != "null"))
        {
            yield return value;
        }
    }

    private static bool Reads(string json, Type type, JsonSerializerOptions options)
    {
        try
        {
            JsonSerializer.Deserialize(json, type, options);
            return true;
        }
        catch (Exception exception) when (
            exception is JsonException or FormatException or InvalidOperationException or NotSupportedException or ArgumentException)
        {
            return false;
        }
    }

    public sealed record Plain(int Number, string Name, bool IsPaid, decimal Total, string? Note);

    public sealed record Optional(int Number, string Currency = "EUR", int? Discount = null);

    public sealed record Times(DateTime At, DateTimeOffset Exact, DateOnly Day, TimeOnly Hour, TimeSpan Length);

    public sealed record Kinds(Color Color, Color? Other, Sides Sides);

    public enum Color
    {
        Red = 0,
        Blue = 1,
    }

    [Flags]
    public enum Sides
    {
        None = 0,
        Left = 1,
        Right = 2,
    }

    public sealed record Ids(Guid Id, Uri Link, Version Version, byte[] Bytes, char Letter);

    public sealed record Lists(
        int[] Numbers, List<string> Names, Dictionary<string, int> Map, IReadOnlyList<Line> Lines, Dictionary<int, string> ByNumber);

    public sealed record Line(string Name, double Weight);

    public sealed record Tree(string Name, List<Tree> Children, Tree? Parent);

    public sealed record Holder(Shape Shape);

    [JsonDerivedType(typeof(Circle), "circle")]
    [JsonDerivedType(typeof(Square), "square")]
    public abstract record Shape;

    public sealed record Circle(double Radius) : Shape;

    public sealed record Square(double Side) : Shape;

    public sealed record Numbers(byte A, short B, long C, ulong D, Half E, float F, double G);

    public sealed record Loose(JsonElement Any, JsonObject Map);

    public sealed class Needed
    {
        public required string Name { get; init; }

        public int Age { get; set; }
    }

    public sealed record Renamed([property: JsonPropertyName("no.")] int Number);

    public sealed class WithExtra
    {
        public int Known { get; set; }

        [JsonExtensionData]
        public Dictionary<string, JsonElement>? Rest { get; set; }
    }
}
