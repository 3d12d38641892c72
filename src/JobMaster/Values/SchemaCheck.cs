using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace JobMaster.Values;

/// <summary>One check of a value against a schema. It is not stricter than System.Text.Json when that reads the value.</summary>
/// <param name="root">The whole schema, which references point into.</param>
/// <param name="ignoresCase">Whether names of properties are compared in any case.</param>
/// <param name="findsOtherCase">Whether a member that is a property only in another case is a problem.</param>
internal sealed class SchemaCheck(JsonElement root, bool ignoresCase, bool findsOtherCase = false)
{
    /// <summary>The most problems that are reported.</summary>
    private const int MostProblems = 100;

    private static readonly TimeSpan LongestMatch = TimeSpan.FromMilliseconds(100);

    private readonly StringComparer _names = ignoresCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
    private List<PayloadProblem> _problems = [];

    public IReadOnlyList<PayloadProblem> Run(JsonElement value)
    {
        Check(root, value, "$");
        return _problems;
    }

    private void Check(JsonElement schema, JsonElement value, string path)
    {
        if (_problems.Count >= MostProblems || schema.ValueKind == JsonValueKind.True)
        {
            return;
        }

        if (schema.ValueKind == JsonValueKind.False)
        {
            Add(path, "is not allowed");
            return;
        }

        if (schema.TryGetProperty("$ref", out var reference))
        {
            Check(Target(reference.GetString()!), value, path);
        }

        if (schema.TryGetProperty("type", out var type) && !IsOf(type, value))
        {
            Add(path, $"must be {Types(type)}, but is {JsonExcerpt.Of(value)}");
            return;
        }

        CheckValues(schema, value, path);
        CheckCombined(schema, value, path);
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                CheckObject(schema, value, path);
                break;
            case JsonValueKind.Array when schema.TryGetProperty("items", out var items):
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    Check(items, item, $"{path}[{index++}]");
                }

