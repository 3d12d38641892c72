using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using JobMaster.Configuration;
using JobMaster.Scheduling;
using JobMaster.Storage;
using JobMaster.Values;
using Microsoft.Extensions.Configuration;

namespace JobMaster;

/// <summary>Configures one cluster. Nothing connects before the host starts; all problems are reported then, together.</summary>
public sealed class JobMasterClusterConfig
{
    private const int MostIndexed = 10;

    internal JobMasterClusterConfig(IServiceProvider services) => Services = services;

    /// <summary>Every option behind the fluent calls, to read or set by name.</summary>
    public JobMasterClusterOptions Options { get; } = new();

    internal IServiceProvider Services { get; }

    internal HandlerCatalog Handlers { get; } = new();

    internal ProfileCatalog Profiles { get; } = new();

    internal AlertCatalog Alerts { get; } = new();

    internal List<Creation> Middleware { get; } = [];

    internal List<Type> MiddlewareTypes { get; } = [];

    internal List<Creation> SchedulingMiddleware { get; } = [];

    internal JsonSerializerOptions? PayloadJson { get; private set; }

    internal List<PayloadKey> PayloadKeys { get; } = [];

    /// <summary>The names of metadata that jobs are found by with an index.</summary>
    internal List<string> IndexedMetadata { get; } = [];

    /// <summary>The limits of the code.</summary>
    internal List<NewLimit> Limits { get; } = [];

    internal (string Provider, Func<MasterStoreContext, IMasterStore> Create)? Master { get; private set; }

    internal List<JobMasterAgentConfig> Agents { get; } = [];

    internal List<StoreProvider> Providers { get; } = [];

    /// <summary>The store in the bound configuration; null if it names none.</summary>
    internal IConfigurationSection? StoreSection { get; set; }

    internal List<IConfigurationSection> AgentSections { get; } = [];

    /// <summary>Whether an assembly was registered as a whole.</summary>
    internal bool HasScanned { get; private set; }

    internal bool IsStandalone { get; private set; }

    internal List<string> Problems { get; } = [];

    /// <summary>Uses one database for coordination and storage, and no agents. This is the default.</summary>
    public JobMasterClusterConfig UseStandaloneCluster() => With(() => IsStandalone = true);

    /// <summary>Sets the cluster's name, the same on every node. Default: <c>default</c>.</summary>
    /// <param name="clusterId">At most 100 characters.</param>
    public JobMasterClusterConfig ClusterId(string clusterId) => With(() => Options.ClusterId = clusterId);

    /// <summary>
    /// Gives the former id of this cluster. At start, the cluster takes over the tables and agents that belong to the former id, unless
    /// hosts still run under it. If they are its own already, or have no owner, the call does nothing. So every host may make the call, and
    /// it may stay in the code.
    /// </summary>
    /// <param name="formerClusterId">The former id of the cluster.</param>
    /// <example><code>config.ClusterId("invoicing").RenamesCluster("billing");</code></example>
    public JobMasterClusterConfig RenamesCluster(string formerClusterId) => With(() => Options.FormerClusterId = formerClusterId);

    /// <summary>Sets what the cluster does until it is changed at run time. Default: Active.</summary>
    /// <param name="mode">The mode.</param>
    public JobMasterClusterConfig ClusterMode(ClusterMode mode) => With(() => Options.Mode = mode);

    /// <summary>Sets how early a worker may claim a job into memory before it is due. Default: zero, when it is due.</summary>
    /// <param name="threshold">Zero or more.</param>
    public JobMasterClusterConfig ClusterTransientThreshold(TimeSpan threshold) => With(() => Options.TransientThreshold = threshold);

    /// <summary>Sets how long one attempt may run if neither call nor handler sets a timeout. Default: 5 minutes.</summary>
    /// <param name="timeout">More than zero.</param>
    public JobMasterClusterConfig ClusterDefaultJobTimeout(TimeSpan timeout) => With(() => Options.DefaultJobTimeout = timeout);

