using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using JobMaster.AspNetCore.Calls;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JobMaster.AspNetCore.Access;

/// <summary>
/// Admits users by name and password. It checks few passwords at a time, each on its own thread, so that calls with passwords do not block
/// the thread pool and use at most <see cref="AtOnce"/> cores. Unknown names take as long as known ones.
/// </summary>
internal sealed class PasswordDoor(ApiUsers users, TimeProvider time, ILogger logger) : IDisposable
{
    public const int LongestPassword = 1000;

    /// <summary>How long a password is not checked again, because a script sends it with each call.</summary>
    private static readonly TimeSpan RemembersFor = TimeSpan.FromMinutes(5);

    /// <summary>The most calls that wait for a check; more are refused.</summary>
    private const int MostWaiting = 16;

    public static readonly int AtOnce = Math.Clamp(Environment.ProcessorCount / 4, 1, 2);

    private readonly ConcurrencyLimiter _places = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = AtOnce,
        QueueLimit = MostWaiting,
    });

    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, Remembered> _remembered = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The users and addresses that must wait after wrong passwords.</summary>
    public LockOut LockOut { get; } = new(time);

    /// <summary>Returns the user with this name and password.</summary>
    /// <exception cref="ApiProblem">401, or 429 when the name, the address or the app has seen too many tries.</exception>
    public async Task<ApiUser> AdmitAsync(string name, string password, HttpContext http)
    {
        string address = LockOut.AddressOf(http.Connection.RemoteIpAddress);
        CheckLock(name, address);
        if (name.Length > Grant.LongestName || password.Length > LongestPassword)
        {
            throw Wrong();
        }

        if (IsRemembered(name, password) is { } known)
        {
            return known;
        }

        using var place = await _places.AcquireAsync(cancellationToken: http.RequestAborted);
        if (!place.IsAcquired)
        {
            throw new ApiProblem(
                StatusCodes.Status429TooManyRequests, "too-many-logins",
                "Too many passwords are being checked at once. Make the call again in two seconds. A script that calls often needs an "
                + "API key.")
            {
                RetryAfter = TimeSpan.FromSeconds(2),
            };
        }

        // Tries of other calls meanwhile count.
        CheckLock(name, address);
        return IsRemembered(name, password) ?? await CheckAsync(name, password, address);
    }

    public void Dispose() => _places.Dispose();

    private async Task<ApiUser> CheckAsync(string name, string password, string address)
    {
        var user = users.Find(name);
        byte[] mark = MarkOf(name, password);
        var hash = user?.Password ?? PasswordHash.OfNobody(users.IterationsLike(BitConverter.ToUInt32(MarkOf(name, ""))));
        bool fits = await Task.Factory.StartNew(
            () => hash.Fits(password), CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
            TaskScheduler.Default);
        if (user is null || !fits || !users.IsCurrent(user))
        {
            if (LockOut.Failed(name, address))
            {
                Log.LoginLocked(logger, user?.Name ?? "a name that is not configured", address);
            }

            throw Wrong();
        }

        LockOut.Succeeded(name, address);
        _remembered[user.Name] = new Remembered(user, mark, time.GetUtcNow() + RemembersFor);
        return user;
    }

    private ApiUser? IsRemembered(string name, string password) =>
        _remembered.TryGetValue(name, out var one) && time.GetUtcNow() < one.Until && users.IsCurrent(one.User)
        && CryptographicOperations.FixedTimeEquals(one.Mark, MarkOf(name, password))
            ? one.User
            : null;

    /// <summary>A keyed hash, so that memory holds no password.</summary>
    private byte[] MarkOf(string name, string password) =>
        HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes($"{name.ToUpperInvariant()}\0{password}"));

    private void CheckLock(string name, string address)
    {
        if (LockOut.Left(name, address) is { } left)
        {
            throw new ApiProblem(
                StatusCodes.Status429TooManyRequests, "locked-out",
                FormattableString.Invariant(
                    $"There were too many wrong passwords, so none is checked for {Math.Ceiling(left.TotalSeconds):0} seconds. Try ")
                + "again then; API keys and open sessions keep working.")
            {
                RetryAfter = TimeSpan.FromSeconds(Math.Ceiling(left.TotalSeconds)),
            };
        }
    }

    private static ApiProblem Wrong() => ApiProblem.Unauthorized("The name or the password is wrong, or the user has expired.");

    private sealed record Remembered(ApiUser User, byte[] Mark, DateTimeOffset Until);
}
