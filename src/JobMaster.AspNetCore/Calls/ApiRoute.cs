using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Calls;

/// <summary>One route: what it needs of a caller, which query parameters it knows, and what it does.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Pattern">Its path below the cluster, or below the API when it is about no cluster.</param>
/// <param name="Permission">What a caller needs.</param>
/// <param name="RunAsync">Does it.</param>
internal sealed record ApiRoute(string Method, string Pattern, ApiPermissions Permission, Func<ApiCall, Task<IResult>> RunAsync)
{
    /// <summary>The query parameters it knows.</summary>
    public IReadOnlyList<string> Query { get; init; } = [];

    /// <summary>Whether it is about the API itself rather than one cluster.</summary>
    public bool IsOfNoCluster { get; init; }

    /// <summary>Whether it is about the whole cluster, which callers limited to tenants or definitions do not see.</summary>
    public bool NeedsWholeCluster { get; init; }

    public static ApiRoute Get(string pattern, Func<ApiCall, Task<IResult>> run, params IReadOnlyList<string> query) =>
        new(HttpMethods.Get, pattern, ApiPermissions.Read, run) { Query = query };

    public static ApiRoute Post(string pattern, ApiPermissions permission, Func<ApiCall, Task<IResult>> run) =>
        new(HttpMethods.Post, pattern, permission, run);
}