    /// <summary>Sets how often a failed job is tried again if neither call nor handler sets a number. Default: 10.</summary>
    /// <param name="retries">Zero or more.</param>
    public JobMasterClusterConfig ClusterDefaultMaxRetryCount(int retries) => With(() => Options.DefaultMaxRetryCount = retries);

    /// <summary>Sets the largest size of message data, of metadata and of a result, each in bytes. Default: 128 KiB.</summary>
    /// <param name="bytes">More than zero.</param>
    public JobMasterClusterConfig ClusterMaxMessageByteSize(int bytes) => With(() => Options.MaxMessageByteSize = bytes);

    /// <summary>Sets the IANA time zone of the cluster. Default: <c>UTC</c>.</summary>
    /// <param name="timeZoneId">For example <c>America/Sao_Paulo</c>.</param>
    public JobMasterClusterConfig ClusterIanaTimeZoneId(string timeZoneId) => With(() => Options.IanaTimeZoneId = timeZoneId);

    /// <summary>Sets how long succeeded and cancelled jobs are kept. Default: 30 days.</summary>
    /// <param name="retention">More than zero.</param>
    public JobMasterClusterConfig ClusterDataRetentionTtl(TimeSpan retention) => With(() => Options.DataRetentionTtl = retention);

    /// <summary>Sets what a call that changes jobs or schedules does inside an open <c>TransactionScope</c>. Default: Refuse.</summary>
    /// <param name="policy">Jobs never join the scope; with Ignore, the change stays even if the scope rolls back.</param>
    public JobMasterClusterConfig ClusterAmbientTransactions(AmbientTransactionPolicy policy) =>
        With(() => Options.AmbientTransactions = policy);

    /// <summary>Also writes the library's log messages to files with one JSON object per line, for debugging.</summary>
    /// <param name="directory">The directory; created if it is missing.</param>
    public JobMasterClusterConfig DebugJsonlFileLogger(string directory) => With(() => Options.DebugJsonlDirectory = directory);

    /// <summary>Makes this the cluster of an unkeyed <see cref="IJobMasterScheduler"/> when there are several.</summary>
    public JobMasterClusterConfig SetAsDefault() => With(() => Options.IsDefault = true);

    /// <summary>Sets the beginning of every table name of the master. Default: <c>jm_</c>.</summary>
    /// <param name="prefix">Letters, digits and underscores.</param>
    public JobMasterClusterConfig UseSqlTablePrefixForMaster(string prefix) => With(() => Options.SqlTablePrefix = prefix);

    /// <summary>Sets the database schema of the master's tables. Default: the provider's own.</summary>
    /// <param name="schema">Letters, digits and underscores.</param>
    public JobMasterClusterConfig UseSqlSchemaForMaster(string schema) => With(() => Options.SqlSchema = schema);

    /// <summary>
    /// Leaves the creation and migration of the tables to you: run what <see cref="IJobMasterCluster.GetPendingSqlAsync"/> returns.
    /// </summary>
    public JobMasterClusterConfig DisableAutoProvisionSqlSchema() => With(() => Options.AutoProvisionSqlSchema = false);

    /// <summary>
    /// Adds a connection to an agent: a transport that accepts jobs due now even while the master is down, and delivers them to workers. A
    /// process with a connection and no worker is a producer.
    /// </summary>
    /// <param name="name">The agent's name, the same on every host. At most 100 characters.</param>
    /// <returns>The connection; set its transport next.</returns>
    public JobMasterAgentConfig AddAgentConnectionConfig(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var agent = new JobMasterAgentConfig(name);
        Agents.Add(agent);
        return agent;
    }

    /// <summary>Adds a worker to this process.</summary>
    /// <returns>The worker, to configure further.</returns>
    public JobMasterWorkerConfig AddWorker()
    {
        var worker = new JobMasterWorkerOptions();
        Options.Workers.Add(worker);
        return new JobMasterWorkerConfig(this, worker);
    }

    /// <summary>Adds a worker to this process.</summary>
    /// <param name="configure">Configures it.</param>
    /// <returns>The cluster, to configure further.</returns>
    public JobMasterClusterConfig AddWorker(Action<JobMasterWorkerConfig> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(AddWorker());
        return this;
    }

