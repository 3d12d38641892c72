using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using JobMaster.AspNetCore.Calls;

namespace JobMaster.AspNetCore.Patches;

/// <summary>Changes parts of a JSON object (RFC 6902). Parts that no operation names keep their exact text.</summary>
internal static class JsonPatch
{
    public const int MostOperations = 1000;

    /// <summary>
    /// The most characters that the copies of one patch may add together. Without a bound, each copy could double the document.
    /// </summary>
    private const int MostCopied = 1024 * 1024;

    private static readonly JsonSerializerOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="json">The object.</param>
    /// <param name="operations">The changes, in order; all or none apply.</param>
    /// <exception cref="ApiProblem">400, naming the operation that cannot be applied.</exception>
    public static string Apply(string json, IReadOnlyList<PatchOperation> operations)
    {
        var root = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
        int copied = 0;
        for (int place = 0; place < operations.Count; place++)
        {
            var operation = operations[place];
            try
            {
                Apply(ref root, operation, ref copied);
            }
            catch (FormatException exception)
            {
                throw ApiProblem.BadBody(
                    FormattableString.Invariant($"$.payloadPatch[{place}]"), $"'{operation.Op}' cannot be applied: {exception.Message}");
            }
        }

        return root?.ToJsonString(Written) ?? "null";
    }

    /// <summary>The parts of a JSON pointer (RFC 6901).</summary>
    public static string[] Parts(string pointer) =>
        pointer.Length == 0 ? []
        : pointer[0] != '/' ? throw new FormatException($"the pointer '{pointer}' does not begin with '/'.")
        : [.. pointer[1..].Split('/').Select(part =>
            part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];

    private static void Apply(ref JsonNode? root, PatchOperation operation, ref int copied)
    {
        string[] path = Parts(operation.Path ?? throw new FormatException("'path' is missing."));
        switch (operation.Op)
        {
            case "add":
                Add(ref root, path, Value(operation));
                break;
            case "replace":
                Remove(ref root, path, isReplaced: true);
                Add(ref root, path, Value(operation));
                break;
            case "remove":
                Remove(ref root, path, isReplaced: false);
                break;
            case "move":
                var moved = Get(root, From(operation))?.DeepClone();
                Remove(ref root, From(operation), isReplaced: false);
                Add(ref root, path, moved);
                break;
            case "copy":
                var source = Get(root, From(operation));
                copied += source?.ToJsonString(Written).Length ?? 0;
                _ = copied <= MostCopied
                    ? 0
                    : throw new FormatException($"the copies of this patch add more than {MostCopied} characters together.");
                Add(ref root, path, source?.DeepClone());
                break;
            case "test":
                _ = JsonNode.DeepEquals(Get(root, path), Value(operation))
                    ? 0
                    : throw new FormatException($"'{operation.Path}' has another value.");
                break;
            default:
                throw new FormatException("'op' must be add, replace, remove, move, copy or test.");
        }
    }

    private static string[] From(PatchOperation operation) => Parts(operation.From ?? throw new FormatException("'from' is missing."));

    private static JsonNode? Value(PatchOperation operation) => operation.Value is { ValueKind: not JsonValueKind.Undefined } value
        ? JsonNode.Parse(value.GetRawText(), documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false })
        : throw new FormatException("'value' is missing.");

    private static JsonNode? Get(JsonNode? node, ReadOnlySpan<string> path)
    {
        foreach (string part in path)
        {
            node = node switch
            {
                JsonObject members when members.TryGetPropertyValue(part, out var member) => member,
                JsonArray items => items[Index(part, items.Count - 1)],
                _ => throw Missing(part),
            };
        }

        return node;
    }

    private static void Add(ref JsonNode? root, string[] path, JsonNode? value)
    {
        if (path.Length == 0)
        {
            root = value;
            return;
        }

        switch (Get(root, path.AsSpan(0, path.Length - 1)))
        {
            case JsonObject members:
                members[path[^1]] = value;
                break;
            case JsonArray items:
                items.Insert(path[^1] == "-" ? items.Count : Index(path[^1], items.Count), value);
                break;
            default:
                throw Missing(path[^1]);
        }
    }

    private static void Remove(ref JsonNode? root, string[] path, bool isReplaced)
    {
        if (path.Length == 0)
        {
            root = isReplaced ? root : throw new FormatException("the whole payload cannot be removed.");
            return;
        }

        switch (Get(root, path.AsSpan(0, path.Length - 1)))
        {
            case JsonObject members:
                _ = members.Remove(path[^1]) ? 0 : throw Missing(path[^1]);
                break;
            case JsonArray items:
                items.RemoveAt(Index(path[^1], items.Count - 1));
                break;
            default:
                throw Missing(path[^1]);
        }
    }

    private static int Index(string part, int last) =>
        int.TryParse(part, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int index)
            && index <= last && (part.Length == 1 || part[0] != '0')
            ? index
            : throw Missing(part);

    private static FormatException Missing(string part) => new($"there is no '{part}'.");
}
