using JobMaster.Recurring;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Configuration;

/// <summary>Wires what one node has for recurring schedules.</summary>
internal sealed class RecurrenceBuilder(
    JobMasterClusterConfig config, NodeDefinitions definitions, IMasterStore master, IScheduleStore forCallers, bool doesUpkeep, TimeProvider time, Random random, ILogger logger)
{
    public RecurrenceParts Build(ScheduleFirings firings, Func<ClusterMode> mode, Action requestPoll)
    {
        var (compilers, factory, profiles) = (definitions.Compilers, definitions.Schedules, definitions.Profiles);
        var planner = !doesUpkeep ? null : new SchedulePlanner(new SchedulePlannerParts
        {
            Store = master.Schedules,
            IsTransient = master.IsTransient,
            MaxMessageByteSize = config.Options.MaxMessageByteSize,
            Compilers = compilers,
            Firings = firings,
            MayPlan = () => mode() == ClusterMode.Active,
            RequestPoll = requestPoll,
            Time = time,
            Random = random,
            Logger = logger,
        });
        var recurring = new RecurringSchedules(new RecurringScheduleParts
        {
            ClusterId = config.Options.ClusterId,
            Store = forCallers,
            Factory = factory,
            Firings = firings,
            Note = until => planner?.Note(until),
            Time = time,
        });
        return new RecurrenceParts
        {
            Recurring = recurring,
            Monitor = new ScheduleMonitor(forCallers, compilers, time, config.Options.ClusterId),
            Planner = planner,
            Profiles = profiles.Count == 0 && !doesUpkeep ? null : new StaticScheduleSync(new StaticScheduleSyncParts
            {
                Profiles = profiles,
                Store = master.Schedules,
                Recurring = recurring,
                DoesUpkeep = doesUpkeep,
                MayWrite = () => mode() != ClusterMode.Archive,
                Time = time,
                Random = random,
                Logger = logger,
            }),
        };
    }
}
