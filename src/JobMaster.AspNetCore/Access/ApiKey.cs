using System.Security.Cryptography;
using System.Text;
using JobMaster.AspNetCore.Contracts;
using Microsoft.Extensions.Configuration;

namespace JobMaster.AspNetCore.Access;

/// <summary>
/// One key of the configuration: <c>Id</c>, <c>Name</c>, <c>SecretSha256</c> (hexadecimal), <c>Permissions</c>, and if wanted
/// <c>Clusters</c>, <c>Tenants</c>, <c>Definitions</c> and <c>ExpiresAt</c>.
/// </summary>
internal sealed record ApiKey(string Id, byte[] SecretSha256, DateTimeOffset? ExpiresAt, ApiCaller Caller)
{
    private const string Prefix = "jmk_";

    /// <summary>A secret has 256 random bits: a plain hash of it cannot be searched.</summary>
    private const int SecretBytes = 32;

    private static readonly string[] Members =
        ["Id", "Name", "SecretSha256", "Permissions", "Clusters", "Tenants", "Definitions", "ExpiresAt"];

    /// <summary>
    /// Reads a key; says what is wrong with it instead. What is not understood might have limited the key, so it is refused.
    /// </summary>
    public static ApiKey? Read(IConfigurationSection section, out string? problem)
    {
        string? id = section["Id"];
        if (string.IsNullOrEmpty(id) || id.Contains('_', StringComparison.Ordinal))
        {
            problem = $"The API key at '{section.Path}' has the Id '{id}'. Give it one without '_', such as 'deploy'.";
            return null;
        }

        var permissions = ApiPermissions.None;
        DateTimeOffset? expiresAt = null;
        byte[] hash = [];
        problem = UnknownMember(section, id)
            ?? (TryReadHash(section["SecretSha256"], out hash)
                ? null
                : $"The SecretSha256 of the API key '{id}' is not 64 hexadecimal digits. Give the SHA-256 of its secret.")
            ?? (TryReadPermissions(section, out permissions)
                ? null
                : $"The API key '{id}' has the Permissions '{Text(section, "Permissions")}'. Give some of Submit, Read, Reveal, Operate, "
                    + "Admin, separated by commas.")
            ?? (TryReadTime(section, out expiresAt)
                ? null
                : $"The API key '{id}' has the ExpiresAt '{Text(section, "ExpiresAt")}'. Give {OffsetTimes.Wanted}, or leave it out.")
            ?? EmptyList(section, id, "Clusters") ?? EmptyList(section, id, "Tenants") ?? EmptyList(section, id, "Definitions");
        return problem is not null ? null : new ApiKey(
            id, hash, expiresAt,
            new ApiCaller(section["Name"] is { Length: > 0 and <= 200 } name ? name : id, permissions)
            {
                Clusters = List(section, "Clusters"), Tenants = List(section, "Tenants"), Definitions = List(section, "Definitions"),
            });
    }

    /// <summary>Whether a credential has the form of a key, and the parts of it.</summary>
    public static bool TrySplit(string credential, out string id, out string secret)
    {
        var parts = credential.Split('_', 3);
        bool isKey = parts.Length == 3 && credential.StartsWith(Prefix, StringComparison.Ordinal);
        (id, secret) = isKey ? (parts[1], parts[2]) : ("", "");
        return isKey;
    }

    public bool IsSecret(string secret) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(secret)), SecretSha256);

    private static string? UnknownMember(IConfigurationSection section, string id) =>
        section.GetChildren().Select(child => child.Key).FirstOrDefault(key => !Members.Contains(key, StringComparer.OrdinalIgnoreCase))
            is { } unknown
            ? $"The API key '{id}' has the member '{unknown}', which is not known; known are {string.Join(", ", Members)}. Correct it."
            : null;

    private static bool TryReadHash(string? text, out byte[] hash)
    {
        hash = new byte[SecretBytes];
        return text?.Length == 2 * SecretBytes && Convert.FromHexString(text, hash, out _, out _) == System.Buffers.OperationStatus.Done;
    }

    /// <summary>A text with commas, or a list.</summary>
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

    /// <summary>An empty list or name would leave open what it is to limit, or stand for what has no tenant.</summary>
    private static string? EmptyList(IConfigurationSection section, string id, string name) =>
        (IsGiven(section, name) && List(section, name) is not { Count: > 0 })
        || List(section, name)?.Any(string.IsNullOrWhiteSpace) == true
            ? $"The API key '{id}' has {name} without a value. Name what it is limited to, or leave {name} out."
            : null;

    /// <summary>Also when it is null or an empty list.</summary>
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
