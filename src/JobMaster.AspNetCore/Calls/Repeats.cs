using System.Security.Cryptography;
using System.Text;
using JobMaster.AspNetCore.Contracts;
using JobMaster.AspNetCore.Endpoints;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Calls;

/// <summary>
/// Answers a repeated change like the first time. The audit remembers it: the call key of the change's entry holds the key and body of the
/// call, so any process finds it. A failed change is not remembered.
/// </summary>
internal sealed class Repeats : IDisposable
{
    public const string Header = "Idempotency-Key";

    private const int LongestKey = 255;

    /// <summary>More entries than one call adds.</summary>
    private const int MostEntries = 100;

    /// <summary>Runs calls of this process with the same key one after the other.</summary>
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    /// <summary>The caller's key; null without the header.</summary>
    /// <exception cref="ApiProblem">400, when the header has no value, or several.</exception>
    public static string? KeyOf(HttpRequest request) => request.Headers[Header] switch
    {
        [] => null,
        [{ } key] when !string.IsNullOrWhiteSpace(key) => key,
        var values => throw ApiProblem.BadRequest(
            "invalid-header",
            values.Count > 1
                ? $"The header {Header} is given {values.Count} times. Give it once."
                : $"The header {Header} is empty. Give it a value, or leave it out."),
    };

    /// <summary>Does the route's work, unless the caller's key shows that it was done.</summary>
    /// <exception cref="ApiProblem">422, when the key was used before with another body.</exception>
    public async Task<IResult> RunAsync(ApiCall call, ApiRoute route)
    {
        if (route.IsFallback || HttpMethods.IsGet(route.Method) || KeyOf(call.Http.Request) is not { } key)
        {
            return await route.RunAsync(call);
        }

        if (HttpMethods.IsPatch(route.Method) || HttpMethods.IsPut(route.Method))
        {
            throw ApiProblem.BadRequest(
                "invalid-header",
                $"A {route.Method} takes no {Header}: made twice, it changes the same. Leave the header out"
                + (route.Headers.Contains(Versions.Header) ? $", or send {Versions.Header}." : "."));
        }

        if (route.Permission == ApiPermissions.Reveal)
        {
            throw ApiProblem.BadRequest(
                "invalid-header",
                $"This call takes no {Header}: the audit keeps each time that somebody looks, and a repeated call looks again. Leave the "
                + "header out.");
        }

        if (route.RememberedAs is not { } kind)
        {
            return await route.RunAsync(call);
        }

        if (key.Length > LongestKey)
        {
            throw ApiProblem.BadRequest("invalid-header", $"The {Header} has {key.Length} characters; the limit is {LongestKey}.");
        }

        string path = $"{route.Method} {call.Http.Request.Path.Value?.ToUpperInvariant()} {NamesOf(call)}";
        string first = $"{HashOf(Encoding.UTF8.GetBytes($"{call.Caller.Identity}\0{path}\0{key}"))} ";
        byte[] body = BodyText.WithoutMark(await ApiBody.BytesAsync(call)).ToArray();
        call.Mark = $"{first}{HashOf(CanonicalJson.Of(body))}";
        var turn = _turns[first.GetHashCode(StringComparison.Ordinal) & (_turns.Length - 1)];
        await turn.WaitAsync(call.Aborted);
        try
        {
            return await FindAsync(call, kind, first) is { } done ? await AgainAsync(call, route, key, done) : await route.RunAsync(call);
        }
        catch (ApiProblem problem) when (problem.Status is StatusCodes.Status409Conflict or StatusCodes.Status412PreconditionFailed)
        {
            // Another process may have made the same call at the same time.
            if (await FindAsync(call, kind, first) is { } done)
            {
                return await AgainAsync(call, route, key, done);
            }

            throw;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => Array.ForEach(_turns, turn => turn.Dispose());

    /// <exception cref="ApiProblem">404 or 400, when the caller may no longer make the call; 422, when the body is different.</exception>
    private static async Task<IResult> AgainAsync(ApiCall call, ApiRoute route, string key, AuditEntry done)
    {
        await RepeatCheck.MaySeeAsync(call, route);
        return done.CallKey != call.Mark
            ? throw new ApiProblem(
                StatusCodes.Status422UnprocessableEntity, "key-reused",
                $"The {Header} '{key}' came with another body at {done.At:u}. Send the body of the first call, or another key.")
            : route.AgainAsync is { } again
                ? await again(call, done)
                : Answer.Ok(new ChangeAnswer("changed"), ApiJson.Default.ChangeAnswer);
    }

    private static async Task<AuditEntry?> FindAsync(ApiCall call, string kind, string first)
    {
        var filter = new AuditFilter
        {
            CallKey = $"{first}*", TargetKind = kind, TargetId = TargetOf(call, kind), PageSize = MostEntries,
        };
        var page = await call.Monitor.Audit.ListAsync(filter, cancellationToken: call.Aborted);
        return page.Entries is [var newest, ..] ? newest : null;
    }

    /// <summary>
    /// These targets are found by their kind only: an order to workers may name one host, a change of a definition may name an alias, and a
    /// change of a limit may name a key. The same is true for new things.
    /// </summary>
    private static string? TargetOf(ApiCall call, string kind) =>
        kind is AuditTargets.Worker or AuditTargets.Definition or AuditTargets.Limit ? null
        : call.Http.Request.RouteValues.FirstOrDefault(value => value.Key is not "clusterId").Value is not string target ? null
        : Guid.TryParse(target, out var id) && kind is AuditTargets.Job or AuditTargets.Schedule or AuditTargets.Operation ? $"{id}"
        : target;

    /// <summary>The names in the route, because two paths may differ only in the case or the encoding of a name.</summary>
    private static string NamesOf(ApiCall call) =>
        string.Join(' ', call.Http.Request.RouteValues.Values.OfType<string>().Where(value => !Guid.TryParse(value, out _)));

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16));
}
