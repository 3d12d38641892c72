using JobMaster.Cluster;

namespace JobMaster.Configuration;

/// <summary>The clusters of one host. Built at first use, so that a test host can still change services. Does not connect.</summary>
internal sealed class ClusterRegistry : IJobMasterClusters, IAsyncDisposable, IDisposable
{
    private readonly Lazy<IReadOnlyList<ClusterNode>> _nodes;

    public ClusterRegistry(IServiceProvider services, IEnumerable<ClusterRegistration> registrations) =>
        _nodes = new Lazy<IReadOnlyList<ClusterNode>>(() => Build(services, registrations));

    /// <exception cref="JobMasterConfigurationException">The configuration cannot work.</exception>
    public IReadOnlyList<ClusterNode> Nodes => _nodes.Value;

    IReadOnlyList<IJobMasterCluster> IJobMasterClusters.All => Nodes;

    /// <summary>The clusters that were built: none if the configuration is invalid.</summary>
    public IReadOnlyList<ClusterNode> Built => _nodes.IsValueCreated ? _nodes.Value : [];

    /// <summary>The cluster of unkeyed services: the only one, or the default one.</summary>
    /// <exception cref="JobMasterConfigurationException">There are several and none is the default.</exception>
    public ClusterNode Default =>
        Nodes is [var only] ? only : Nodes.FirstOrDefault(node => node.IsDefault) ?? throw new JobMasterConfigurationException(
        NoDefault(Nodes.Select(node => node.ClusterId)));

    /// <exception cref="JobMasterConfigurationException">There is no cluster with that id here.</exception>
    public ClusterNode Get(string clusterId) =>
        Nodes.FirstOrDefault(node => string.Equals(node.ClusterId, clusterId, StringComparison.Ordinal))
        ?? throw new JobMasterConfigurationException(
            $"Cluster '{clusterId}' is not configured in this app; configured: {Names(Nodes)}. Add it with AddJobMasterCluster.");

    /// <summary>Disposes all concurrently: each gives its running jobs their time to end.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(Built.Select(node => node.DisposeAsync().AsTask())).ConfigureAwait(false);

    /// <summary>For a container that is disposed without await, as in a console program.</summary>
    public void Dispose() => Blocking.Run(() => DisposeAsync().AsTask());

    private List<ClusterNode> Build(IServiceProvider services, IEnumerable<ClusterRegistration> registrations)
    {
        var configs = new List<JobMasterClusterConfig>();
        foreach (var registration in registrations)
        {
            var config = new JobMasterClusterConfig(services);
            registration.Configure(services, config);
            configs.Add(config);
        }

        // Problems of several clusters are reported together.
        var problems = configs.GroupBy(config => config.Options.ClusterId, StringComparer.Ordinal)
            .Where(group => group.Skip(1).Any())
            .Select(twins =>
            $"Cluster '{twins.Key}' is configured {twins.Count()} times. Give each AddJobMasterCluster call its own ClusterId, or merge " +
            "the calls.")
                .ToList();
        if (configs.Where(config => config.Options.IsDefault).ToList() is { Count: > 1 } defaults)
        {
            problems.Add(TwoDefaults(defaults.Select(config => config.Options.ClusterId)));
        }

        problems.AddRange(DefaultCheck.Problems(configs));
        var nodes = new List<ClusterNode>();
        foreach (var config in configs)
        {
            try
            {
                nodes.Add(new NodeBuilder(config, clusterId => Get(clusterId).Scheduler).Build());
            }
            catch (JobMasterConfigurationException exception)
            {
                problems.Add(configs.Count == 1 ? exception.Message : $"Cluster '{config.Options.ClusterId}': {exception.Message}");
            }
        }

        if (problems.Count > 0)
        {
            nodes.ForEach(node => node.Dispose());
        }

        FoundProblems.ThrowIfAny(problems);
        return nodes;
    }

    private static string TwoDefaults(IEnumerable<string> clusterIds) =>
        $"More than one cluster is the default: {string.Join(", ", clusterIds.Select(id => $"'{id}'"))}. Keep SetAsDefault() on one of " +
        "them.";

    private static string NoDefault(IEnumerable<string> clusterIds) => DefaultCheck.NoDefault([.. clusterIds]);

    private static string Names(IEnumerable<ClusterNode> nodes) => string.Join(", ", nodes.Select(node => $"'{node.ClusterId}'"));
}
