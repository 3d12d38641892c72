using System.Net;
using System.Net.Sockets;

namespace JobMaster.AspNetCore.Access;

/// <summary>
/// Refuses passwords after wrong ones, in this process. It keeps three counts, each with its own limit: per user and address, so that
/// others cannot lock the user out from elsewhere; per user from anywhere; per address, whatever names it tries. A lock ends by itself, at
/// most <see cref="LongestLock"/> after the last wrong password.
/// </summary>
internal sealed class LockOut(TimeProvider time)
{
    /// <summary>A count restarts after this long without a wrong password and without a lock.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    /// <summary>The first lock; each wrong password after it doubles it.</summary>
    public static readonly TimeSpan FirstLock = TimeSpan.FromMinutes(1);

    public static readonly TimeSpan LongestLock = TimeSpan.FromMinutes(15);

    public const int WrongOfUserAtAddress = 5;

    public const int WrongOfUser = 50;

    public const int WrongOfAddress = 100;

    /// <summary>The most counts kept. Beyond that, the oldest are dropped first, and locked ones last.</summary>
    private const int MostCounts = 30_000;

    private const string Anybody = "";

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Name, string Address), Count> _counts = [];

    /// <summary>How long the user must wait before another try from the address; null when they need not wait.</summary>
    public TimeSpan? Left(string name, string address)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            var until = Keys(name, address).Max(key => _counts.TryGetValue(key.Key, out var count) ? count.LockedUntil : default);
            return until > now ? until - now : null;
        }
    }

    /// <summary>Notes a wrong password.</summary>
    /// <returns>Whether it has locked something.</returns>
    public bool Failed(string name, string address)
    {
        var now = time.GetUtcNow();
        bool isLocked = false;
        lock (_lock)
        {
            foreach (var (key, limit) in Keys(name, address))
            {
                var count = _counts.TryGetValue(key, out var before) && !before.IsOver(now) ? before : new Count(0, now, default);
                int wrong = count.Wrong + 1;
                var until = wrong < limit ? default : now + LockAfter(wrong - limit);
                isLocked |= wrong >= limit;
                _counts[key] = new Count(wrong, now, until);
            }

            Trim(now);
        }

        return isLocked;
    }

    /// <summary>The right password clears only the count of the user at the address.</summary>
    public void Succeeded(string name, string address)
    {
        lock (_lock)
        {
            _counts.Remove((Normal(name), address));
        }
    }

    /// <summary>The key of an address. For IPv6 it is the 64-bit network, because one caller owns it as a whole.</summary>
    public static string AddressOf(IPAddress? address)
    {
        if (address is null)
        {
            return "unknown";
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : $"{address}";
    }

    private static TimeSpan LockAfter(int more) =>
        more >= 10 ? LongestLock : TimeSpan.FromTicks(Math.Min(FirstLock.Ticks << more, LongestLock.Ticks));

    private static ((string Name, string Address) Key, int Limit)[] Keys(string name, string address) =>
    [
        ((Normal(name), address), WrongOfUserAtAddress), ((Normal(name), ""), WrongOfUser), ((Anybody, address), WrongOfAddress),
    ];

    /// <summary>Also for an empty name, which is not <see cref="Anybody"/>.</summary>
    private static string Normal(string name) => $"={name.ToUpperInvariant()}";

    private void Trim(DateTimeOffset now)
    {
        if (_counts.Count <= MostCounts)
        {
            return;
        }

        foreach (var (key, count) in _counts)
        {
            if (count.IsOver(now))
            {
                _counts.Remove(key);
            }
        }

        foreach (var (key, _) in _counts.OrderBy(one => one.Value.LockedUntil > now).ThenBy(one => one.Value.LastAt)
            .Take(_counts.Count - (MostCounts * 9 / 10)).ToList())
        {
            _counts.Remove(key);
        }
    }

    /// <param name="Wrong">The wrong passwords, each at most a window after the one before.</param>
    /// <param name="LastAt">The time of the last one.</param>
    /// <param name="LockedUntil">When the next try is possible.</param>
    private readonly record struct Count(int Wrong, DateTimeOffset LastAt, DateTimeOffset LockedUntil)
    {
        public bool IsOver(DateTimeOffset now) => now - LastAt >= Window && now - LockedUntil >= Window;
    }
}
