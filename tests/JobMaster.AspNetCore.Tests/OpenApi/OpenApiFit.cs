using System.Globalization;
using System.Text.Json;

namespace JobMaster.AspNetCore.Tests.OpenApi;

/// <summary>Whether a value fits a schema of the document. Knows the words that the document uses and refuses others.</summary>
internal sealed class OpenApiFit(JsonElement document)
{
    /// <summary>What does not fit, each with its path; none when all does.</summary>
    /// <param name="value">The value.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="path">Where the value stands.</param>
    public IEnumerable<string> Misfits(JsonElement value, JsonElement schema, string path = "$")
    {
        foreach (var word in schema.EnumerateObject())
        {
            foreach (string misfit in Misfits(value, schema, word, path))
            {
                yield return misfit;
            }
        }
    }

    private IEnumerable<string> Misfits(JsonElement value, JsonElement schema, JsonProperty word, string path) => word.Name switch
    {
        "$ref" => Misfits(value, Resolve(word.Value.GetString()!), path),
        "type" => Types(word.Value).Any(type => IsOfType(value, type)) ? [] : [$"{path} is {value.ValueKind}, not {word.Value}"],
        "enum" => word.Value.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)) ? [] : [$"{path} is {value}, not of the enum"],
        "format" => value.ValueKind == JsonValueKind.Null || HasFormat(value, word.Value.GetString()!)
            ? []
            : [$"{path} is no {word.Value}: {value}"],
        "properties" => value.ValueKind != JsonValueKind.Object ? [] : word.Value.EnumerateObject()
            .Where(property => value.TryGetProperty(property.Name, out _))
            .SelectMany(property => Misfits(value.GetProperty(property.Name), property.Value, $"{path}.{property.Name}")),
        "required" => value.ValueKind != JsonValueKind.Object ? [] : word.Value.EnumerateArray()
            .Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{path}.{name} is missing"),
        "items" => value.ValueKind != JsonValueKind.Array ? [] : value.EnumerateArray()
            .SelectMany((one, at) => Misfits(one, word.Value, $"{path}[{at}]")),
        "additionalProperties" => Additional(value, schema, word.Value, path),
        "oneOf" or "anyOf" => word.Value.EnumerateArray().Any(one => !Misfits(value, one, path).Any())
            ? []
            : [$"{path} fits none of the {word.Name}"],
        "description" or "default" => [],
        _ => throw new InvalidOperationException(
            $"The schema at {path} has the word '{word.Name}', which {nameof(OpenApiFit)} does not know. Add it."),
    };

    private IEnumerable<string> Additional(JsonElement value, JsonElement schema, JsonElement rule, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var others = value.EnumerateObject()
            .Where(member => !schema.TryGetProperty("properties", out var known) || !known.TryGetProperty(member.Name, out _));
        return rule.ValueKind == JsonValueKind.False ? others.Select(member => $"{path}.{member.Name} is not known")
            : rule.ValueKind == JsonValueKind.Object ? others.SelectMany(member => Misfits(member.Value, rule, $"{path}.{member.Name}"))
            : [];
    }

    private JsonElement Resolve(string reference)
    {
        var found = document;
        foreach (string name in reference.Split('/').Skip(1))
        {
            found = found.GetProperty(name);
        }

        return found;
    }

    private static IEnumerable<string> Types(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()!) : [type.GetString()!];

    private static bool IsOfType(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => throw new InvalidOperationException($"The type '{type}' is not known."),
    };

    private static bool HasFormat(JsonElement value, string format) => format switch
    {
        "uuid" => value.TryGetGuid(out _),
        "date-time" => DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, out _),
        "int32" => value.TryGetInt32(out _),
        "int64" => value.TryGetInt64(out _),
        "double" => value.TryGetDouble(out _),
        "uri" => Uri.TryCreate(value.GetString(), UriKind.Absolute, out _),
        _ => throw new InvalidOperationException($"The format '{format}' is not known."),
    };
}
