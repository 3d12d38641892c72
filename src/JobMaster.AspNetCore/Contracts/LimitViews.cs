namespace JobMaster.AspNetCore.Contracts;

internal sealed record LimitList(IReadOnlyList<LimitView> Limits);

internal sealed record LimitKeyList(IReadOnlyList<LimitKeyView> Keys, string? Next);

/// <summary>A limit on how many jobs run, as configured, and the overrides of operators.</summary>
internal sealed record LimitView
{
    public required string Name { get; init; }

    /// <summary>The jobs under the limit.</summary>
    public required LimitKind Kind { get; init; }

    /// <summary>The only lane, definition or tenant it is for; absent if it is for each separately, or for other kinds.</summary>
    public string? Of { get; init; }

    /// <summary>The configured values.</summary>
    public required LimitSettingsView Settings { get; init; }

    /// <summary>The overrides of operators: for the whole limit first, then by key.</summary>
    public required IReadOnlyList<LimitOverrideView> Overrides { get; init; }

    public static LimitView From(LimitDetails limit) => new()
    {
        Name = limit.Name, Kind = limit.Kind, Of = limit.Of, Settings = LimitSettingsView.Of(limit.Settings),
        Overrides = [.. limit.Overrides.Select(LimitOverrideView.Of)],
    };
}

/// <summary>What a limit allows. Absent members are not limited; in an override, they have the limit's values.</summary>
internal sealed record LimitSettingsView
{
    /// <summary>How many jobs run at once.</summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>How many jobs start in `perSeconds`.</summary>
    public int? Starts { get; init; }

    /// <summary>The time of `starts`.</summary>
    public double? PerSeconds { get; init; }

    /// <summary>How many may start at once after a pause.</summary>
    public int? Burst { get; init; }

    /// <summary>Its jobs run one at a time in due order, with this reaction when one fails for good; absent for any order.</summary>
    public KeepOrderOnFailure? KeepOrder { get; init; }

    public static LimitSettingsView Of(LimitSettings settings) => new()
    {
        MaxConcurrent = settings.MaxConcurrent, Starts = settings.Starts, PerSeconds = settings.Per?.TotalSeconds,
        Burst = settings.Burst, KeepOrder = settings.KeepOrder,
    };
}

/// <summary>An operator's override of a limit.</summary>
internal sealed record LimitOverrideView
{
    /// <summary>The key; absent for the whole limit.</summary>
    public string? Key { get; init; }

    public required LimitSettingsView Settings { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>When it ends by itself; absent for never.</summary>
    public DateTimeOffset? Until { get; init; }

    public string? By { get; init; }

    public string? Reason { get; init; }

    public static LimitOverrideView Of(LimitOverrideDetails own) => new()
    {
        Key = own.Key, Settings = LimitSettingsView.Of(own.Settings), Since = own.Since, Until = own.Until, By = own.By,
        Reason = own.Reason,
    };
}

/// <summary>One key of a limit: a tenant, lane, definition or key that has the limit for itself, or the whole limit.</summary>
internal sealed record LimitKeyView
{
    /// <summary>The limit's name.</summary>
    public required string Limit { get; init; }

    /// <summary>The key; absent if all jobs of the limit share it.</summary>
    public string? Key { get; init; }

    /// <summary>What it allows now.</summary>
    public required LimitSettingsView Settings { get; init; }

    /// <summary>How many permits are held.</summary>
    public required long InUse { get; init; }

    /// <summary>How many due jobs wait for it; up to 1,000 are counted.</summary>
    public required long Waiting { get; init; }

    /// <summary>When the oldest of them was due; absent if none waits.</summary>
    public DateTimeOffset? OldestDueAt { get; init; }

    /// <summary>When a rate, or a rest, lets the next job start; absent if it may start now, or once a permit is free.</summary>
    public DateTimeOffset? NextStartAt { get; init; }

    /// <summary>Whether all its permits are held.</summary>
    public required bool IsFull { get; init; }

    /// <summary>For a limit that keeps order, the job that the waiting jobs wait for; absent if none waits.</summary>
    public Guid? HeldBy { get; init; }

    /// <summary>The override in force for this key, or for the whole limit; absent for none.</summary>
    public LimitOverrideView? Override { get; init; }

    public static LimitKeyView Of(LimitKeyDetails key) => new()
    {
        Limit = key.Limit, Key = key.Key, Settings = LimitSettingsView.Of(key.Settings), InUse = key.InUse, Waiting = key.Waiting,
        OldestDueAt = key.OldestDueAt, NextStartAt = key.NextStartAt, IsFull = key.IsFull, HeldBy = key.HeldBy,
        Override = key.Override is { } own ? LimitOverrideView.Of(own) : null,
    };
}
