using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace JobMaster.AspNetCore.Access;

/// <summary>A password as PBKDF2 with HMAC-SHA-256 keeps it: <c>pbkdf2-sha256$iterations$salt$hash</c>, salt and hash in Base64.</summary>
internal sealed record PasswordHash(int Iterations, byte[] Salt, byte[] Hash)
{
    /// <summary>The advice of OWASP for PBKDF2 with HMAC-SHA-256 (Password Storage Cheat Sheet, 2023).</summary>
    public const int FewestIterations = 600_000;

    /// <summary>With more, each login would use a core for seconds.</summary>
    public const int MostIterations = 10_000_000;

    private const string Name = "pbkdf2-sha256";

    private const int ShortestSalt = 16;

    private const int HashBytes = 32;

    /// <summary>Reads a hash, or returns the problem without repeating the hash.</summary>
    public static PasswordHash? Read(string? text, out string? problem)
    {
        problem = null;
        if (text?.Split('$') is not [Name, var count, var saltText, var hashText])
        {
            problem = $"it is not of the form {Name}$iterations$salt$hash";
        }
        else if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int iterations)
            || iterations is < FewestIterations or > MostIterations)
        {
            problem = FormattableString.Invariant(
                $"its iterations are not a number from {FewestIterations:N0} to {MostIterations:N0}");
        }
        else if (Bytes(saltText) is not { Length: >= ShortestSalt and <= 1024 } salt || Bytes(hashText) is not { Length: HashBytes } hash)
        {
            problem = FormattableString.Invariant(
                $"its salt is not Base64 of at least {ShortestSalt} bytes, or its hash not Base64 of {HashBytes}");
        }
        else
        {
            return new PasswordHash(iterations, salt, hash);
        }

        return null;
    }

    /// <summary>A hash that matches no password. Its check takes as long as that of a matching one.</summary>
    public static PasswordHash OfNobody(int iterations) =>
        new(iterations, RandomNumberGenerator.GetBytes(ShortestSalt), RandomNumberGenerator.GetBytes(HashBytes));

    /// <summary>Uses one core for a large part of a second.</summary>
    public bool Fits(string password) => CryptographicOperations.FixedTimeEquals(
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), Salt, Iterations, HashAlgorithmName.SHA256, HashBytes), Hash);

    private static byte[]? Bytes(string text)
    {
        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int length) ? bytes[..length] : null;
    }
}
