using JobMaster.Values;

namespace JobMaster.Scheduling;

/// <summary>Checks the key options of a call.</summary>
internal static class KeyOptions
{
    /// <summary>The longest window and the longest wait.</summary>
    public static readonly TimeSpan LongestWindow = TimeSpan.FromDays(3650);

    /// <exception cref="JobRejectedException">A scope or a window has no effect.</exception>
    /// <param name="call">The call's options.</param>
    /// <param name="after">How long after the call the job is due.</param>
    public static void ThrowIfWrong(JobOptions call, TimeSpan after)
    {
        if (call.Unique is { } unique && (WhyNot(unique) ?? WhyTooShort(unique, after)) is { } whyNot)
        {
            throw new JobRejectedException(whyNot);
        }

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

        if (call.IdempotencyMark is { } mark)
        {
            ThrowIfNoKey(call, $"IdempotencyMark '{NameText.Shown(mark)}'", "mark");
        }
    }

    /// <summary>Why a unique rule cannot work, or null.</summary>
    public static string? WhyNot(JobUnique unique) => unique switch
    {
        { Key: { } key } when !NameText.IsValid(key, 200) => $"Unique key '{NameText.Shown(key)}' {NameText.Rule(key, 200)}.",
        _ when !Enum.IsDefined(unique.While) => $"Unique.While {(int)unique.While} is not one of {Names<UniqueWhile>()}.",
        _ when !Enum.IsDefined(unique.OnConflict) => $"Unique.OnConflict {(int)unique.OnConflict} is not one of {Names<UniqueConflict>()}.",
        _ when !Enum.IsDefined(unique.Scope) => $"Unique.Scope {(int)unique.Scope} is not one of {Names<JobKeyScope>()}.",
        { OnConflict: UniqueConflict.ReplaceWaiting, While: not UniqueWhile.Waiting } =>
            "Unique.OnConflict is ReplaceWaiting and Unique.While is WaitingOrRunning, but a job that runs cannot be replaced. "
            + "Use UniqueWhile.Waiting, or another OnConflict.",
        { LongestWait: { } wait } when unique.OnConflict != UniqueConflict.ReplaceWaiting =>
            $"Unique.LongestWait {wait} was given with OnConflict {unique.OnConflict}; only ReplaceWaiting moves a job. Leave it out.",
        { LongestWait: { } wait } when wait <= TimeSpan.Zero || wait > LongestWindow => FormattableString.Invariant(
            $"Unique.LongestWait {wait} must be more than zero and at most {LongestWindow.Days:N0} days. Leave it out for no limit."),
        _ => null,
    };

    private static string? WhyTooShort(JobUnique unique, TimeSpan after) => unique.LongestWait is { } wait && wait < after
        ? $"Unique.LongestWait {wait} is shorter than the delay {after} of the job. Give a longer wait or a shorter delay."
        : null;

    private static string Names<TEnum>()
        where TEnum : struct, Enum => string.Join(", ", Enum.GetNames<TEnum>());

    private static void ThrowIfUndefined(JobKeyScope scope, string name)
    {
        if (!Enum.IsDefined(scope))
        {
            throw new JobRejectedException($"{name} {(int)scope} is not one of {Names<JobKeyScope>()}.");
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
