using System.Net;
using System.Text.Json;
using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;
using JobMaster.AspNetCore.Tests.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Tests.Fuzz;

/// <summary>Holds answers against the document: the status, the kind of body, and the body.</summary>
internal sealed class FuzzAnswers(JsonElement document)
{
    /// <summary>Names the operation that answers.</summary>
    public const string Header = "X-Test-Operation";

    private const string NoRoute = "none";

    private readonly OpenApiFit _fit = new(document);

    private readonly Dictionary<string, JsonElement> _operations = document.GetProperty("paths").EnumerateObject()
        .SelectMany(path => path.Value.EnumerateObject()).ToDictionary(one => one.Value.Text("operationId"), one => one.Value);

    /// <summary>The operations that have succeeded with JSON that fits.</summary>
    public HashSet<string> Fitted { get; } = [];

    /// <summary>Says in a header which operation answers: a hostile path may lead to another one than was meant, or to none.</summary>
    public static void Name(WebApplication app) => app.Use((http, next) =>
    {
        var route = http.GetEndpoint()?.Metadata.GetMetadata<ApiRoute>();
        http.Response.Headers[Header] = route?.Name ?? NoRoute;
        return next(http);
    });

    /// <summary>What is wrong with an answer.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync(HttpResponseMessage response)
    {
        int status = (int)response.StatusCode;
        string? media = response.Content.Headers.ContentType?.MediaType;
        string body = media == ApiRoute.EventStream ? "" : await response.Content.ReadAsStringAsync();
        if (status >= 500)
        {
            return [$"{status} {body}"];
        }

        if (!response.Headers.TryGetValues(Header, out var names))
        {
            // The server itself refuses some paths before anything of the app is asked.
            bool isOfServer = response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestUriTooLong && body.Length == 0;
            return isOfServer ? [] : [$"{status} from nowhere: {body}"];
        }

        string name = names.Single();
        if (name == NoRoute)
        {
            return
            [
                .. ProblemMisfits(status, media, body),
                .. status is 403 or 404 or 405 ? [] : new[] { $"{status} of no route: {body}" },
            ];
        }

        var operation = _operations[name];
        if (!operation.GetProperty("responses").TryGetProperty($"{status}", out var documented))
        {
            return [$"{name}: {status} is not in the document: {body}"];
        }

        var misfits = documented.TryGetProperty("$ref", out _)
            ? ProblemMisfits(status, media, body)
            : Misfits(name, documented, media, body);
        return [.. misfits.Select(misfit => $"{name} {status}: {misfit}: {body[..Math.Min(body.Length, 2_000)]}")];
    }

    private IReadOnlyList<string> Misfits(string name, JsonElement documented, string? media, string body)
    {
        if (!documented.TryGetProperty("content", out var content))
        {
            return body.Length == 0 ? [] : [$"a body of {media}, and the document has none"];
        }

        if (media is null || !content.TryGetProperty(media, out var wanted))
        {
            return [$"a body of '{media}', and the document has {content}"];
        }

        if (media != "application/json")
        {
            return [];
        }

        Fitted.Add(name);
        return [.. _fit.Misfits(JsonElement.Parse(body), wanted.GetProperty("schema"))];
    }

    private IReadOnlyList<string> ProblemMisfits(int status, string? media, string body)
    {
        if (media != "application/problem+json")
        {
            return [$"a body of '{media}', and not a problem"];
        }

        var problem = JsonElement.Parse(body);
        var schema = document.GetProperty("components").GetProperty("schemas").GetProperty(nameof(ProblemBody));
        return
        [
            .. _fit.Misfits(problem, schema),
            .. problem.GetProperty("status").GetInt32() == status ? [] : new[] { "another status in the body" },
            .. problem.Text("type").StartsWith("urn:jobmaster:problem:", StringComparison.Ordinal) ? [] : new[] { "the type is not ours" },
        ];
    }
}
