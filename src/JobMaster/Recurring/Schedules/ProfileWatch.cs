using JobMaster.Storage;

namespace JobMaster.Recurring;

/// <summary>
/// Decides which contents of profiles are in use: those whose counter has risen within some minutes of this node's own monotonic
/// clock. Only the time between reads close together counts. No clocks are compared, and a node that has just started treats every
/// content as used.
/// </summary>
internal sealed class ProfileWatch(TimeProvider time)
{
    /// <summary>How long a counter may stay unchanged.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LongestGap = TimeSpan.FromMinutes(3);

    private Dictionary<(string ProfileId, string Hash), Watched> _watched = [];
    private long? _lastLook;

    /// <returns>False if the previous read was so long ago that others may consider this node gone.</returns>
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
