using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using JobMaster.Scheduling;

namespace JobMaster.Configuration;

/// <summary>The handlers a cluster was given, and the definitions their attributes make of them.</summary>
internal sealed class HandlerCatalog
{
    private readonly Dictionary<Type, JobDefinition> _definitions = [];

    public List<string> Problems { get; } = [];

    public bool IsEmpty => _definitions.Count == 0 && Problems.Count == 0 && !_scanned;

    public IReadOnlyCollection<JobDefinition> Definitions => _definitions.Values;

    private bool _scanned;

    [RequiresUnreferencedCode("Scans the assembly for handlers.")]
    public void AddAssembly(Assembly assembly)
    {
        _scanned = true;
        foreach (var type in assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && IsHandler(type)))
        {
            if (!_definitions.ContainsKey(type))
            {
                Add(type, retryPolicy: null);
            }
        }
    }

    public void Add(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.Interfaces)] Type type, JobRetryPolicy? retryPolicy)
    {
        var payloads = PayloadTypes(type);
        if (payloads.Count + (typeof(IJobHandler).IsAssignableFrom(type) ? 1 : 0) != 1)
        {
            Problems.Add($"'{type.FullName}' must implement exactly one of IJobHandler and IJobHandler<TPayload>; it implements {payloads.Count + (typeof(IJobHandler).IsAssignableFrom(type) ? 1 : 0)} of them.");
            return;
        }

        _definitions[type] = Definition(type, payloads.SingleOrDefault(), retryPolicy);
    }

    private static bool IsHandler([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.Interfaces)] Type type) =>
        typeof(IJobHandler).IsAssignableFrom(type) || typeof(ITypedJobHandler).IsAssignableFrom(type);

    private static List<Type> PayloadTypes([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.Interfaces)] Type type) =>
        [.. type.GetInterfaces().Where(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IJobHandler<>)).Select(face => face.GetGenericArguments()[0])];

    private JobDefinition Definition(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type, Type? payloadType, JobRetryPolicy? retryPolicy)
    {
        var attributes = new HandlerAttributes(type);
        Problems.AddRange(attributes.Problems);
        return new JobDefinition
        {
            Id = attributes.DefinitionId ?? type.FullName!,
            HasExplicitId = attributes.DefinitionId is not null,
            HandlerType = type,
            PayloadType = payloadType,
            CreateHandler = Activation.For(type),
            Timeout = attributes.Timeout,
            MaxRetries = attributes.MaxRetries,
            Priority = attributes.Priority,
            Lane = attributes.Lane,
            RetryPolicy = retryPolicy ?? attributes.RetryPolicy ?? JobRetryPolicy.Default,
            NonRetryable = attributes.NonRetryable,
            Metadata = attributes.Metadata,
        };
    }
}
