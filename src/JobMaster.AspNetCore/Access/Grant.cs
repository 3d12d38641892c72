using JobMaster.AspNetCore.Contracts;
using Microsoft.Extensions.Configuration;

namespace JobMaster.AspNetCore.Access;

/// <summary>
/// The grant of a key or a user in a section of the configuration: <c>Permissions</c>, and optionally <c>Clusters</c>, <c>Tenants</c>,
/// <c>Definitions</c> and <c>ExpiresAt</c>. An unknown member is refused, because it may be meant to limit the grant.
/// </summary>
internal sealed record Grant(ApiCaller Caller, DateTimeOffset? ExpiresAt)
{
    public const int LongestName = 200;

    private static readonly string[] Members = ["Permissions", "Clusters", "Tenants", "Definitions", "ExpiresAt"];

    /// <summary>Reads a grant, or returns the problem.</summary>
    /// <param name="section">The section of the configuration.</param>
    /// <param name="who">Whose grant it is, for the error: "The API key 'deploy'".</param>
    /// <param name="name">The name of the caller in the audit.</param>
    /// <param name="own">The other members that the section may have.</param>
    /// <param name="problem">What is wrong, and how to fix it.</param>
    public static Grant? Read(
        IConfigurationSection section, string who, string name, IReadOnlyList<string> own, out string? problem)
    {
        var permissions = ApiPermissions.None;
        DateTimeOffset? expiresAt = null;
        problem = UnknownMember(section, who, [.. own, .. Members])
            ?? (TryReadPermissions(section, out permissions)
                ? null
                : $"{who} has the Permissions '{Text(section, "Permissions")}'. Give some of Submit, Read, Reveal, Operate, Admin, "
                    + "separated by commas.")
            ?? (TryReadTime(section, out expiresAt)
                ? null
                : $"{who} has the ExpiresAt '{Text(section, "ExpiresAt")}'. Give {OffsetTimes.Wanted}, or leave it out.")
            ?? EmptyList(section, who, "Clusters") ?? EmptyList(section, who, "Tenants") ?? EmptyList(section, who, "Definitions");
        return problem is not null ? null : new Grant(
            new ApiCaller(name, permissions)
            {
                Identity = who, Clusters = List(section, "Clusters"), Tenants = List(section, "Tenants"),
                Definitions = List(section, "Definitions"),
            },
            expiresAt);
    }

    public bool IsValidAt(DateTimeOffset now) => ExpiresAt is null || now < ExpiresAt;

    private static string? UnknownMember(IConfigurationSection section, string who, string[] known) =>
        section.GetChildren().Select(child => child.Key).FirstOrDefault(key => !known.Contains(key, StringComparer.OrdinalIgnoreCase))
            is { } unknown
            ? $"{who} has the member '{unknown}', which is not known; known are {string.Join(", ", known)}. Correct it."
            : null;

    /// <summary>Reads a text with commas, or a list.</summary>
    private static bool TryReadPermissions(IConfigurationSection section, out ApiPermissions permissions)
    {
        permissions = ApiPermissions.None;
        foreach (string name in List(section, "Permissions") ?? [])
        {
            if (!ExactNames.TryRead<ApiPermissions>(name, out var one) || one == ApiPermissions.None)
            {
                return false;
            }

            permissions |= one;
        }

        return permissions != ApiPermissions.None;
    }

    private static bool TryReadTime(IConfigurationSection section, out DateTimeOffset? time)
    {
        bool isTime = OffsetTimes.TryRead(section["ExpiresAt"], out var read);
        time = isTime ? read : null;
        return isTime || !IsGiven(section, "ExpiresAt");
    }

    /// <summary>An empty list or name would be unclear: it could mean no limit, or jobs without a tenant.</summary>
    private static string? EmptyList(IConfigurationSection section, string who, string name) =>
        (IsGiven(section, name) && List(section, name) is not { Count: > 0 })
        || List(section, name)?.Any(string.IsNullOrWhiteSpace) == true
            ? $"{who} has {name} without a value. Name what it is limited to, or leave {name} out."
            : null;

    /// <summary>True also for null or an empty list.</summary>
    private static bool IsGiven(IConfigurationSection section, string name) =>
        section.GetChildren().Any(child => string.Equals(child.Key, name, StringComparison.OrdinalIgnoreCase));

    private static string Text(IConfigurationSection section, string name) => string.Join(", ", List(section, name) ?? []);

    private static List<string>? List(IConfigurationSection section, string name) =>
        section.GetSection(name) is var list && list.Exists()
            ? list.Value is { } one
                ? [.. one.Split(',', StringSplitOptions.TrimEntries)]
                : [.. list.GetChildren().Select(item => item.Value ?? "")]
            : null;
}
