using JobMaster.Limits;
using JobMaster.Recurring;
using JobMaster.Scheduling;
using JobMaster.Storage;
using JobMaster.Values;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Configuration;

/// <summary>The definitions of one node's code: its handlers, and the schedules of its profiles.</summary>
internal sealed class NodeDefinitions
{
    private NodeDefinitions(
        JobMasterClusterConfig config, PayloadSerializer payloads, PayloadStorage storage, TimeProvider time, List<string> problems)
    {
        var payloadJson = PayloadOptions.ForPayloads(config.PayloadJson);
        Registry = new JobDefinitionRegistry(config.Options.ClusterId, config.Handlers.Definitions)
        {
            Reader = PayloadReader.NameOf(
                config.Handlers.Definitions.SelectMany(definition => definition.Aliases.Prepend(definition.Id).Select(id =>
                    (id, definition.HandlerType, definition.PayloadType, definition.Versions.Text))),
                payloadJson,
                config.PayloadKeys.Count == 0 ? null : new PayloadKeys(config.PayloadKeys)),
        };
        var schemas = Schemas(config.Handlers.Definitions, type => PayloadSchema.Of(type, payloadJson), problems);
        Stored = [.. Registry.All.Select(definition => DefinitionContent.Write(
            definition, definition.PayloadType is { } type ? schemas.GetValueOrDefault(type) : null, config.Options))];
        Known = new KnownDefinitions(Registry, time);
        Check = new PayloadCheck(payloads, schemas, Known);
        Limits = new LimitsInForce(config.Limits, id => Registry.Find(id)?.Limits ?? []);
        Jobs = new JobFactory(config.Options, Registry, payloads, storage, Check, Limits, time);
        Compilers = CompilersOf(config);
        Schedules = new ScheduleFactory(Jobs, Compilers, time);
        Profiles = StaticProfileReader.Read(config.Profiles, Schedules, storage, problems);
    }

    public JobDefinitionRegistry Registry { get; }

    /// <summary>The definitions in their stored form.</summary>
    public IReadOnlyList<NewDefinition> Stored { get; }

    /// <summary>The definitions of other processes.</summary>
    public KnownDefinitions Known { get; }

    public PayloadCheck Check { get; }

    /// <summary>The limits of the cluster, as far as the node knows them.</summary>
    public LimitsInForce Limits { get; }

    public JobFactory Jobs { get; }

    public RecurrenceCompilers Compilers { get; }

    public ScheduleFactory Schedules { get; }

    public IReadOnlyList<StaticProfile> Profiles { get; }

    /// <summary>Reads the definitions and adds errors to the problems.</summary>
    /// <returns>Null if definitions or time zone are unusable, which is among the problems then.</returns>
    public static NodeDefinitions? Read(
        JobMasterClusterConfig config, PayloadSerializer payloads, PayloadStorage storage, TimeProvider time, List<string> problems) =>
        JobDefinitionRegistry.Problems(config.Handlers.Definitions).Any() || !OptionsCheck.IsKnownZone(config.Options.IanaTimeZoneId)
        || PayloadKeys.Problems(config.PayloadKeys).Any()
            ? null
            : new NodeDefinitions(config, payloads, storage, time, problems);

    /// <summary>The schemas of the payload types. A schema that cannot be checked is added to the problems.</summary>
    internal static Dictionary<Type, PayloadSchema> Schemas(
        IEnumerable<JobDefinition> definitions, Func<Type, PayloadSchema?> schemaOf, List<string> problems)
    {
        var schemas = new Dictionary<Type, PayloadSchema>();
        foreach (
            var definition in definitions.Where(definition => definition.PayloadType is not null)
                .DistinctBy(definition => definition.PayloadType))
        {
            try
            {
                if (schemaOf(definition.PayloadType!) is { } schema)
                {
                    schemas[definition.PayloadType!] = schema;
                }
            }
            catch (NotSupportedException exception)
            {
                problems.Add(
                    $"The payload '{JsonExcerpt.TypeName(definition.PayloadType!)}' of handler '{definition.HandlerType.FullName}' " +
                    $"cannot be checked: {exception.Message.TrimEnd('.')}. Update JobMaster, or write the handler as an IJobHandler, " +
                    "which takes message data.");
            }
        }

        return schemas;
    }

    /// <summary>The app's own languages: those registered with this cluster's id come after those registered for all clusters.</summary>
    private static RecurrenceCompilers CompilersOf(JobMasterClusterConfig config)
    {
        var own = config.Services.GetServices<IRecurrenceExprCompiler>();
        var keyed = config.Services is IKeyedServiceProvider
            ? config.Services.GetKeyedServices<IRecurrenceExprCompiler>(config.Options.ClusterId)
            : [];
        return new RecurrenceCompilers([.. own, .. keyed], TimeZoneInfo.FindSystemTimeZoneById(config.Options.IanaTimeZoneId));
    }
}