    /// <summary>
    /// Binds all options of <see cref="JobMasterClusterOptions"/> by name from the app's configuration; calls made after it override it.
    /// The entries <c>Store</c> and <c>Agents</c> choose among the providers that the code adds, as with <c>AddPostgresProvider</c>.
    /// </summary>
    /// <param name="section">The section's path, for example <c>JobMaster</c>.</param>
    public JobMasterClusterConfig BindConfiguration(string section)
    {
        OptionsBinder.Bind(this, section);
        return this;
    }

    /// <summary>
    /// Registers a handler. After the first such call, only registered handlers are used: the log at start names the other handlers and the
    /// profiles of the app's assembly.
    /// </summary>
    /// <typeparam name="THandler">
    /// The handler. The container creates it if it is registered there; otherwise it is created with constructor injection.
    /// </typeparam>
    /// <param name="retryPolicy">
    /// How long to wait between attempts. Default: the handler's attribute, then <see cref="JobRetryPolicy.Default"/>.
    /// </param>
    public JobMasterClusterConfig AddJobHandler<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.Interfaces)]
    THandler>(JobRetryPolicy? retryPolicy = null)
        where THandler : class =>
        With(() => Handlers.Add(typeof(THandler), retryPolicy));

    /// <summary>
    /// Registers a handler and names its payload, which an app compiled ahead of time needs for payloads that are structs.
    /// </summary>
    /// <typeparam name="THandler">
    /// The handler. The container creates it if it is registered there; otherwise it is created with constructor injection.
    /// </typeparam>
    /// <typeparam name="TPayload">The payload.</typeparam>
    /// <param name="retryPolicy">
    /// How long to wait between attempts. Default: the handler's attribute, then <see cref="JobRetryPolicy.Default"/>.
    /// </param>
    public JobMasterClusterConfig AddJobHandler<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.Interfaces)]
    THandler, TPayload>(JobRetryPolicy? retryPolicy = null)
        where THandler : class, IJobHandler<TPayload> =>
        With(() => Handlers.Add<TPayload>(typeof(THandler), retryPolicy));

    /// <summary>
    /// Registers every public or internal handler of an assembly, and every profile of recurring schedules. Without any registration, those
    /// of the app's own assembly are used.
    /// </summary>
    /// <param name="assembly">The assembly.</param>
    [RequiresUnreferencedCode(
        "Scans the assembly for handlers and profiles. Register each with AddJobHandler<THandler>() and " +
        "AddRecurringSchedules<TProfile>() in a trimmed app.")]
    public JobMasterClusterConfig AddJobHandlersFromAssembly(Assembly assembly) => Given(assembly, "assembly", _ =>
    {
        HasScanned = true;
        Handlers.AddAssembly(assembly);
        Profiles.AddAssembly(assembly);
    });

    /// <summary>
    /// Registers a profile of recurring schedules. Needed for a profile outside the registered assemblies, and for every profile if
    /// handlers are registered one by one.
    /// </summary>
    /// <typeparam name="TProfile">The profile.</typeparam>
    public JobMasterClusterConfig AddRecurringSchedules<TProfile>()
        where TProfile : IStaticRecurringSchedulesProfile =>
        With(Profiles.Add<TProfile>);

    /// <summary>Wraps every attempt in a middleware; the first added is the outermost.</summary>
    /// <typeparam name="TMiddleware">
    /// The container creates it if it is registered there; otherwise it is created with constructor injection, per attempt.
    /// </typeparam>
    public JobMasterClusterConfig UseMiddleware<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TMiddleware>()
        where TMiddleware : class, IJobMiddleware =>
        With(() =>
        {
            MiddlewareTypes.Add(typeof(TMiddleware));
            Middleware.Add(Activation.For(typeof(TMiddleware)));
        });

    /// <summary>Wraps every call that schedules jobs in a middleware; the first added is the outermost.</summary>
    /// <typeparam name="TMiddleware">
    /// The container creates it if it is registered there; otherwise it is created with constructor injection, per call.
    /// </typeparam>
    public JobMasterClusterConfig UseSchedulingMiddleware<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TMiddleware>()
        where TMiddleware : class, IJobSchedulingMiddleware =>
        With(() =>
        {
            MiddlewareTypes.Add(typeof(TMiddleware));
            SchedulingMiddleware.Add(Activation.For(typeof(TMiddleware)));
        });

    /// <summary>
    /// Adds a rule for a condition that needs an operator. Nodes with upkeep evaluate it, one at a time, and send the alerts that fire and
    /// resolve. Give every node with upkeep the same rules.
    /// </summary>
    /// <param name="alert">The rule.</param>
    /// <example><code>config.AddAlert(JobAlert.LaneWithoutWorker()).AddAlert(JobAlert.FailureGroup(growth: 20));</code></example>
    public JobMasterClusterConfig AddAlert(JobAlert alert) => Given(alert, "alert", Alerts.Alerts.Add);

    /// <summary>Posts notices of alerts as JSON, signed with HMAC-SHA256, to an address. Does not follow redirects.</summary>
    /// <param name="address">Begins with <c>https://</c> or <c>http://</c>.</param>
    /// <param name="secret">
    /// The secret with which the receiver checks the signature; at least 16 characters. It is never sent, logged or stored.
    /// </param>
    /// <param name="name">
    /// The webhook's name in the store. Give it the same name on every node. Default: the host, as in <c>webhook:example.com</c>. A webhook
    /// with a new name also receives the alerts that fire already.
    /// </param>
    public JobMasterClusterConfig AddAlertWebhook(Uri address, string secret, string? name = null) =>
        Given(address, "address", _ => Given(secret, "secret", _ => Alerts.AddWebhook(address, secret, name), "AddAlertWebhook"));

    /// <summary>Passes notices of alerts to code of the app, for mail or chat.</summary>
    /// <typeparam name="TSink">
    /// The container creates it if it is registered there; otherwise it is created with constructor injection, per notice.
    /// </typeparam>
    /// <param name="name">Names it in the store, the same on every node. Default: the type's full name.</param>
    public JobMasterClusterConfig AddAlertSink<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSink>(string? name = null)
        where TSink : class, IJobAlertSink =>
        With(() => Alerts.AddSink(typeof(TSink), name));

    /// <summary>
    /// Makes searches find jobs by a value of their metadata with an index (<see cref="JobSearch.Metadata"/>). A job that has such a value
    /// of at most 200 characters costs one more row when it is stored; other jobs cost nothing. Give the same names in every process that
    /// schedules or runs jobs: a search by the index does not find jobs that were stored without it, see
    /// <see cref="JobMetadataValue.IgnoresIndex"/>. Default: none.
    /// </summary>
    /// <param name="names">The names, each at most 100 characters; at most 10 in all.</param>
    /// <example><code>config.IndexMetadata("OrderId", "CustomerId");</code></example>
    public JobMasterClusterConfig IndexMetadata(params string[] names) => Given(names, "names", _ =>
    {
        IndexedMetadata.AddRange(names.Except(IndexedMetadata, StringComparer.Ordinal));
        Problems.AddRange(names.Where(name => !NameText.IsValid(name, 100))
            .Select(name => $"IndexMetadata(\"{NameText.Shown(name)}\"): the name {NameText.Rule(name, 100)}."));
        if (IndexedMetadata.Count > MostIndexed)
        {
            Problems.Add(
                $"IndexMetadata names {IndexedMetadata.Count} values: {string.Join(", ", IndexedMetadata)}. The limit is {MostIndexed}, " +
                "because each is a row more for the jobs that have it. Name those that you search by most.");
        }
    });

    /// <summary>
    /// Sets how typed payloads and results are serialised. Default: System.Text.Json's defaults with enums by name. With any options, a
    /// payload that lacks a constructor parameter without a default, or holds null where its type does not allow it, cannot be read, and
    /// its job is parked.
    /// </summary>
    /// <param name="options">The options; in a trimmed app, give them a source-generated resolver.</param>
    public JobMasterClusterConfig UsePayloadJson(JsonSerializerOptions options) => Given(options, "options", _ => PayloadJson = options);

    /// <summary>
    /// Encrypts payloads before they are stored, on the master and on agents, with AES-GCM. The first key encrypts; the others decrypt
    /// payloads that were stored with them. A node without a job's key parks the job until a node with the key runs it. Payloads stored
    /// without encryption stay readable. A second call is an error.
    /// </summary>
    /// <param name="keys">All keys, the newest first.</param>
    /// <example><code>config.EncryptPayloads(new PayloadKey("2026-07", newKey), new PayloadKey("2026-01", oldKey));</code></example>
    public JobMasterClusterConfig EncryptPayloads(params PayloadKey[] keys) => With(() =>
    {
        keys ??= [null!];
        if (keys.Length == 0)
        {
            Problems.Add("EncryptPayloads was given no key. Give it one, or remove the call to store payloads as they are.");
        }

        Problems.AddRange(keys.Index().Where(key => key.Item is null).Select(key =>
            $"EncryptPayloads was given null as key {key.Index + 1} of {keys.Length}. Give a PayloadKey, or leave that key out."));
        Problems.AddRange(PayloadKeys.Take(1).Select(_ =>
            "EncryptPayloads was called twice. Give all keys in one call, the newest first."));
        PayloadKeys.AddRange(keys.OfType<PayloadKey>());
    });

    /// <summary>
    /// Adds a step that turns the payloads of a handler's older jobs into the next version, in addition to those of
    /// its <see cref="JobMasterPayloadUpcasterAttribute"/>.
    /// </summary>
    /// <typeparam name="THandler">The handler, which sets its version with <see cref="JobMasterPayloadVersionAttribute"/>.</typeparam>
    /// <param name="fromVersion">The version that the step reads.</param>
    /// <param name="upcaster">The step.</param>
    public JobMasterClusterConfig AddPayloadUpcaster<THandler>(int fromVersion, IPayloadUpcaster upcaster)
        where THandler : class =>
        Given(upcaster, "upcaster", _ => Handlers.AddUpcaster(typeof(THandler), fromVersion, upcaster));

    /// <summary>Sets the master store. Called by the providers' own methods, such as <c>UseSqlite</c>.</summary>
    /// <param name="provider">The provider's name, for errors.</param>
    /// <param name="create">Creates the store; must not connect.</param>
    [Experimental("JM9001")]
    public JobMasterClusterConfig UseMasterStore(string provider, Func<MasterStoreContext, IMasterStore> create) => With(() =>
    {
        if (Master is { } other)
        {
            Problems.Add($"Cluster '{Options.ClusterId}' was given two master stores, {other.Provider} and {provider}. Keep one of them.");
        }

        Master = (provider, create);
    });

    /// <summary>
    /// Adds a provider that <see cref="BindConfiguration"/> can choose by name. Called by the providers' own methods, such as
    /// <c>AddPostgresProvider</c>.
    /// </summary>
    /// <param name="provider">The provider; it replaces one of the same name.</param>
    [Experimental("JM9001")]
    public JobMasterClusterConfig AddProvider(StoreProvider provider) => With(() =>
    {
        ArgumentNullException.ThrowIfNull(provider);
        Providers.RemoveAll(other => string.Equals(other.Name, provider.Name, StringComparison.OrdinalIgnoreCase));
        Providers.Add(provider);
    });

    /// <summary>Applies a value that the code gave. If it is null, the start reports it together with all other problems.</summary>
    private JobMasterClusterConfig Given<T>(T? given, string parameter, Action<T> change, [CallerMemberName] string call = "")
        where T : class => With(() =>
    {
        if (given is null)
        {
            Problems.Add($"{call} was given null as '{parameter}'. Give a value, or remove the call.");
        }
        else
        {
            change(given);
        }
    });

    private JobMasterClusterConfig With(Action change)
    {
        change();
        return this;
    }
}
