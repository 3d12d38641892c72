using JobMaster.AspNetCore.Contracts;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Calls;

/// <summary>
/// One route: what it needs of a caller, what it takes and gives, and what it does. The OpenAPI document is made of these.
/// </summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Pattern">Its path below the cluster, or below the API when it is about no cluster.</param>
/// <param name="Permission">What a caller needs: one of these.</param>
/// <param name="RunAsync">Does it.</param>
internal sealed record ApiRoute(string Method, string Pattern, ApiPermissions Permission, Func<ApiCall, Task<IResult>> RunAsync)
{
    /// <summary>The permissions of a route that any caller may call who is known.</summary>
    public const ApiPermissions Anyone =
        ApiPermissions.Submit | ApiPermissions.Read | ApiPermissions.Reveal | ApiPermissions.Operate | ApiPermissions.Admin;

    public const string EventStream = "text/event-stream";

    /// <summary>What generated clients call it, unique among the routes.</summary>
    public string Name { get; private init; } = "";

    /// <summary>What it does, as in docs/api.md.</summary>
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

    /// <summary>What it answers when it succeeds.</summary>
    public IReadOnlyList<ApiAnswerShape> Answers { get; private init; } = [];

    /// <summary>Whether it is about the API itself rather than one cluster.</summary>
    public bool IsOfNoCluster { get; private init; }

    /// <summary>Whether it is open to callers who are not known, because it makes them known.</summary>
    public bool IsForAnybody { get; private init; }

    /// <summary>Whether it is about the whole cluster, which callers limited to tenants or definitions do not see.</summary>
    public bool NeedsWholeCluster { get; private init; }

    /// <summary>Whether its answer goes on until the caller goes.</summary>
    public bool IsStream => Answers.Any(answer => answer.MediaType == EventStream);

    /// <summary>
    /// The methods it answers: reading takes HEAD too, but not where the call is more than a reading, or never ends.
    /// </summary>
    public IReadOnlyList<string> Methods => Method == HttpMethods.Get && !IsForAnybody && !IsStream && Permission != ApiPermissions.Reveal
        ? [Method, HttpMethods.Head]
        : [Method];

    /// <summary>Whether it stands for what no route is for.</summary>
    public bool IsFallback { get; private init; }

    /// <summary>Answers what no route is for, as a problem.</summary>
    public static ApiRoute Fallback(Func<ApiCall, Task<IResult>> run) =>
        new("", "{**path}", Anyone, run) { IsOfNoCluster = true, IsFallback = true };

    /// <summary>What the audit calls the target of the change, by which a repeated call is found; null where none is sought.</summary>
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

    /// <summary>What a repeated call is answered; null for that the change is made.</summary>
    public Func<ApiCall, AuditEntry, Task<IResult>>? AgainAsync { get; private init; }

    /// <summary>The pattern below the API.</summary>
    public string FullPattern => IsOfNoCluster ? Pattern : $"clusters/{{clusterId}}/{Pattern}".TrimEnd('/');

    public static ApiRoute Get(string pattern, Func<ApiCall, Task<IResult>> run, params IReadOnlyList<string> query) =>
        new(HttpMethods.Get, pattern, ApiPermissions.Read, run) { Query = query };

    public static ApiRoute Post(string pattern, ApiPermissions permission, Func<ApiCall, Task<IResult>> run) =>
        new(HttpMethods.Post, pattern, permission, run);

    public ApiRoute Named(string name, string summary) => this with { Name = name, Summary = summary };

    public ApiRoute Hears(params IReadOnlyList<string> headers) => this with { Headers = headers };

    /// <summary>It takes a body.</summary>
    /// <typeparam name="T">What the body is.</typeparam>
    /// <param name="example">A body that a caller might send.</param>
    /// <param name="isOptional">Whether it may be left out.</param>
    public ApiRoute Takes<T>(string example, bool isOptional = false) =>
        this with { Body = new ApiBodyShape(typeof(T), example, isOptional) };

    /// <summary>It takes nothing but the reason.</summary>
    public ApiRoute TakesReason() => Takes<ReasonBody>("""{"reason":"The customer called"}""", isOptional: true);

    /// <summary>It may answer so; called again, it may answer otherwise, too.</summary>
    public ApiRoute Gives<T>(int status = StatusCodes.Status200OK) => Gives(new ApiAnswerShape(status, typeof(T), "application/json"));

    /// <summary>It may answer with a text that is no JSON object of the API.</summary>
    public ApiRoute GivesText(string mediaType) => Gives(new ApiAnswerShape(StatusCodes.Status200OK, null, mediaType));

    /// <summary>It may answer without a body.</summary>
    public ApiRoute GivesNothing(int status) => Gives(new ApiAnswerShape(status, null, null));

    public ApiRoute For(ApiPermissions permission) => this with { Permission = permission };

    public ApiRoute OfWholeCluster() => this with { NeedsWholeCluster = true };

    /// <summary>A repeated call is answered with what the first one has made.</summary>
    public ApiRoute Again(Func<ApiCall, AuditEntry, Task<IResult>> again) => this with { AgainAsync = again };

    public ApiRoute ForAnybody() => this with { IsForAnybody = true };

    public ApiRoute OfNoCluster() => this with { IsOfNoCluster = true };

    private ApiRoute Gives(ApiAnswerShape answer) => this with { Answers = [.. Answers, answer] };
}

/// <summary>A body that a route takes.</summary>
internal sealed record ApiBodyShape(Type Type, string Example, bool IsOptional);

/// <summary>An answer of a route: of a type, or a text, or nothing.</summary>
internal sealed record ApiAnswerShape(int Status, Type? Type, string? MediaType);
