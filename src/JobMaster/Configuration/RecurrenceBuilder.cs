using JobMaster.Recurring;
using JobMaster.Scheduling;
using JobMaster.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobMaster.Configuration;

/// <summary>Wires what one node has for recurring schedules.</summary>
internal sealed class RecurrenceBuilder(
    JobMasterClusterConfig config, IScheduleStore store, IScheduleStore forCallers, JobFactory jobs, bool doesUpkeep, TimeProvider time, Random random, ILogger logger)
{
    /// <exception cref="JobMasterConfigurationException">A profile's schedule cannot work.</exception>
    public RecurrenceParts Build(ScheduleFirings firings, Func<ClusterMode> mode, Action requestPoll)
    {
        var compilers = Compilers();
        var factory = new ScheduleFactory(jobs, compilers, time);
        var profiles = StaticProfileReader.Read(config.Profiles, factory);
        var planner = !doesUpkeep ? null : new SchedulePlanner(new SchedulePlannerParts
        {
            Store = store,
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
            Monitor = new ScheduleMonitor(forCallers, compilers, config.Options.ClusterId),
            Planner = planner,
            Profiles = profiles.Count == 0 && !doesUpkeep ? null : new StaticScheduleSync(new StaticScheduleSyncParts
            {
                Profiles = profiles,
                Store = store,
                Recurring = recurring,
                DoesUpkeep = doesUpkeep,
                MayWrite = () => mode() != ClusterMode.Archive,
                Time = time,
                Random = random,
                Logger = logger,
            }),
        };
    }

    /// <summary>The app's own languages: those registered for this cluster by its id come after those registered for all.</summary>
    private RecurrenceCompilers Compilers()
    {
        var clusterId = config.Options.ClusterId;
        var own = config.Services.GetServices<IRecurrenceExprCompiler>();
        var keyed = config.Services is IKeyedServiceProvider ? config.Services.GetKeyedServices<IRecurrenceExprCompiler>(clusterId) : [];
        return new RecurrenceCompilers([.. own, .. keyed], TimeZoneInfo.FindSystemTimeZoneById(config.Options.IanaTimeZoneId));
    }
}
