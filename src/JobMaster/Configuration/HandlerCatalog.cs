using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using JobMaster.Scheduling;

namespace JobMaster.Configuration;

/// <summary>The registered handlers of a cluster, and the definitions that their attributes make of them.</summary>
internal sealed class HandlerCatalog
{
    private readonly Dictionary<Type, JobDefinition> _definitions = [];
    private readonly Dictionary<Type, Dictionary<int, IPayloadUpcaster>> _upcasters = [];

    public List<string> Problems { get; } = [];

    public bool IsEmpty => _definitions.Count == 0 && Problems.Count == 0;

    public IReadOnlyCollection<JobDefinition> Definitions => _definitions.Values;

    [RequiresUnreferencedCode("Scans the assembly for handlers.")]
    public void AddAssembly(Assembly assembly)
    {
        foreach (var type in TypesOf(assembly))
        {
            if (!_definitions.ContainsKey(type))
            {
                Add(type, retryPolicy: null);
            }
        }
    }

    /// <summary>Adds a step for the payloads of a handler, which may be registered later.</summary>
    public void AddUpcaster(Type handler, int fromVersion, IPayloadUpcaster upcaster)
    {
        if (!UpcastersOf(handler).TryAdd(fromVersion, upcaster))
        {
            Problems.Add(
                $"Handler '{handler.FullName}' has two upcasters from version {fromVersion} to {fromVersion + 1}: " +
                $"{UpcastersOf(handler)[fromVersion].GetType().FullName} and {upcaster.GetType().FullName}. Keep one of them.");
        }
    }

    /// <summary>The problems of versions and upcasters.</summary>
    public IEnumerable<string> VersionProblems() =>
        _definitions.Values.SelectMany(definition => definition.Versions.Problems(definition.HandlerType))
            .Concat(_upcasters.Keys.Where(handler => !_definitions.ContainsKey(handler)).Select(handler =>
                $"AddPayloadUpcaster names '{handler.FullName}', which is not a registered handler. Register it with " +
                $"config.AddJobHandler<{handler.Name}>(), or remove the call."));

    public bool Has(Type type) => _definitions.ContainsKey(type);

    [RequiresUnreferencedCode("Scans the assembly for handlers.")]
    public static IEnumerable<Type> TypesOf(Assembly assembly) =>
        assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && IsHandler(type));

    public void Add(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.Interfaces)]
        Type type,
        JobRetryPolicy? retryPolicy)
    {
        var payloads = PayloadTypes(type);
        if (WhyNot(type, payloads) is { } problem)
        {
            Problems.Add(problem);
        }
        else if (payloads.SingleOrDefault() is not { } payload)
        {
            _definitions[type] = Definition(type, null, PayloadCall.OfMessageData, retryPolicy);
        }
        else if (PayloadCall.Of(payload) is { } call)
        {
            _definitions[type] = Definition(type, payload, call, retryPolicy);
        }
        else
        {
            Problems.Add(
                $"Handler '{type.FullName}' takes the struct '{payload.Name}', for which an app compiled ahead of time needs both types: " +
                $"config.AddJobHandler<{type.Name}, {payload.Name}>().");
        }
    }

    public void Add<TPayload>(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.Interfaces)]
        Type type,
        JobRetryPolicy? retryPolicy)
    {
        if (WhyNot(type, PayloadTypes(type)) is { } problem)
        {
            Problems.Add(problem);
        }
        else
        {
            _definitions[type] = Definition(type, typeof(TPayload), PayloadCall.Of<TPayload>(), retryPolicy);
        }
    }

    /// <summary>A definition has one message, and its jobs one id.</summary>
    private static string? WhyNot(Type type, List<Type> payloads) => (payloads, typeof(IJobHandler).IsAssignableFrom(type)) switch
    {
        ([], false) => $"'{type.FullName}' is not a handler. Implement IJobHandler<TPayload>, or IJobHandler for message data.",
        ([_], false) or ([], true) => null,
        (_, false) =>
            $"Handler '{type.FullName}' implements {string.Join(" and ", payloads.Select(payload => $"IJobHandler<{payload.Name}>"))}; " +
            "the jobs of a definition have one payload. " +
            "Write one class for each payload, each with its own [JobMasterDefinitionId(\"…\")]; what they share can go into a base class.",
        (_, true) =>
            $"Handler '{type.FullName}' implements IJobHandler and IJobHandler<{payloads[0].Name}>; its jobs have message data or a " +
            "payload, not both. Keep one of them, or write a class for each.",
    };

    private static bool IsHandler([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.Interfaces)] Type type) =>
        typeof(IJobHandler).IsAssignableFrom(type) || PayloadTypes(type).Count > 0;

    private static List<Type> PayloadTypes([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.Interfaces)] Type type) =>
        [
            .. type.GetInterfaces()
                .Where(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IJobHandler<>))
                .Select(face => face.GetGenericArguments()[0])];

    private JobDefinition Definition(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type, Type? payloadType,
        HandlerCall call, JobRetryPolicy? retryPolicy)
    {
        var attributes = new HandlerAttributes(type);
        Problems.AddRange(attributes.Problems);
        if (!_definitions.ContainsKey(type))
        {
            attributes.Upcasters.ToList().ForEach(step => AddUpcaster(type, step.From, step.Step));
        }

        return new JobDefinition
        {
            Id = attributes.DefinitionId ?? type.FullName!,
            Aliases = attributes.Aliases,
            Versions = new PayloadVersions(attributes.PayloadVersion.Version, attributes.PayloadVersion.Oldest, UpcastersOf(type)),
            HasExplicitId = attributes.DefinitionId is not null,
            HandlerType = type,
            PayloadType = payloadType,
            Call = call,
            CreateHandler = Activation.For(type),
            Timeout = attributes.Timeout,
            MaxRetries = attributes.MaxRetries,
            Priority = attributes.Priority,
            Lane = attributes.Lane,
            Unique = attributes.Unique,
            Limits = attributes.Limits,
            RetryPolicy = retryPolicy ?? attributes.RetryPolicy ?? JobRetryPolicy.Default,
            NonRetryable = attributes.NonRetryable,
            Runbook = attributes.Runbook,
            Metadata = attributes.Metadata,
        };
    }

    private Dictionary<int, IPayloadUpcaster> UpcastersOf(Type handler) =>
        _upcasters.TryGetValue(handler, out var steps) ? steps : _upcasters[handler] = [];
}