                break;
            case JsonValueKind.String:
                CheckText(schema, value.GetString()!, value, path);
                break;
        }
    }

    private void CheckValues(JsonElement schema, JsonElement value, string path)
    {
        if (schema.TryGetProperty("const", out var one) && !IsSame(one, value))
        {
            Add(path, $"must be {one.GetRawText()}, but is {JsonExcerpt.Of(value)}");
        }

        // Only enums have the keyword. Their names are read in any case, and their numbers from strings.
        if (
            schema.TryGetProperty("enum", out var several)
                && !several.EnumerateArray().Any(each => IsSame(each, value) || IsName(each, value)))
        {
            Add(
                path,
                $"must be one of {string.Join(", ", several.EnumerateArray().Select(each => each.GetRawText()))}, but is " +
                $"{JsonExcerpt.Of(value)}");
        }
    }

    private void CheckCombined(JsonElement schema, JsonElement value, string path)
    {
        if (schema.TryGetProperty("not", out var not) && Tried(not, value, path).Count == 0)
        {
            Add(path, $"must not be {JsonExcerpt.Of(value)}");
        }

        if (schema.TryGetProperty("anyOf", out var forms))
        {
            var tried = forms.EnumerateArray().Select(form => Tried(form, value, path)).ToList();
            if (tried.TrueForAll(problems => problems.Count > 0))
            {
                // The form that fits best is the intended one, unless its discriminator is wrong.
                _problems.AddRange(tried.MinBy(problems => (problems.Exists(problem => problem.Path == path) ? 1 : 0, problems.Count))!);
            }
        }
    }

    private void CheckObject(JsonElement schema, JsonElement value, string path)
    {
        var members = new Dictionary<string, JsonElement>(_names);
        foreach (var member in value.EnumerateObject())
        {
            members[member.Name] = member.Value;
        }

        foreach (
            var required in schema.TryGetProperty("required", out var names)
                ? names.EnumerateArray().Select(name => name.GetString()!)
                : [])
        {
            if (!members.ContainsKey(required))
            {
                Add(PathOf(path, required), $"is missing{InOtherCase(required, members.Keys, schema)}");
            }
        }

        var known = new HashSet<string>(_names);
        foreach (var property in schema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject() : default)
        {
            known.Add(property.Name);
            if (members.TryGetValue(property.Name, out var member))
            {
                Check(property.Value, member, PathOf(path, property.Name));
            }
        }

        if (findsOtherCase)
        {
            CheckCase(members.Keys, known, path);
        }

        if (schema.TryGetProperty("additionalProperties", out var others))
        {
            foreach (var (name, member) in members.Where(member => !known.Contains(member.Key) && !member.Key.StartsWith('$')))
            {
                Check(others, member, PathOf(path, name));
            }
        }
    }

    /// <summary>The member that was probably written instead: one that is no property and has the same name in another case.</summary>
    private static string InOtherCase(string required, IEnumerable<string> members, JsonElement schema) =>
        members.FirstOrDefault(name => string.Equals(name, required, StringComparison.OrdinalIgnoreCase)
            && !(schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out _))) is { } written
            ? $"; '{written}' differs from it in case only"
            : "";

    private void CheckCase(IEnumerable<string> members, HashSet<string> known, string path)
    {
        foreach (var name in members.Where(name => !known.Contains(name)))
        {
            if (known.FirstOrDefault(one => string.Equals(one, name, StringComparison.OrdinalIgnoreCase)) is { } meant)
            {
                Add(PathOf(path, name), $"is not known and would be ignored; the property is called '{meant}'");
            }
        }
    }

    private void CheckText(JsonElement schema, string text, JsonElement value, string path)
    {
        if (schema.TryGetProperty("minLength", out var least) && text.Length < least.GetInt32())
        {
            Add(path, $"must have at least {least.GetInt32()} characters, but is {JsonExcerpt.Of(value)}");
        }

        if (schema.TryGetProperty("maxLength", out var most) && text.Length > most.GetInt32())
        {
            Add(path, $"must have at most {most.GetInt32()} characters, but is {JsonExcerpt.Of(value)}");
        }

        if (
            schema.TryGetProperty("pattern", out var pattern)
                && !Regex.IsMatch(text, pattern.GetString()!, RegexOptions.CultureInvariant, LongestMatch))
        {
            Add(path, $"must match {pattern.GetString()}, but is {JsonExcerpt.Of(value)}");
        }

        if (schema.TryGetProperty("format", out var format) && !HasFormat(format.GetString()!, text, value))
        {
            Add(path, $"must be a {format.GetString()}, but is {JsonExcerpt.Of(value)}");
        }
    }

    private List<PayloadProblem> Tried(JsonElement schema, JsonElement value, string path)
    {
        var (kept, tried) = (_problems, new List<PayloadProblem>());
        _problems = tried;
        Check(schema, value, path);
        _problems = kept;
        return tried;
    }

    private void Add(string path, string problem) => _problems.Add(new PayloadProblem(path, problem));

    private JsonElement Target(string reference)
    {
        var at = root;
        foreach (var part in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = Uri.UnescapeDataString(part)
                .Replace("~1", "/", StringComparison.Ordinal)
                .Replace("~0", "~", StringComparison.Ordinal);
            at = at.ValueKind == JsonValueKind.Array ? at[int.Parse(name, CultureInfo.InvariantCulture)] : at.GetProperty(name);
        }

        return at;
    }

    private static bool IsOf(JsonElement type, JsonElement value) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Any(each => IsOf(each, value)) : type.GetString() switch
        {
            "null" => value.ValueKind == JsonValueKind.Null,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "string" => value.ValueKind == JsonValueKind.String,
            "array" => value.ValueKind == JsonValueKind.Array,
            "object" => value.ValueKind == JsonValueKind.Object,
            "integer" => value.ValueKind == JsonValueKind.Number && !value.GetRawText().AsSpan().ContainsAny('.', 'e', 'E'),
            _ => value.ValueKind == JsonValueKind.Number,
        };

    private static string Types(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? string.Join(" or ", type.EnumerateArray().Select(Types)) : type.GetString() switch
        {
            "null" => "null",
            "integer" or "array" or "object" => $"an {type.GetString()}",
            _ => $"a {type.GetString()}",
        };

    private static bool IsSame(JsonElement one, JsonElement other) => JsonElement.DeepEquals(one, other);

    private static bool IsName(JsonElement name, JsonElement value) =>
        name.ValueKind == JsonValueKind.String && value.ValueKind == JsonValueKind.String
        && (string.Equals(name.GetString(), value.GetString()!.Trim(), StringComparison.OrdinalIgnoreCase)
            || long.TryParse(value.GetString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out _));

    private static bool HasFormat(string format, string text, JsonElement value) => format switch
    {
        "date-time" => value.TryGetDateTimeOffset(out _) || value.TryGetDateTime(out _),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "time" => TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out _),
        "uuid" => value.TryGetGuid(out _),
        "uri" => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out _),
        _ => true,
    };

    private static string PathOf(string path, string name) =>
        name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_') ? $"{path}.{name}" : $"{path}['{name}']";
}
