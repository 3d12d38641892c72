using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Access;

/// <summary>
/// Sessions of browsers, in the memory of this process. They end with the process, and need no shared key ring. The cookie holds 256 random
/// bits; the memory holds only their hash.
/// </summary>
/// <param name="users">The users who may still have a session.</param>
/// <param name="path">Where the API is mapped, below the app's path base.</param>
/// <param name="lifetime">How long a session lasts.</param>
/// <param name="time">The clock.</param>
internal sealed class Sessions(ApiUsers users, string path, TimeSpan lifetime, TimeProvider time)
{
    public const string Cookie = "jobmaster_session";

    /// <summary>The most sessions of one user; a further login ends the oldest.</summary>
    public const int MostOfUser = 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Session> _sessions = new(StringComparer.Ordinal);

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _sessions.Count;
            }
        }
    }

    /// <summary>Begins a session and adds its cookie to the answer.</summary>
    /// <param name="http">The call that logs in.</param>
    /// <param name="caller">The caller of the session.</param>
    /// <param name="user">The user whose change ends the session; null for none.</param>
    public void Begin(HttpContext http, ApiCaller caller, ApiUser? user)
    {
        string token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var now = time.GetUtcNow();
        lock (_lock)
        {
            foreach (string old in _sessions.Where(one => !IsValid(one.Value, now)).Select(one => one.Key).ToList())
            {
                _sessions.Remove(old);
            }

            foreach (string old in _sessions.Where(one => one.Value.Caller.Name == caller.Name)
                .OrderByDescending(one => one.Value.Until).Skip(MostOfUser - 1).Select(one => one.Key).ToList())
            {
                _sessions.Remove(old);
            }

            _sessions[KeyOf(token)] = new Session(caller, user, now + lifetime);
        }

        http.Response.Cookies.Append(Cookie, token, Options(http));
    }

    /// <summary>The caller of the session that the call's cookie names; null without a valid session.</summary>
    /// <param name="http">The call.</param>
    /// <param name="isOpen">Whether developers have access; without it, the session that a login link has opened has none either.</param>
    public ApiCaller? Find(HttpContext http, bool isOpen)
    {
        if (!TryGetToken(http, out string? token))
        {
            return null;
        }

        lock (_lock)
        {
            return _sessions.TryGetValue(KeyOf(token), out var session) && IsValid(session, time.GetUtcNow())
                && (isOpen || session.User is not null)
                ? session.Caller
                : null;
        }
    }

    /// <summary>Ends the session of the call, if it has one, and removes the cookie.</summary>
    public void End(HttpContext http)
    {
        if (TryGetToken(http, out string? token))
        {
            lock (_lock)
            {
                _sessions.Remove(KeyOf(token));
            }

            http.Response.Cookies.Delete(Cookie, Options(http));
        }
    }

    private bool IsValid(Session session, DateTimeOffset now) =>
        now < session.Until && (session.User is null || users.IsCurrent(session.User));

    private static bool TryGetToken(HttpContext http, [NotNullWhen(true)] out string? token) =>
        http.Request.Cookies.TryGetValue(Cookie, out token) && token.Length is > 0 and < 100;

    private static string KeyOf(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>A browser keeps the cookie until it is closed; the server limits the session.</summary>
    private CookieOptions Options(HttpContext http) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = http.Request.IsHttps,
        Path = $"{http.Request.PathBase.ToUriComponent()}{path}".Replace(";", "%3B", StringComparison.Ordinal) is { Length: > 0 } own
            ? own
            : "/",
        IsEssential = true,
    };

    private sealed record Session(ApiCaller Caller, ApiUser? User, DateTimeOffset Until);
}
