using JobMaster.AspNetCore.Contracts;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Calls;

/// <summary>One route: its permission, its input and output, and its work. The OpenAPI document is made from the routes.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Pattern">Its path below the cluster, or below the API if it has no cluster.</param>
/// <param name="Permission">The permissions; a caller needs one of these.</param>
/// <param name="RunAsync">Does the work.</param>
internal sealed record ApiRoute(string Method, string Pattern, ApiPermissions Permission, Func<ApiCall, Task<IResult>> RunAsync)
{
    /// <summary>The permissions of a route that any known caller may call.</summary>
    public const ApiPermissions Anyone =
        ApiPermissions.Submit | ApiPermissions.Read | ApiPermissions.Reveal | ApiPermissions.Operate | ApiPermissions.Admin;

    public const string EventStream = "text/event-stream";

    /// <summary>Its name in generated clients, unique among the routes.</summary>
    public string Name { get; private init; } = "";

    /// <summary>Its work, as in docs/api.md.</summary>
    public string Summary { get; private init; } = "";

    /// <summary>The query parameters it knows.</summary>
    public IReadOnlyList<string> Query { get; init; } = [];

    /// <summary>The request headers that change what it does.</summary>
    public IReadOnlyList<string> Headers
    {
        get => RememberedAs is null ? field : [.. field, Repeats.Header];
        private init;
    } = [];

    /// <summary>The body it takes; null for none.</summary>
    public ApiBodyShape? Body { get; private init; }

    /// <summary>Its answers on success.</summary>
    public IReadOnlyList<ApiAnswerShape> Answers { get; private init; } = [];

    /// <summary>Whether it is about the API itself and not one cluster.</summary>
    public bool IsOfNoCluster { get; private init; }

    /// <summary>Whether it is open to unknown callers, because it identifies them.</summary>
    public bool IsForAnybody { get; private init; }

    /// <summary>Whether it is about the whole cluster. Callers limited to tenants or definitions do not see it.</summary>
    public bool NeedsWholeCluster { get; private init; }

    /// <summary>Whether its answer continues until the caller leaves.</summary>
    public bool IsStream => Answers.Any(answer => answer.MediaType == EventStream);

    /// <summary>The methods it answers. A read also takes HEAD, unless the call does more than read, or never ends.</summary>
    public IReadOnlyList<string> Methods => Method == HttpMethods.Get && !IsForAnybody && !IsStream && Permission != ApiPermissions.Reveal
        ? [Method, HttpMethods.Head]
        : [Method];

    /// <summary>Whether it handles paths without a route.</summary>
    public bool IsFallback { get; private init; }

    /// <summary>Answers paths without a route with a problem.</summary>
    public static ApiRoute Fallback(Func<ApiCall, Task<IResult>> run) =>
        new("", "{**path}", Anyone, run) { IsOfNoCluster = true, IsFallback = true };

    /// <summary>The target of the change in the audit, by which a repeated call is found; null if there is no search for it.</summary>
    public string? RememberedAs => Method != HttpMethods.Post || Permission != ApiPermissions.Operate ? null : Pattern.Split('/')[0] switch
    {
        "jobs" => AuditTargets.Job,
        "schedules" => AuditTargets.Schedule,
        "operations" => AuditTargets.Operation,
        "lanes" => AuditTargets.Lane,
        "definitions" => AuditTargets.Definition,
        "workers" => AuditTargets.Worker,
        "agents" => AuditTargets.Agent,
        "failures" => AuditTargets.Failures,
        "limits" => AuditTargets.Limit,
        _ => null,
    };

    /// <summary>The answer to a repeated call; null to make the change.</summary>
    public Func<ApiCall, AuditEntry, Task<IResult>>? AgainAsync { get; private init; }

    /// <summary>The pattern below the API.</summary>
    public string FullPattern => IsOfNoCluster ? Pattern : $"clusters/{{clusterId}}/{Pattern}".TrimEnd('/');

    public static ApiRoute Get(string pattern, Func<ApiCall, Task<IResult>> run, params IReadOnlyList<string> query) =>
        new(HttpMethods.Get, pattern, ApiPermissions.Read, run) { Query = query };

    public static ApiRoute Post(string pattern, ApiPermissions permission, Func<ApiCall, Task<IResult>> run) =>
        new(HttpMethods.Post, pattern, permission, run);

    public ApiRoute Named(string name, string summary) => this with { Name = name, Summary = summary };

    public ApiRoute Hears(params IReadOnlyList<string> headers) => this with { Headers = headers };

    /// <summary>Adds a body.</summary>
    /// <typeparam name="T">The type of the body.</typeparam>
    /// <param name="example">An example of the body.</param>
    /// <param name="isOptional">Whether it may be left out.</param>
    public ApiRoute Takes<T>(string example, bool isOptional = false) =>
        this with { Body = new ApiBodyShape(typeof(T), example, isOptional) };

    /// <summary>Takes only the reason.</summary>
    public ApiRoute TakesReason() => Takes<ReasonBody>("""{"reason":"The customer called"}""", isOptional: true);

    /// <summary>Adds an answer; each call adds one more.</summary>
    public ApiRoute Gives<T>(int status = StatusCodes.Status200OK) => Gives(new ApiAnswerShape(status, typeof(T), "application/json"));

    /// <summary>Adds an answer with a text that is not a JSON object of the API.</summary>
    public ApiRoute GivesText(string mediaType) => Gives(new ApiAnswerShape(StatusCodes.Status200OK, null, mediaType));

    /// <summary>Adds an answer without a body.</summary>
    public ApiRoute GivesNothing(int status) => Gives(new ApiAnswerShape(status, null, null));

    public ApiRoute For(ApiPermissions permission) => this with { Permission = permission };

    public ApiRoute OfWholeCluster() => this with { NeedsWholeCluster = true };

    /// <summary>Answers a repeated call with the result of the first.</summary>
    public ApiRoute Again(Func<ApiCall, AuditEntry, Task<IResult>> again) => this with { AgainAsync = again };

    public ApiRoute ForAnybody() => this with { IsForAnybody = true };

    public ApiRoute OfNoCluster() => this with { IsOfNoCluster = true };

    private ApiRoute Gives(ApiAnswerShape answer) => this with { Answers = [.. Answers, answer] };
}

/// <summary>A body that a route takes.</summary>
internal sealed record ApiBodyShape(Type Type, string Example, bool IsOptional);

/// <summary>An answer of a route: a type, a text, or nothing.</summary>
internal sealed record ApiAnswerShape(int Status, Type? Type, string? MediaType);
