using JobMaster.Execution;
using JobMaster.Monitoring;
using JobMaster.Recurring;

namespace JobMaster.Configuration;

/// <summary>Builds the parts of one node for recurring schedules.</summary>
internal sealed class RecurrenceBuilder
{
    /// <param name="node">The node.</param>
    /// <param name="definitions">The definitions of its code.</param>
    /// <param name="doesUpkeep">Whether it does upkeep.</param>
    public RecurrenceBuilder(NodeServices node, NodeDefinitions definitions, bool doesUpkeep)
    {
        var firings = new ScheduleFirings(node);
        Planner = doesUpkeep ? new SchedulePlanner(node, definitions.Compilers, firings) : null;
        Recurring = new RecurringSchedules(node, definitions.Schedules, firings, until => Planner?.Note(until));
        Profiles = doesUpkeep || definitions.Profiles.Count > 0
            ? new StaticScheduleSync(node, definitions.Profiles, Recurring, doesUpkeep)
            : null;
        Monitor = new ScheduleMonitor(node.Callers.Schedules, definitions.Compilers, node.Time, node.Options.ClusterId);
    }

    public RecurringSchedules Recurring { get; }

    public IScheduleMonitor Monitor { get; }

    /// <summary>Null on a node that does no upkeep.</summary>
    public SchedulePlanner? Planner { get; }

    /// <summary>Null on a node that has no profiles and does no upkeep.</summary>
    public StaticScheduleSync? Profiles { get; }
}
