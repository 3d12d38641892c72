using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using JobMaster.AspNetCore.Access;
using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.WebUtilities;

namespace JobMaster.AspNetCore.Tests.OpenApi;

/// <summary>Writes the OpenAPI document that is in the package from the table of routes.</summary>
internal sealed class OpenApiWriter
{
    /// <summary>So deep objects have a line for each member, so that each operation and each schema stands on its own.</summary>
    private const int Lines = 3;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] Schemes = ["bearer", "apiKey", "basic", "session"];

    private readonly OpenApiSchemas _schemas = new();
    private readonly SortedDictionary<string, JsonNode> _examples = new(StringComparer.Ordinal);

    public static string Write(IReadOnlyList<ApiRoute> routes) =>
        Text(new OpenApiWriter().Document(routes), depth: 0) + "\n";

    private static string Text(JsonNode? node, int depth) => node is JsonObject members && depth < Lines
        ? $"{{{string.Join(',', members.Select(one => $"\n{JsonSerializer.Serialize(one.Key, Json)}: {Text(one.Value, depth + 1)}"))}\n}}"
        : node?.ToJsonString(Json) ?? "null";

    private JsonObject Document(IReadOnlyList<ApiRoute> routes)
    {
        var paths = new JsonObject();
        foreach (var route in routes)
        {
            string path = "/" + string.Join('/', RoutePatternFactory.Parse(route.FullPattern).PathSegments.Select(Segment));
            paths[path] ??= new JsonObject();
            paths[path]![route.Method.ToLowerInvariant()] = Operation(route);
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = "JobMaster", ["version"] = "1",
                ["description"] = "Submits, reads and operates background jobs. Bodies are JSON; a member or query parameter that is not "
                    + "known is refused. Later versions only add.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = ".", ["description"] = "Where this document was read." }),
            ["paths"] = paths,
            ["components"] = Components(),
        };
    }

    private JsonObject Components()
    {
        var problem = _schemas.Answer(typeof(ProblemBody));
        return new JsonObject
        {
            ["responses"] = new JsonObject
            {
                ["Problem"] = new JsonObject
                {
                    ["description"] = "What is wrong, and how to mend it (RFC 9457).",
                    ["content"] = new JsonObject
                    {
                        ["application/problem+json"] = new JsonObject
                        {
                            ["schema"] = problem,
                            ["example"] = new JsonObject
                            {
                                ["type"] = "urn:jobmaster:problem:invalid-body", ["title"] = "Bad Request", ["status"] = 400,
                                ["detail"] = "The body cannot be read at $.priorty: The JSON property 'priorty' is not known.",
                                ["path"] = "$.priorty",
                            },
                        },
                    },
                },
            },
            ["examples"] = new JsonObject(_examples.Select(one =>
                KeyValuePair.Create(one.Key, (JsonNode?)new JsonObject { ["value"] = one.Value }))),
            ["schemas"] = _schemas.ToJson(),
            ["securitySchemes"] = new JsonObject
            {
                ["bearer"] = new JsonObject
                {
                    ["type"] = "http", ["scheme"] = "bearer", ["description"] = "An API key, `jmk_<id>_<secret>`, or a token of the app.",
                },
                ["apiKey"] = new JsonObject
                {
                    ["type"] = "apiKey", ["in"] = "header", ["name"] = "X-Api-Key", ["description"] = "An API key, `jmk_<id>_<secret>`.",
                },
                ["basic"] = new JsonObject
                {
                    ["type"] = "http", ["scheme"] = "basic", ["description"] = "A user of the configuration.",
                },
                ["session"] = new JsonObject
                {
                    ["type"] = "apiKey", ["in"] = "cookie", ["name"] = Sessions.Cookie, ["description"] = "What `POST /login` has set.",
                },
            },
        };
    }

    private JsonObject Operation(ApiRoute route)
    {
        var operation = new JsonObject
        {
            ["operationId"] = route.Name,
            ["summary"] = route.Summary,
            ["description"] = Needs(route),
            ["tags"] = new JsonArray(Tag(route)),
            ["security"] = route.IsForAnybody
                ? new JsonArray()
                : new JsonArray([.. Schemes.Select(scheme => Security(route, scheme))]),
        };
        if (Parameters(route).ToArray() is { Length: > 0 } parameters)
        {
            operation["parameters"] = new JsonArray(parameters);
        }

        if (route.Body is { } body)
        {
            operation["requestBody"] = new JsonObject
            {
                ["required"] = !body.IsOptional,
                ["content"] = new JsonObject
                {
                    ["application/json"] = new JsonObject
                    {
                        ["schema"] = _schemas.Body(body.Type), ["example"] = JsonNode.Parse(body.Example),
                    },
                },
            };
        }

        operation["responses"] = Responses(route);
        return operation;
    }

    private IEnumerable<JsonNode> Parameters(ApiRoute route) =>
    [
        .. RoutePatternFactory.Parse(route.FullPattern).Parameters.Select(part =>
            Parameter("path", part.Name, OpenApiParameters.Path(part.Name), isRequired: true)),
        .. route.Query.Select(name => Parameter("query", name, OpenApiParameters.Query(route, name), isRequired: false)),
        .. route.Headers.Select(name => Parameter("header", name, (typeof(string), OpenApiParameters.Header(name)), isRequired: false)),
    ];

    private JsonObject Parameter(string place, string name, (Type Type, string Description) what, bool isRequired)
    {
        var schema = what.Type.IsEnum ? Names(what.Type)
            : what.Type.IsArray ? new JsonObject { ["type"] = "array", ["items"] = Names(what.Type.GetElementType()!), ["minItems"] = 1 }
            : _schemas.Inline(what.Type);
        if (what.Type == typeof(int))
        {
            (schema["minimum"], schema["maximum"]) = (1, ApiQuery.LongestPage);
        }

        schema.Remove("description");
        var parameter = new JsonObject
        {
            ["name"] = name, ["in"] = place, ["required"] = isRequired, ["description"] = what.Description, ["schema"] = schema,
        };
        if (what.Type.IsArray)
        {
            // With commas between the values.
            (parameter["style"], parameter["explode"]) = ("form", false);
        }

        return parameter;
    }

    private static JsonObject Names(Type type) =>
        new() { ["enum"] = new JsonArray([.. Enum.GetNames(type).Select(one => (JsonNode)one)]) };

    private JsonObject Responses(ApiRoute route)
    {
        var responses = new JsonObject();
        foreach (var answers in route.Answers.GroupBy(answer => answer.Status).OrderBy(answers => answers.Key))
        {
            responses[$"{answers.Key}"] = Response(answers.Key, [.. answers]);
        }

        foreach (int status in Problems(route))
        {
            responses[$"{status}"] = new JsonObject { ["$ref"] = "#/components/responses/Problem" };
        }

        return responses;
    }

    private JsonObject Response(int status, ApiAnswerShape[] answers)
    {
        var response = new JsonObject { ["description"] = ReasonPhrases.GetReasonPhrase(status) };
        if (answers is [{ MediaType: { } media }, ..])
        {
            JsonNode schema = answers switch
            {
                [{ Type: { } type }] => _schemas.Answer(type),
                [{ Type: null }] => new JsonObject { ["type"] = media == "application/json" ? "object" : "string" },
                _ => new JsonObject { ["oneOf"] = new JsonArray([.. answers.Select(answer => _schemas.Answer(answer.Type!))]) },
            };
            var content = new JsonObject { ["schema"] = schema };
            if (answers.Select(answer => answer.Type).OfType<Type>().ToList() is { Count: > 0 } types)
            {
                content["examples"] = new JsonObject(types.Select(Example));
            }

            response["content"] = new JsonObject { [media] = content };
        }

        return response;
    }

    private KeyValuePair<string, JsonNode?> Example(Type answer)
    {
        _examples[answer.Name] = OpenApiExamples.Of(answer);
        return KeyValuePair.Create(answer.Name, (JsonNode?)new JsonObject { ["$ref"] = $"#/components/examples/{answer.Name}" });
    }

    private static IEnumerable<int> Problems(ApiRoute route)
    {
        bool isChange = !HttpMethods.IsGet(route.Method);
        (int Status, bool May)[] all =
        [
            (400, true), (401, true), (403, true), (404, !route.IsOfNoCluster), (409, isChange), (412, route.Headers.Contains("If-Match")),
            (413, route.Body is not null), (415, route.Body is not null), (422, route.Headers.Contains("Idempotency-Key")), (429, true),
            (503, true),
        ];
        return all.Where(one => one.May).Select(one => one.Status);
    }

    private static string Needs(ApiRoute route) =>
        (route.IsForAnybody
            ? "Needs no permission."
            : route.Permission == ApiRoute.Anyone
            ? "Needs any permission."
            : $"Needs {$"{route.Permission}".Replace(", ", " or ", StringComparison.Ordinal)}.")
        + (route.NeedsWholeCluster ? " Closed to callers who are limited to tenants or definitions." : "");

    private static JsonObject Security(ApiRoute route, string scheme) => new()
    {
        [scheme] = new JsonArray([.. $"{route.Permission}".Split(", ").Select(one => (JsonNode)one)]),
    };

    private static string Tag(ApiRoute route) => route.Pattern is "login" or "logout" or "login-link" ? "sessions"
        : route.Pattern.Split('/')[0] is { Length: > 0 } first && !first.Contains('.', StringComparison.Ordinal) ? first : "clusters";

    private static string Segment(RoutePatternPathSegment segment) => string.Concat(segment.Parts.Select(part => part switch
    {
        RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
        RoutePatternLiteralPart literal => literal.Content,
        _ => throw new InvalidOperationException($"The pattern part {part} is not known."),
    }));
}
