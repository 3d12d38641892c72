using JobMaster.Values;
using JobMaster.Recurring;
using JobMaster.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Configuration;

/// <summary>What one node's code defines: its handlers, and the schedules of its profiles.</summary>
internal sealed class NodeDefinitions
{
    private NodeDefinitions(JobMasterClusterConfig config, PayloadSerializer payloads, TimeProvider time, List<string> problems)
    {
        Registry = new JobDefinitionRegistry(config.Options.ClusterId, config.Handlers.Definitions)
        {
            Reader = PayloadReader.NameOf(
                config.Handlers.Definitions.Select(definition => (definition.Id, definition.HandlerType, definition.PayloadType)),
                PayloadOptions.ForPayloads(config.PayloadJson)),
        };
        Jobs = new JobFactory(config.Options, Registry, payloads, time);
        Compilers = CompilersOf(config);
        Schedules = new ScheduleFactory(Jobs, Compilers, time);
        Profiles = StaticProfileReader.Read(config.Profiles, Schedules, problems);
    }

    public JobDefinitionRegistry Registry { get; }

    public JobFactory Jobs { get; }

    public RecurrenceCompilers Compilers { get; }

    public ScheduleFactory Schedules { get; }

    public IReadOnlyList<StaticProfile> Profiles { get; }

    /// <summary>Reads them; what cannot work is added to the problems.</summary>
    /// <returns>Null when definitions or time zone are such that nothing can be made of them; that is a problem already.</returns>
    public static NodeDefinitions? Read(
        JobMasterClusterConfig config, PayloadSerializer payloads, TimeProvider time, List<string> problems) =>
        JobDefinitionRegistry.Problems(config.Handlers.Definitions).Any() || !OptionsCheck.IsKnownZone(config.Options.IanaTimeZoneId)
            ? null
            : new NodeDefinitions(config, payloads, time, problems);

    /// <summary>The app's own languages: those registered for this cluster by its id come after those registered for all.</summary>
    private static RecurrenceCompilers CompilersOf(JobMasterClusterConfig config)
    {
        var own = config.Services.GetServices<IRecurrenceExprCompiler>();
        var keyed = config.Services is IKeyedServiceProvider
            ? config.Services.GetKeyedServices<IRecurrenceExprCompiler>(config.Options.ClusterId)
            : [];
        return new RecurrenceCompilers([.. own, .. keyed], TimeZoneInfo.FindSystemTimeZoneById(config.Options.IanaTimeZoneId));
    }
}
