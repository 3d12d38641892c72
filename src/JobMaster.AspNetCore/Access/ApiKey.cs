using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace JobMaster.AspNetCore.Access;

/// <summary>
/// One key of the configuration: <c>Id</c>, <c>Name</c>, <c>SecretSha256</c> (hexadecimal), and the members of <see cref="Access.Grant"/>.
/// </summary>
internal sealed record ApiKey(string Id, byte[] SecretSha256, Grant Grant)
{
    private const string Prefix = "jmk_";

    /// <summary>A secret has 256 random bits, so a plain hash of it is safe against guessing.</summary>
    private const int SecretBytes = 32;

    private static readonly string[] Members = ["Id", "Name", "SecretSha256"];

    /// <summary>Reads a key, or returns the problem.</summary>
    public static ApiKey? Read(IConfigurationSection section, out string? problem)
    {
        string? id = section["Id"];
        if (string.IsNullOrEmpty(id) || id.Contains('_', StringComparison.Ordinal))
        {
            problem = $"The API key at '{section.Path}' has the Id '{id}'. Give it one without '_', such as 'deploy'.";
            return null;
        }

        string name = section["Name"] is { Length: > 0 and <= Grant.LongestName } given ? given : id;
        var grant = Grant.Read(section, $"The API key '{id}'", name, Members, out problem);
        if (!TryReadHash(section["SecretSha256"], out byte[] hash))
        {
            problem ??= $"The SecretSha256 of the API key '{id}' is not 64 hexadecimal digits. Give the SHA-256 of its secret.";
        }

        return problem is not null || grant is null ? null : new ApiKey(id, hash, grant);
    }

    /// <summary>Whether a credential has the form of a key, and its parts.</summary>
    public static bool TrySplit(string credential, out string id, out string secret)
    {
        var parts = credential.Split('_', 3);
        bool isKey = parts.Length == 3 && credential.StartsWith(Prefix, StringComparison.Ordinal);
        (id, secret) = isKey ? (parts[1], parts[2]) : ("", "");
        return isKey;
    }

    public bool IsSecret(string secret) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(secret)), SecretSha256);

    private static bool TryReadHash(string? text, out byte[] hash)
    {
        hash = new byte[SecretBytes];
        return text?.Length == 2 * SecretBytes && Convert.FromHexString(text, hash, out _, out _) == System.Buffers.OperationStatus.Done;
    }
}
