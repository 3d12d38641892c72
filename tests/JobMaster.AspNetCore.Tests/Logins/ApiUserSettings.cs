using System.Security.Cryptography;
using System.Text;

namespace JobMaster.AspNetCore.Tests.Logins;

/// <summary>Users as a configuration has them.</summary>
internal static class ApiUserSettings
{
    public const string Password = "pass: wörd";

    /// <summary>Made once: a hash takes a while, as it should.</summary>
    public static string Hash { get; } = HashOf(Password);

    public static IEnumerable<KeyValuePair<string, string?>> User(
        string name, string permissions, params (string Name, string? Value)[] more) =>
    [
        new($"JobMaster:Api:Users:{name}:PasswordHash", Hash),
        new($"JobMaster:Api:Users:{name}:Permissions", permissions),
        .. more.Select(one => KeyValuePair.Create($"JobMaster:Api:Users:{name}:{one.Name}", one.Value)),
    ];

    public static string HashOf(string password, int iterations = 600_000)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(16);
        byte[] hash = Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, 32);
        return FormattableString.Invariant($"pbkdf2-sha256${iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
    }

    public static (string Name, string Value) Basic(string name, string password = Password) =>
        ("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}"))}");
}
