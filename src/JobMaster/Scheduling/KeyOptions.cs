namespace JobMaster.Scheduling;

/// <summary>Checks what a call says about the keys of its job.</summary>
internal static class KeyOptions
{
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(3650);

    /// <exception cref="JobRejectedException">A scope or a window means nothing.</exception>
    public static void ThrowIfWrong(JobOptions call)
    {
        if (call.IdempotencyScope is { } scope)
        {
            ThrowIfUndefined(scope, nameof(JobOptions.IdempotencyScope));
            ThrowIfNoKey(call, $"IdempotencyScope {scope}", "scope");
        }

        if (call.IdempotencyWindow is { } window)
        {
            ThrowIfWindow(window);
            ThrowIfNoKey(call, $"IdempotencyWindow {window}", "window");
        }
    }

    private static void ThrowIfUndefined(JobKeyScope scope, string name)
    {
        if (!Enum.IsDefined(scope))
        {
            throw new JobRejectedException($"{name} {(int)scope} is not one of {string.Join(", ", Enum.GetNames<JobKeyScope>())}.");
        }
    }

    private static void ThrowIfNoKey(JobOptions call, string what, string name)
    {
        if (call.IdempotencyKey is null)
        {
            throw new JobRejectedException($"{what} was given without an IdempotencyKey. Give the key, or leave out the {name}.");
        }
    }

    private static void ThrowIfWindow(TimeSpan window)
    {
        if (window <= TimeSpan.Zero || window > LongestWindow)
        {
            throw new JobRejectedException(FormattableString.Invariant(
                $"IdempotencyWindow {window} must be more than zero and at most {LongestWindow.Days:N0} days. ")
                + "Leave it out to keep the key as long as its job.");
        }
    }
}
