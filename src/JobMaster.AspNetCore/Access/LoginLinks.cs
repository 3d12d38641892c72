using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace JobMaster.AspNetCore.Access;

/// <summary>The token of a login link: one at a time, for one use, in the memory of this process. Only the app's log has it.</summary>
internal sealed class LoginLinks(TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private byte[]? _hash;
    private DateTimeOffset _until;

    /// <summary>Creates a token, which replaces the previous one.</summary>
    public string Next()
    {
        string token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        lock (_lock)
        {
            (_hash, _until) = (HashOf(token), time.GetUtcNow() + Lifetime);
        }

        return token;
    }

    /// <summary>Whether this is the token and it was unused; marks it as used.</summary>
    public bool TryUse(string token)
    {
        lock (_lock)
        {
            if (_hash is null || time.GetUtcNow() >= _until || !CryptographicOperations.FixedTimeEquals(_hash, HashOf(token)))
            {
                return false;
            }

            _hash = null;
            return true;
        }
    }

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
