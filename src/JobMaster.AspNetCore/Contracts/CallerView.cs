namespace JobMaster.AspNetCore.Contracts;

/// <summary>The caller, and what it may do and see, and where.</summary>
internal sealed record CallerView
{
    public required string Name { get; init; }

    /// <summary>The caller's permissions; Admin means all, which are listed too.</summary>
    public required IReadOnlyList<ApiPermissions> Permissions { get; init; }

    /// <summary>Whether everything about a whole cluster is hidden.</summary>
    public required bool IsLimited { get; init; }

    /// <summary>The tenants that the caller is limited to; absent without such a limit.</summary>
    public IReadOnlyList<string>? Tenants { get; init; }

    /// <summary>The definitions that the caller is limited to; absent without such a limit.</summary>
    public IReadOnlyList<string>? Definitions { get; init; }

    /// <summary>The clusters that the caller sees.</summary>
    public required IReadOnlyList<ClusterView> Clusters { get; init; }

    /// <summary>The name of the environment.</summary>
    public required string Environment { get; init; }

    /// <summary>The environment's colour, as `#rrggbb`.</summary>
    public required string EnvironmentColor { get; init; }

    /// <summary>The version of the library.</summary>
    public required string Version { get; init; }

    /// <summary>The version of the dashboard's files; absent when no dashboard is mapped.</summary>
    public string? Dashboard { get; init; }

    /// <summary>The address of a job's trace, with `{traceId}` and `{jobId}`.</summary>
    public string? TraceUrl { get; init; }

    /// <summary>The address of a job's log lines, with `{traceId}` and `{jobId}`.</summary>
    public string? LogsUrl { get; init; }

    /// <summary>The time of this process.</summary>
    public required DateTimeOffset Now { get; init; }
}
