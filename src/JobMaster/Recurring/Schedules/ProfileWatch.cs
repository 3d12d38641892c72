using JobMaster.Storage;

namespace JobMaster.Recurring;

/// <summary>
/// Decides which contents of profiles are in use: those whose counter has risen within some minutes of this node's own monotonic clock,
/// counted only between looks close together. No clocks are compared, and who has just begun to look takes every content for used.
/// </summary>
internal sealed class ProfileWatch(TimeProvider time)
{
    /// <summary>For so long a counter may stand still.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LongestGap = TimeSpan.FromMinutes(3);

    private Dictionary<(string ProfileId, string Hash), Watched> _watched = [];
    private long? _lastLook;

    /// <returns>False when the look before was so long ago that others may have taken this node for gone.</returns>
    public bool Observe(IReadOnlyList<ProfileUse> uses)
    {
        var now = time.GetTimestamp();
        var step = _lastLook is { } last ? time.GetElapsedTime(last, now) : TimeSpan.Zero;
        _lastLook = now;
        var isClose = step <= LongestGap;
        var counted = isClose ? step : TimeSpan.Zero;
        _watched = uses.ToDictionary(
            Name,
            use =>
                new Watched(
                    use.Beat,
                    _watched.TryGetValue(Name(use), out var before) && before.Beat == use.Beat
                        ? before.StoodFor + counted
                        : TimeSpan.Zero));
        return isClose;
    }

    public bool IsInUse(ProfileUse use) => _watched.TryGetValue(Name(use), out var watched) && watched.StoodFor < Patience;

    private static (string ProfileId, string Hash) Name(ProfileUse use) => (use.Content.ProfileId, use.Content.Hash);

    private readonly record struct Watched(long Beat, TimeSpan StoodFor);
}
