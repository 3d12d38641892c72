namespace JobMaster.Monitoring;

/// <summary>Finds filter conditions that no job can meet: an empty list would look like a correct answer.</summary>
internal static class FilterCheck
{
    /// <param name="filter">The filter.</param>
    /// <param name="remedy">What to do once for each definition or lane instead of giving a star.</param>
    public static string? Problem(JobOperationFilter filter, string remedy = "Start one operation") =>
        Problem(filter.State) ?? Problem(filter.Priority)
        ?? Empty(
            (nameof(filter.JobDefinitionId), filter.JobDefinitionId), (nameof(filter.WorkerLane), filter.WorkerLane),
            (nameof(filter.Tenant), filter.Tenant), (nameof(filter.Fingerprint), filter.Fingerprint),
            (nameof(filter.IdempotencyKey), filter.IdempotencyKey))
        ?? Pattern(nameof(filter.JobDefinitionId), filter.JobDefinitionId, $"{remedy} for each definition.")
        ?? Pattern(nameof(filter.WorkerLane), filter.WorkerLane, $"{remedy} for each lane.");

    public static string? Problem(JobFilter filter) =>
        Problem(filter.State)
        ?? Empty((nameof(filter.JobDefinitionId), filter.JobDefinitionId), (nameof(filter.WorkerLane), filter.WorkerLane))
        ?? Pattern(nameof(filter.JobDefinitionId), filter.JobDefinitionId, "SearchAsync takes a beginning with a star.")
        ?? Pattern(nameof(filter.WorkerLane), filter.WorkerLane, "List one lane after the other.");

    public static string? Problem(JobSearch search) =>
        (search.States.Any(state => !Enum.IsDefined(state)) ? Problem(search.States.First(state => !Enum.IsDefined(state))) : null)
        ?? Empty(
            (nameof(search.JobDefinitionId), search.JobDefinitionId), (nameof(search.WorkerLane), search.WorkerLane),
            (nameof(search.Tenant), search.Tenant), (nameof(search.IdempotencyKey), search.IdempotencyKey),
            (nameof(search.Fingerprint), search.Fingerprint), (nameof(search.ErrorText), search.ErrorText),
            (nameof(search.PayloadText), search.PayloadText), ("The name of Metadata", search.Metadata?.Name))
        ?? Pattern(nameof(search.WorkerLane), search.WorkerLane, "Search one lane after the other, or none for all.")
        ?? Beginning(nameof(search.JobDefinitionId), search.JobDefinitionId);

    public static string? Problem(RecurringScheduleFilter filter) =>
        Problem(filter.State)
        ?? EmptyOf("schedule", (nameof(filter.JobDefinitionId), filter.JobDefinitionId), (nameof(filter.Tenant), filter.Tenant))
        ?? Pattern(nameof(filter.JobDefinitionId), filter.JobDefinitionId, "List one definition after the other.");

    public static string? Problem(AuditFilter filter) =>
        EmptyOf(
            "entry", (nameof(filter.Who), filter.Who), (nameof(filter.Action), filter.Action), (nameof(filter.CallKey), filter.CallKey),
            (nameof(filter.TargetKind), filter.TargetKind), (nameof(filter.TargetId), filter.TargetId))
        ?? (filter.TargetKind is null || AuditTargets.All.Contains(filter.TargetKind, StringComparer.Ordinal)
            ? null
            : $"TargetKind '{filter.TargetKind}' is not one of {string.Join(", ", AuditTargets.All)}.");

    public static string? Problem(StatisticFilter filter) => Empty(
        (nameof(filter.Lane), filter.Lane), (nameof(filter.DefinitionId), filter.DefinitionId), (nameof(filter.Tenant), filter.Tenant));

    /// <exception cref="ArgumentException">There is a problem.</exception>
    public static void ThrowIf(string? problem, string parameter)
    {
        if (problem is not null)
        {
            throw new ArgumentException(problem, parameter);
        }
    }

    public static string? Problem<TEnum>(TEnum? value)
        where TEnum : struct, Enum => value is { } given && !Enum.IsDefined(given)
            ? $"{NameOf<TEnum>()} {Convert.ToInt64(given, null)} is not one of {string.Join(", ", Enum.GetNames<TEnum>())}."
            : null;

    private static string? Problem(JobState state) => Problem((JobState?)state);

    private static string NameOf<TEnum>() => typeof(TEnum) == typeof(JobMasterPriority) ? "Priority" : "State";

    private static string? Empty(params ReadOnlySpan<(string Name, string? Value)> conditions) => EmptyOf("job", conditions);

    private static string? EmptyOf(string what, params ReadOnlySpan<(string Name, string? Value)> conditions)
    {
        foreach (var (name, value) in conditions)
        {
            if (value is { Length: 0 })
            {
                return $"{name} is empty, which no {what} has. Give a value, or leave it null for any.";
            }
        }

        return null;
    }

    private static string? Beginning(string name, string? value) => value?.IndexOf('*', StringComparison.Ordinal) is { } star and >= 0
        && star < value.Length - 1
        ? $"{name} '{value}' has a star before its end, where it stands for nothing else. Give a beginning with one star at its end."
        : null;

    private static string? Pattern(string name, string? value, string remedy) => value is [.., '*']
        ? $"{name} '{value}' ends in a star, but here it is the whole name. {remedy}"
        : null;
}
