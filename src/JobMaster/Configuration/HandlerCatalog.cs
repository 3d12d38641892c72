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
        var id = type.GetCustomAttribute<JobMasterDefinitionIdAttribute>()?.Id;
        var timeout = type.GetCustomAttribute<JobMasterTimeoutAttribute>()?.Seconds;
        var retries = type.GetCustomAttribute<JobMasterMaxNumberOfRetriesAttribute>()?.Retries;
        Check(id is null or { Length: > 0 and <= 200 }, type, $"[JobMasterDefinitionId(\"{id}\")] must have 1 to 200 characters");
        Check(timeout is null or > 0, type, $"[JobMasterTimeout({timeout})] must be more than zero seconds");
        Check(retries is null or >= 0, type, $"[JobMasterMaxNumberOfRetries({retries})] must be zero or more");
        return new JobDefinition
        {
            Id = id ?? type.FullName!,
            HasExplicitId = id is not null,
            HandlerType = type,
            PayloadType = payloadType,
            CreateHandler = Activation.For(type),
            Timeout = timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            MaxRetries = retries,
            Priority = type.GetCustomAttribute<JobMasterPriorityAttribute>()?.Priority,
            Lane = type.GetCustomAttribute<JobMasterWorkerLaneAttribute>()?.Lane,
            RetryPolicy = retryPolicy ?? RetryPolicy(type) ?? JobRetryPolicy.Default,
            NonRetryable = type.GetCustomAttribute<JobMasterNonRetryableAttribute>()?.ExceptionTypes ?? [],
            Metadata = Metadata(type),
        };
    }

    private static BackoffRetryPolicy? RetryPolicy(Type type) => type.GetCustomAttribute<JobMasterRetryAttribute>() is { } retry
        ? new BackoffRetryPolicy(retry.Backoff, TimeSpan.FromSeconds(retry.Seconds), TimeSpan.FromSeconds(Math.Max(retry.Seconds, retry.MaxSeconds)))
        : null;

    private static WritableMetadata Metadata(Type type)
    {
        var metadata = WritableMetadata.New();
        foreach (var entry in type.GetCustomAttributes<JobMasterMetadataAttribute>())
        {
            metadata.SetStringValue(entry.Name, entry.Value);
        }

        return metadata;
    }

    private void Check(bool isValid, Type type, string problem)
    {
        if (!isValid)
        {
            Problems.Add($"{problem}, on handler '{type.FullName}'.");
        }
    }
}
