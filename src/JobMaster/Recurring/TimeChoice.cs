using System.Numerics;

namespace JobMaster.Recurring;

/// <summary>A set of times of day: any listed hour with any listed minute and second. Bit n means the value n.</summary>
internal readonly record struct TimeChoice(ulong Hours, ulong Minutes, ulong Seconds)
{
    public const ulong AnyHour = (1UL << 24) - 1;
    public const ulong AnySixtieth = (1UL << 60) - 1;

    public static readonly TimeChoice Midnight = new(1, 1, 1);

    /// <summary>The first time of the set at or after a time of day, or null if the day has no more.</summary>
    public TimeSpan? NextAtOrAfter(TimeSpan timeOfDay)
    {
        var second = FirstFrom(Seconds, timeOfDay.Seconds);
        var minute = FirstFrom(Minutes, timeOfDay.Minutes + (second < 0 ? 1 : 0));
        var hour = FirstFrom(Hours, timeOfDay.Hours + (minute < 0 ? 1 : 0));
        if (hour < 0)
        {
            return null;
        }

        if (hour != timeOfDay.Hours)
        {
            return new TimeSpan(hour, FirstFrom(Minutes, 0), FirstFrom(Seconds, 0));
        }

        return minute == timeOfDay.Minutes
            ? new TimeSpan(hour, minute, second)
            : new TimeSpan(hour, minute, FirstFrom(Seconds, 0));
    }

    private static int FirstFrom(ulong values, int from)
    {
        var rest = from > 63 ? 0 : values >> from << from;
        return rest == 0 ? -1 : BitOperations.TrailingZeroCount(rest);
    }
}
