using System.Text.Json.Nodes;

namespace JobMaster.AspNetCore.Tests.OpenApi;

/// <summary>
/// What an OpenAPI document promises its callers, a line for each promise, and what it asks of them. A later document may promise more, and
/// may ask no more of what was there before.
/// </summary>
internal sealed class OpenApiPromises
{
    /// <summary>Stands in lines that ask for something.</summary>
    private const string Needs = " needs ";

    private readonly JsonNode _document;
    private readonly SortedSet<string> _lines = new(StringComparer.Ordinal);

    private OpenApiPromises(JsonNode document) => _document = document;

    /// <summary>The lines of a document, in order.</summary>
    public static IReadOnlyCollection<string> Of(JsonNode document)
    {
        var promises = new OpenApiPromises(document);
        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in item!.AsObject())
            {
                promises.AddOperation($"{method.ToUpperInvariant()} {path}", operation!);
            }
        }

        return promises._lines;
    }

    /// <summary>The lines that a later document breaks.</summary>
    /// <param name="before">The lines that hold.</param>
    /// <param name="after">The lines of the later document.</param>
    public static IReadOnlyList<string> Broken(IReadOnlyCollection<string> before, IReadOnlyCollection<string> after)
    {
        var owners = before.Select(OwnerOf).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. before.Where(line => !line.Contains(Needs, StringComparison.Ordinal)).Except(after).Select(line => $"gone: {line}"),
            .. after.Where(line => line.Contains(Needs, StringComparison.Ordinal) && owners.Contains(OwnerOf(line))).Except(before)
                .Select(line => $"new: {line}"),
        ];
    }

    /// <summary>The lines that hold from now on: none of those before is forgotten.</summary>
    public static IReadOnlyCollection<string> Both(IReadOnlyCollection<string> before, IReadOnlyCollection<string> after)
    {
        var owners = before.Select(OwnerOf).ToHashSet(StringComparer.Ordinal);
        return new SortedSet<string>(
            before.Concat(after.Where(line => !line.Contains(Needs, StringComparison.Ordinal) || !owners.Contains(OwnerOf(line)))),
            StringComparer.Ordinal);
    }

    /// <summary>The operation, or the schema of a body or an answer, that a line is about.</summary>
    private static string OwnerOf(string line) => string.Join(' ', line.Split(' ').Take(2));

    private void AddOperation(string operation, JsonNode described)
    {
        _lines.Add($"{operation} is there");
        foreach (var scope in described["security"]!.AsArray().SelectMany(scheme => scheme!.AsObject().First().Value!.AsArray()))
        {
            _lines.Add($"{operation} is open to {scope}");
        }

        // A path's own parameters stand in its name.
        foreach (var parameter in (described["parameters"]?.AsArray() ?? []).Where(one => (string?)one!["in"] != "path"))
        {
            string name = $"{parameter!["in"]} {parameter["name"]}";
            Takes(operation, name, parameter["schema"]!, parameter["required"]!.GetValue<bool>());
        }

        if (described["requestBody"] is { } body)
        {
            var schema = body["content"]!["application/json"]!["schema"]!;
            Takes(operation, "a body", schema, body["required"]!.GetValue<bool>());
        }

        // Which errors there are is no promise; what they look like is.
        foreach (var (status, answer) in described["responses"]!.AsObject())
        {
            var contents = Resolved(answer!)["content"]?.AsObject().ToList() ?? [];
            var types = contents
                .SelectMany(one => Types(one.Value!["schema"]!, isBody: false).Select(type => $" {one.Key} {type}")).ToList();
            foreach (string type in string.CompareOrdinal(status, "400") >= 0 ? [] : types.DefaultIfEmpty(""))
            {
                _lines.Add($"{operation} may answer {status}{type}");
            }
        }
    }

    /// <summary>What a caller may send, with a line for each type and value, and whether it must.</summary>
    private void Takes(string owner, string name, JsonNode schema, bool isRequired)
    {
        foreach (string type in Types(schema, isBody: true))
        {
            _lines.Add($"{owner} takes {name}: {type}");
        }

        if (isRequired)
        {
            _lines.Add($"{owner}{Needs}{name}");
        }
    }

    private IEnumerable<string> Types(JsonNode schema, bool isBody)
    {
        if ((string?)schema["$ref"] is { } reference)
        {
            string name = reference.Split('/')[^1];
            AddSchema(name, isBody);
            return [name];
        }

        return (schema["oneOf"] ?? schema["anyOf"]) is JsonArray choices ? choices.SelectMany(one => Types(one!, isBody))
            : schema["enum"] is JsonArray values ? values.Select(value => value?.ToJsonString() ?? "null")
            : schema["type"] is JsonArray types ? types.SelectMany(type => Type(schema, $"{type}", isBody))
            : schema["type"] is { } only ? Type(schema, $"{only}", isBody)
            : ["anything"];
    }

    private IEnumerable<string> Type(JsonNode schema, string type, bool isBody) =>
        type == "array" && schema["items"] is { } items ? Types(items, isBody).Select(item => $"array of {item}")
        : type != "null" && schema["format"] is { } format ? [$"{type} {format}"]
        : [type];

    private void AddSchema(string name, bool isBody)
    {
        string owner = $"{(isBody ? "body" : "answer")} {name}";
        if (!_lines.Add($"{owner} is there"))
        {
            return;
        }

        var schema = _document["components"]!["schemas"]![name]!;
        var required = (schema["required"]?.AsArray() ?? []).Select(one => $"{one}").ToHashSet(StringComparer.Ordinal);
        foreach (var (member, described) in schema["properties"]?.AsObject() ?? [])
        {
            if (isBody)
            {
                Takes(owner, member, described!, required.Contains(member));
                continue;
            }

            // An answer may come to leave out what it always has: that is a line of its own.
            foreach (string type in Types(described!, isBody).Where(type => type != "null"))
            {
                _lines.Add($"{owner} has {member}: {type}");
            }

            if (required.Contains(member))
            {
                _lines.Add($"{owner} always has {member}");
            }
        }
    }

    private JsonNode Resolved(JsonNode node) => (string?)node["$ref"] is { } reference
        ? reference.Split('/').Skip(1).Aggregate(_document, (at, name) => at[name]!)
        : node;
}
