using System.Globalization;
using System.Security.Cryptography;
using System.Text;
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

    /// <summary>Reads a key; says what is wrong with it instead.</summary>
    public static ApiKey? Read(IConfigurationSection section, out string? problem)
    {
        string? id = section["Id"];
        problem = null;
        if (string.IsNullOrEmpty(id) || id.Contains('_', StringComparison.Ordinal))
        {
            problem = $"The API key at '{section.Path}' has the Id '{id}'. Give it one without '_', such as 'deploy'.";
        }
        else if (!TryReadHash(section["SecretSha256"], out byte[] hash))
        {
            problem = $"The SecretSha256 of the API key '{id}' is not 64 hexadecimal digits.";
        }
        else if (!Enum.TryParse<ApiPermissions>(section["Permissions"], ignoreCase: true, out var permissions)
            || permissions == ApiPermissions.None || (permissions & ~All) != 0)
        {
            problem =
                $"The API key '{id}' has the Permissions '{section["Permissions"]}'. Give some of Submit, Read, Reveal, Operate, Admin, "
                + "separated by commas.";
        }
        else if (!TryReadTime(section["ExpiresAt"], out var expiresAt))
        {
            problem = $"The API key '{id}' has the ExpiresAt '{section["ExpiresAt"]}'. Give a time with its offset, such as "
                + "2027-01-31T00:00:00Z.";
        }
        else
        {
            var caller = new ApiCaller(section["Name"] is { Length: > 0 and <= 200 } name ? name : id, permissions)
            {
                Clusters = List(section, "Clusters"), Tenants = List(section, "Tenants"), Definitions = List(section, "Definitions"),
            };
            return new ApiKey(id, hash, expiresAt, caller);
        }

        return null;
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

    private static ApiPermissions All =>
        ApiPermissions.Submit | ApiPermissions.Read | ApiPermissions.Reveal | ApiPermissions.Operate | ApiPermissions.Admin;

    private static bool TryReadHash(string? text, out byte[] hash)
    {
        hash = new byte[SecretBytes];
        return text?.Length == 2 * SecretBytes && Convert.FromHexString(text, hash, out _, out _) == System.Buffers.OperationStatus.Done;
    }

    private static bool TryReadTime(string? text, out DateTimeOffset? time)
    {
        bool isTime = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read);
        time = isTime ? read : null;
        return isTime || string.IsNullOrEmpty(text);
    }

    private static List<string>? List(IConfigurationSection section, string name) =>
        section.GetSection(name) is var list && list.Exists()
            ? list.Value is { } one
                ? [.. one.Split(',', StringSplitOptions.TrimEntries)]
                : [.. list.GetChildren().Select(item => item.Value ?? "")]
            : null;
}
