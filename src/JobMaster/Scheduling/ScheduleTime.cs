namespace JobMaster;

/// <summary>Turns a caller's <see cref="DateTime"/> into an instant.</summary>
internal static class ScheduleTime
{
    /// <exception cref="JobRejectedException">The kind is Unspecified.</exception>
    public static DateTimeOffset From(DateTime at) => at.Kind == DateTimeKind.Unspecified
        ? throw new JobRejectedException(
            $"DateTime {at:yyyy-MM-dd HH:mm:ss} is of kind Unspecified, so it means another instant on every host. " +
            "Pass a DateTimeOffset, or say which it is: DateTime.SpecifyKind(value, DateTimeKind.Utc).")
        : new DateTimeOffset(at).ToUniversalTime();
}
