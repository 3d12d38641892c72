using System.Globalization;
using System.Text.Json;

namespace JobMaster.AspNetCore.Tests.Fuzz;

/// <summary>Values that fit a schema of the document, often at its edges, and some that do not.</summary>
/// <param name="document">The document, for its references.</param>
/// <param name="random">Decides.</param>
/// <param name="ids">Ids that exist.</param>
internal sealed class FuzzValues(JsonElement document, Random random, IReadOnlyList<Guid> ids)
{
    private const int DeepestBody = 4;

    private static readonly string[] Names = ["greet", "other", "default", "acme", "worker", "*", "gr*", "mail", "overview"];

    private static readonly string[] HostileTexts =
    [
        "", " ", "\0", "a\0b", "\ud800", "\udfff\ud800", "'; DROP TABLE jobs; --", "\"", "\\", "%", "_%_", "\r\nX-Injected: 1", "../../etc",
        "\u202e\u0130\u0131\u00df", "🧨", "é\u0301", "<script>alert(1)</script>", "{{7*7}}", "${jndi:ldap://x}", "null", "-1", "1e400",
        "\ufeff", "\uffff", new('x', 99), new('x', 101), new('é', 5_000), "a=b", "=", "a=\0",
    ];

    private static readonly string[] Times =
    [
        "2026-11-27T08:00:00Z", "2031-01-01T00:00:00+02:00", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59-14:00", "1970-01-01T00:00:00Z",
    ];

    private static readonly string[] Numbers =
    [
        "0", "1", "-1", "2", "50", "1000", "1001", "2147483647", "-2147483648", "2147483648", "9007199254740993", "1e3", "0.5", "1e300",
        "1e400",
    ];

    public T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    public bool Odds(int one, int of) => random.Next(of) < one;

    public string HostileText => Pick(HostileTexts);

    public JsonElement Resolve(JsonElement schema)
    {
        while (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$ref", out var reference))
        {
            schema = document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]);
        }

        return schema;
    }

    /// <summary>The text of a parameter of a path or a query.</summary>
    public string Parameter(JsonElement schema) =>
        Odds(1, 5) ? HostileText
        : schema.TryGetProperty("enum", out var choices) ? Pick<JsonElement>([.. choices.EnumerateArray()]).GetString()!
        : schema.TryGetProperty("items", out var items)
            ? string.Join(',', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Parameter(items)))
        : schema.GetProperty("type").ValueKind == JsonValueKind.String && schema.GetProperty("type").GetString() == "string" ? Text(schema)
        : JsonOf(schema, depth: 0);

    /// <summary>JSON that fits the schema; now and then not.</summary>
    public string JsonOf(JsonElement schema, int depth)
    {
        schema = Resolve(schema);
        if (Odds(1, 40))
        {
            return Pick<string>(["null", "true", "[]", "{}", "\"x\"", "-1", "[[[[]]]]", """{"a":{"$ref":"#"}}"""]);
        }

        if (schema.TryGetProperty("enum", out var choices))
        {
            return Odds(1, 15)
                ? Pick<string>(["99", "-1", "\"Nonsense\"", "\"\""])
                : Pick<JsonElement>([.. choices.EnumerateArray()]).GetRawText();
        }

        string type = !schema.TryGetProperty("type", out var types) ? "any"
            : types.ValueKind == JsonValueKind.Array ? Pick<JsonElement>([.. types.EnumerateArray()]).GetString()!
            : types.GetString()!;
        return type switch
        {
            "object" => Object(schema, depth),
            "array" => Array(schema.GetProperty("items"), depth),
            "string" => Quoted(Text(schema)),
            "integer" or "number" => Odds(1, 2) ? random.Next(1, 20).ToString(CultureInfo.InvariantCulture) : Pick(Numbers),
            "boolean" => Pick<string>(["true", "false"]),
            "null" => "null",
            _ => Any(),
        };
    }

    private string Object(JsonElement schema, int depth)
    {
        if (!schema.TryGetProperty("properties", out var properties) || depth > DeepestBody)
        {
            return "{}";
        }

        var given = properties.EnumerateObject().Where(_ => Odds(1, depth == 0 ? 3 : 4))
            .Select(one => $"{Quoted(one.Name)}:{JsonOf(one.Value, depth + 1)}").ToList();
        if (Odds(1, 20))
        {
            given.Add(Pick<string>(["\"unknown\":1", "\"reason\":\"twice\",\"reason\":\"twice\"", "\"\":0", "\"__proto__\":{}"]));
        }

        return $"{{{string.Join(',', given)}}}";
    }

    private string Array(JsonElement items, int depth) =>
        $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => JsonOf(items, depth + 1)))}]";

    private string Text(JsonElement schema) => (schema.TryGetProperty("format", out var format) ? format.GetString() : null) switch
    {
        _ when Odds(1, 12) => HostileText,
        "uuid" => $"{(Odds(3, 4) ? Pick(ids) : Guid.CreateVersion7())}",
        "date-time" => Pick(Times),
        _ => Odds(3, 4) ? Pick(Names) : HostileText,
    };

    private string Any() => Pick<string>(
    [
        """{"Name":"Ada"}""", """{"Name":"Ada","Number":9007199254740993}""", """{"Name":null}""", "{}", "[]", "7", "\"text\"", "null",
        """{"Name":"\u0000"}""", """{"Name":"\ud800"}""", """{"Password":"hunter22","Name":"hunter22"}""", """{"a":1,"a":2}""",
        $$"""{"Name":{{Quoted(HostileText)}}}""", string.Concat(Enumerable.Repeat("{\"a\":", 40)) + "1" + new string('}', 40),
        string.Concat(Enumerable.Repeat("{\"a\":", 200)) + "1" + new string('}', 200),
        """[{"op":"replace","path":"/Name","value":"Eve"}]""",
    ]);

    /// <summary>Escaped as JSON has it, halves of surrogate pairs too, which no serializer writes.</summary>
    private static string Quoted(string text) =>
        $"\"{string.Concat(text.Select(one => one is >= ' ' and < '\x7f' and not ('"' or '\\') ? $"{one}" : $"\\u{(int)one:x4}"))}\"";
}
