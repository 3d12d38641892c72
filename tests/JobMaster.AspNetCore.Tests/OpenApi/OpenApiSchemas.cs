using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using JobMaster.AspNetCore.Contracts;

namespace JobMaster.AspNetCore.Tests.OpenApi;

/// <summary>The schemas of bodies and answers, each named once, as System.Text.Json reads and writes them.</summary>
internal sealed class OpenApiSchemas
{
    private readonly XmlComments _comments = new();
    private readonly SortedDictionary<string, JsonObject> _schemas = new(StringComparer.Ordinal);
    private readonly Queue<(Type Type, bool IsAnswer)> _wanted = new();
    private readonly HashSet<string> _bodies = new(StringComparer.Ordinal);

    /// <summary>A reference to the schema of a body, which takes no member it does not know.</summary>
    public JsonObject Body(Type type) => Reference(type, isAnswer: false);

    /// <summary>A reference to the schema of an answer, which may have more members in a later version.</summary>
    public JsonObject Answer(Type type) => Reference(type, isAnswer: true);

    public JsonObject Inline(Type type) => (JsonObject)Export(type, isAnswer: true);

    /// <summary>All schemas that were asked for, and those that they refer to.</summary>
    public JsonObject ToJson()
    {
        while (_wanted.TryDequeue(out var wanted))
        {
            if (wanted.IsAnswer ? _schemas.ContainsKey(wanted.Type.Name) : !_bodies.Add(wanted.Type.Name))
            {
                continue;
            }

            _schemas[wanted.Type.Name] = [];
            _schemas[wanted.Type.Name] = (JsonObject)Export(wanted.Type, wanted.IsAnswer);
        }

        return new JsonObject(_schemas.Select(schema => KeyValuePair.Create(schema.Key, (JsonNode?)schema.Value)));
    }

    private JsonObject Reference(Type type, bool isAnswer)
    {
        _wanted.Enqueue((type, isAnswer));
        return new JsonObject { ["$ref"] = $"#/components/schemas/{type.Name}" };
    }

    private JsonNode Export(Type type, bool isAnswer) => ApiJson.Default.Options.GetJsonSchemaAsNode(
        type,
        new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) => Transform(context, node, isAnswer),
        });

    private JsonObject Transform(JsonSchemaExporterContext context, JsonNode node, bool isAnswer)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        var schema = node as JsonObject ?? [];
        bool isNested = context.Path.Length > 0;
        if (context.TypeInfo.Kind == JsonTypeInfoKind.Object)
        {
            if (isNested)
            {
                schema = Reference(type, isAnswer);
            }
            else if (isAnswer)
            {
                schema.Remove("additionalProperties");
                if (Required(context.TypeInfo) is { } required)
                {
                    schema["required"] = required;
                }
            }
        }
        else if (Written(context.TypeInfo.Type, type) is { } written)
        {
            schema = written;
        }
        else if (Format(type) is { } format)
        {
            schema["format"] = format;
        }

        string? text = context.PropertyInfo?.AttributeProvider is PropertyInfo property ? _comments.Of(property)
            : isNested ? null
            : _comments.Of(type);
        if (text is not null)
        {
            schema["description"] = text;
        }

        return schema;
    }

    /// <summary>What the API's own converters read, which the exporter cannot see.</summary>
    private static JsonObject? Written(Type type, Type own)
    {
        bool takesNull = own != type;
        JsonNode text = takesNull ? new JsonArray("string", "null") : "string";
        return own == typeof(DateTimeOffset) ? new JsonObject { ["type"] = text, ["format"] = "date-time" }
            : own.IsEnum ? new JsonObject
            {
                ["enum"] = new JsonArray([.. Enum.GetNames(own).Select(name => (JsonNode?)name), .. takesNull ? new JsonNode?[1] : []]),
            }
            : null;
    }

    private static string? Format(Type type) =>
        type == typeof(int) ? "int32" : type == typeof(long) ? "int64" : type == typeof(double) ? "double" : null;

    /// <summary>What is never null is always there.</summary>
    private static JsonArray? Required(JsonTypeInfo type)
    {
        var nullability = new NullabilityInfoContext();
        var names = type.Properties
            .Where(one => one.AttributeProvider is PropertyInfo property
                && nullability.Create(property).ReadState != NullabilityState.Nullable)
            .Select(one => (JsonNode?)one.Name).ToArray();
        return names.Length == 0 ? null : [.. names];
    }
}
