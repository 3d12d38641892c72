using System.Diagnostics.CodeAnalysis;

namespace JobMaster;

/// <summary>Checks the times that callers give.</summary>
internal static class ScheduleTime
{
    /// <summary>The name of a job's due time in errors.</summary>
    public const string TheTime = "The time";

    /// <exception cref="JobRejectedException">The kind is Unspecified, or the time was never set.</exception>
    public static DateTimeOffset From(DateTime at) =>
        at == default ? throw NeverSet(TheTime)
        : at.Kind == DateTimeKind.Unspecified
            ? throw new JobRejectedException(
                $"DateTime {at:yyyy-MM-dd HH:mm:ss} is of kind Unspecified, so it means another instant on every host. " +
                "Pass a DateTimeOffset, or say which it is: DateTime.SpecifyKind(value, DateTimeKind.Utc).")
        : new DateTimeOffset(at).ToUniversalTime();

    /// <exception cref="JobRejectedException">The time was never set.</exception>
    /// <param name="at">A time, or null.</param>
    /// <param name="what">Its name, as the subject of a sentence.</param>
    [return: NotNullIfNotNull(nameof(at))]
    public static DateTimeOffset? Given(DateTimeOffset? at, string what) =>
        at == default(DateTimeOffset) ? throw NeverSet(what) : at?.ToUniversalTime();

    private static JobRejectedException NeverSet(string what) => new(
        $"{what} is 0001-01-01 00:00, the value of a time that was never set. Set it, or leave it out" +
        (what == TheTime ? " for a job that is due now." : "."));
}
