namespace JobMaster.Recurring;

/// <summary>What one node has for recurring schedules, wired but not started.</summary>
internal sealed record RecurrenceParts
{
    public required RecurringSchedules Recurring { get; init; }

    public required IScheduleMonitor Monitor { get; init; }

    /// <summary>Null on a node that does no upkeep.</summary>
    public required SchedulePlanner? Planner { get; init; }

    /// <summary>Null on a node that has no profiles and does no upkeep.</summary>
    public required StaticScheduleSync? Profiles { get; init; }

    public IEnumerable<Task> Start(CancellationToken stop)
    {
        Task?[] roles = [Profiles?.Start(stop), Planner?.Start(stop)];
        return roles.OfType<Task>();
    }
}
