using System.Diagnostics.CodeAnalysis;

namespace JobMaster;

/// <summary>
/// The handler's stable name in storage. Without it, the type's full name is used, and a rename of the class orphans its jobs.
/// </summary>
/// <param name="id">The name; at most 200 characters.</param>
/// <example><code>[JobMasterDefinitionId("send-receipt", Aliases = ["mail-receipt"])]</code></example>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class JobMasterDefinitionIdAttribute(string id) : Attribute
{
    /// <summary>The name.</summary>
    public string Id { get; } = id;

    /// <summary>
    /// Other names of the same handler, such as its former one. The handler runs jobs of these names too, and a call that names one of them
    /// stores <see cref="Id"/>. No other handler of the cluster may have them. <value>The default is none.</value>
    /// </summary>
    public string[] Aliases { get; init; } = [];
}

/// <summary>
/// The version of the handler's payload; without the attribute, 1. It is stored with each job. The handler's upcasters upgrade a job of an
/// older version step by step; a job of a newer version is parked until a newer build runs it.
/// </summary>
/// <param name="version">The version that this build writes; 1 or more.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class JobMasterPayloadVersionAttribute(int version) : Attribute
{
    /// <summary>The version that this build writes.</summary>
    public int Version { get; } = version;

    /// <summary>
    /// The oldest version that this build reads. There must be an upcaster for each version from this one to the one before <see
    /// cref="Version"/>. <value>The default is 1.</value>
    /// </summary>
    public int Oldest { get; init; } = 1;
}

/// <summary>A step that turns payloads of one version into the next.</summary>
/// <param name="fromVersion">The version it reads.</param>
/// <param name="upcaster">An <see cref="IPayloadUpcaster"/> with a public constructor without parameters.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class JobMasterPayloadUpcasterAttribute(
    int fromVersion, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] Type upcaster) : Attribute
{
    /// <summary>The version it reads.</summary>
    public int FromVersion { get; } = fromVersion;

    /// <summary>The step.</summary>
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)]
    public Type Upcaster { get; } = upcaster;
}

/// <summary>How long one attempt may run before its token fires.</summary>
/// <param name="seconds">Seconds; more than zero, at most 4,233,600 (49 days).</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class JobMasterTimeoutAttribute(double seconds) : Attribute
{
    /// <summary>Seconds.</summary>
    public double Seconds { get; } = seconds;
}

/// <summary>How often a failed job is tried again. Attempts = retries + 1.</summary>
/// <param name="retries">Zero or more.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class JobMasterMaxNumberOfRetriesAttribute(int retries) : Attribute
{
    /// <summary>The number of retries.</summary>
    public int Retries { get; } = retries;
}

/// <summary>
/// Each job of the handler is the only one of its key while it waits, or while it waits or runs. A rule in <see cref="JobOptions.Unique"/>
/// of a call replaces this one.
/// </summary>
/// <param name="while">How long a job holds its key.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class JobMasterUniqueAttribute(UniqueWhile @while) : Attribute
{
    /// <summary>How long a job holds its key.</summary>
    public UniqueWhile While { get; } = @while;

    /// <summary>The key of all jobs of the handler; at most 200 characters. Default: each job's payload.</summary>
    public string? Key { get; init; }

    /// <summary>What a call does if its key is held. <value>The default is ReturnExisting.</value></summary>
    public UniqueConflict OnConflict { get; init; } = UniqueConflict.ReturnExisting;

    /// <summary>The jobs among which the key is unique. <value>The default is DefinitionAndTenant.</value></summary>
    public JobKeyScope Scope { get; init; } = JobKeyScope.DefinitionAndTenant;

    /// <summary>
    /// With ReplaceWaiting: how many seconds after the first call the job is due at the latest. <value>The default is 0, no limit.</value>
    /// </summary>
    public double LongestWaitSeconds { get; init; }
}

/// <summary>The priority of the handler's jobs.</summary>
/// <param name="priority">The priority.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class JobMasterPriorityAttribute(JobMasterPriority priority) : Attribute
{
    /// <summary>The priority.</summary>
    public JobMasterPriority Priority { get; } = priority;
}

/// <summary>The lane of the handler's jobs. Only workers that serve the lane run them.</summary>
/// <param name="lane">The lane; at most 100 characters.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class JobMasterWorkerLaneAttribute(string lane) : Attribute
{
    /// <summary>The lane.</summary>
    public string Lane { get; } = lane;
}

/// <summary>The handler's jobs are under a limit. See <see cref="JobMasterLimitExtensions.AddLimit"/>.</summary>
/// <param name="limit">The limit's name, or its name, a colon and a key. The limit applies to each key separately.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class JobMasterLimitAttribute(string limit) : Attribute
{
    /// <summary>The limit's name, or the name, a colon and a key.</summary>
    public string Limit { get; } = limit;
}

/// <summary>Metadata that every job of the handler carries. A call's value of the same name replaces it.</summary>
/// <param name="name">The name.</param>
/// <param name="value">The value.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class JobMasterMetadataAttribute(string name, string value) : Attribute
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <summary>The value.</summary>
    public string Value { get; } = value;
}

/// <summary>How long to wait between two attempts.</summary>
/// <param name="backoff">How the wait grows.</param>
/// <param name="seconds">The first wait, in seconds.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class JobMasterRetryAttribute(RetryBackoff backoff, double seconds) : Attribute
{
    /// <summary>How the wait grows.</summary>
    public RetryBackoff Backoff { get; } = backoff;

    /// <summary>The first wait, in seconds.</summary>
    public double Seconds { get; } = seconds;

    /// <summary>The longest wait, in seconds. <value>The default is 3600.</value></summary>
    public double MaxSeconds { get; init; } = 3600;

    /// <summary>
    /// The largest share of a wait that jitter adds to it, 0 to 1. <value>The default is 0.25 for Exponential, else 0.</value>
    /// </summary>
    public double Jitter { get; init; } = backoff == RetryBackoff.Exponential ? 0.25 : 0;
}

/// <summary>Exceptions after which the job fails even if retries are left. Derived types count too.</summary>
/// <param name="exceptionTypes">The exception types.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class JobMasterNonRetryableAttribute(params Type[] exceptionTypes) : Attribute
{
    /// <summary>The exception types.</summary>
    public IReadOnlyList<Type> ExceptionTypes { get; } = exceptionTypes;
}

/// <summary>Where to read what to do when jobs of the handler fail. The dashboard's page of a job links there.</summary>
/// <param name="url">An absolute http or https URL; at most 2,000 characters.</param>
/// <example><code>[JobMasterRunbook("https://wiki.example.org/runbooks/receipts")]</code></example>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class JobMasterRunbookAttribute(string url) : Attribute
{
    /// <summary>The URL.</summary>
    public string Url { get; } = url;
}
