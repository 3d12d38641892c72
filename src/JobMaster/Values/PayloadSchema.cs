using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace JobMaster.Values;

/// <summary>
/// The JSON schema of a payload type, from System.Text.Json's <see cref="JsonSchemaExporter"/>, and a check against it. Only the keywords
/// of the exporter are supported; a schema with others is refused rather than half checked.
/// </summary>
internal sealed class PayloadSchema
{
    /// <summary>The keywords of <see cref="JsonSchemaExporter"/>, besides <c>true</c> and <c>false</c> for whole schemas.</summary>
    private static readonly string[] Keywords =
    [
        "$comment", "$ref", "additionalProperties", "anyOf", "const", "default", "description", "enum", "format", "items", "maxLength",
        "minLength", "not", "pattern",
        "properties", "required", "title", "type",
    ];

    private PayloadSchema(JsonElement root, bool takesNull, bool ignoresCase) =>
        (Root, TakesNull, IgnoresCase) = (root, takesNull, ignoresCase);

    /// <summary>The schema.</summary>
    public JsonElement Root { get; }

    /// <summary>Whether null, or a missing payload, is allowed.</summary>
    public bool TakesNull { get; }

    /// <summary>Whether names of properties are read in any case.</summary>
    public bool IgnoresCase { get; }

    /// <summary>The schema of a type; null if the exporter has none for it, as with preserved references.</summary>
    /// <exception cref="NotSupportedException">The schema has unsupported keywords.</exception>
    public static PayloadSchema? Of(Type type, JsonSerializerOptions options)
    {
        JsonNode node;
        try
        {
            node = PayloadOptions.TypeInfo(options, type).GetJsonSchemaAsNode(
                new JsonSchemaExporterOptions { TransformSchemaNode = AsRead });
        }
        catch (Exception exception) when (PayloadErrors.AreAboutTheValue(exception))
        {
            return null;
        }

        bool takesNull = Nullable.GetUnderlyingType(type) is not null;
        if (!takesNull)
        {
            WithoutNull(node);
        }

        using var document = JsonDocument.Parse(node.ToJsonString());
        return Of(document.RootElement.Clone(), takesNull, options.PropertyNameCaseInsensitive);
    }

    /// <exception cref="NotSupportedException">The schema has unsupported keywords.</exception>
    public static PayloadSchema Of(JsonElement root, bool takesNull, bool ignoresCase)
    {
        ThrowIfUnknown(root);
        return new PayloadSchema(root, takesNull, ignoresCase);
    }

    /// <summary>The parts of a payload that do not fit, each with its path; none if all fit.</summary>
    /// <param name="json">The payload; null for none.</param>
    public IReadOnlyList<PayloadProblem> Check(string? json)
    {
        if (json is null)
        {
            return TakesNull ? [] : [new PayloadProblem("$", "is missing")];
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind != JsonValueKind.Null ? new SchemaCheck(Root, IgnoresCase).Run(document.RootElement)
                : TakesNull ? [] : [new PayloadProblem("$", "must not be null")];
        }
        catch (JsonException exception)
        {
            return [new PayloadProblem("$", $"is not JSON: {exception.Message}")];
        }
        catch (InvalidOperationException)
        {
            return [new PayloadProblem("$", "has a string or a name with half a surrogate pair, which cannot be read")];
        }
    }

    /// <summary>
    /// The members of a fitting payload whose names differ from a property's only in case: reading would ignore them, which is never
    /// intended.
    /// </summary>
    /// <param name="json">The payload; null for none.</param>
    public IReadOnlyList<PayloadProblem> OtherCase(string? json)
    {
        if (json is null || IgnoresCase || Check(json).Count > 0)
        {
            return [];
        }

        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Null
            ? []
            : new SchemaCheck(Root, ignoresCase: false, findsOtherCase: true).Run(document.RootElement);
    }

    /// <summary>
    /// Adds values that the serializer reads and the exporter omits: the number of an enum that is written by name, and any property
    /// for extension data.
    /// </summary>
    private static JsonNode AsRead(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (schema is JsonObject any && context.TypeInfo.Kind == JsonTypeInfoKind.Object
            && context.TypeInfo.Properties.Any(property => property.IsExtensionData))
        {
            any.Remove("additionalProperties");
        }

        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        if (!type.IsEnum || schema is not JsonObject written || written["type"]?.ToString() == "integer" || !TakesNumber(context.TypeInfo))
        {
            return schema;
        }

        return new JsonObject { ["anyOf"] = new JsonArray(written.DeepClone(), new JsonObject { ["type"] = "integer" }) };
    }

    /// <summary>
    /// The exporter lets any class be null. A payload must not be, but a member of the payload's own type, which is a reference to the
    /// whole schema, may.
    /// </summary>
    private static void WithoutNull(JsonNode root)
    {
        if (root is not JsonObject schema || schema["type"] is not JsonArray types || !types.Any(IsNull))
        {
            return;
        }

        foreach (var own in ReferencesToRoot(schema).ToList())
        {
            own.Remove("$ref");
            own["anyOf"] = new JsonArray(new JsonObject { ["$ref"] = "#" }, new JsonObject { ["type"] = "null" });
        }

        types.Remove(types.First(IsNull));
        if (types is [{ } only])
        {
            schema["type"] = only.DeepClone();
        }

        static bool IsNull(JsonNode? type) => type?.ToString() == "null";
    }

    private static IEnumerable<JsonObject> ReferencesToRoot(JsonNode? part) => part switch
    {
        JsonObject own when own["$ref"] is JsonValue target && target.ToString() == "#" => [own],
        JsonObject schema => schema.SelectMany(member => ReferencesToRoot(member.Value)),
        JsonArray several => several.SelectMany(ReferencesToRoot),
        _ => [],
    };

    private static bool TakesNumber(JsonTypeInfo info)
    {
        try
        {
            JsonSerializer.Deserialize("0", info);
            return true;
        }
        catch (Exception exception) when (PayloadErrors.AreAboutTheValue(exception))
        {
            return false;
        }
    }

    private static void ThrowIfUnknown(JsonElement schema)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return;
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            throw new NotSupportedException($"{JsonExcerpt.Of(schema)} is not a JSON schema.");
        }

        foreach (var keyword in schema.EnumerateObject())
        {
            switch (keyword.Name)
            {
                case "properties":
                    keyword.Value.EnumerateObject().ToList().ForEach(property => ThrowIfUnknown(property.Value));
                    break;
                case "anyOf":
                    keyword.Value.EnumerateArray().ToList().ForEach(ThrowIfUnknown);
                    break;
                case "items" or "additionalProperties" or "not":
                    ThrowIfUnknown(keyword.Value);
                    break;
                case var name when !Keywords.Contains(name, StringComparer.Ordinal):
                    throw new NotSupportedException(
                        $"its JSON schema has the keyword '{name}', which JobMaster does not check; it checks " +
                        $"{string.Join(", ", Keywords)}");
            }
        }
    }
}
