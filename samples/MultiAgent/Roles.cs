using JobMaster;

namespace MultiAgent;

/// <summary>A worker: its agent, its lanes, its mode. Run as many hosts of each as you like.</summary>
internal sealed record WorkerRole(string Name, string Agent, string[] Lanes, AgentWorkerMode Mode = AgentWorkerMode.Full)
{
    public void AddTo(JobMasterClusterConfig config) => config.AddWorker().AgentConnName(Agent).WorkerLane(Lanes).SetWorkerMode(Mode);
}

/// <summary>What a host of the cluster may be.</summary>
internal static class Roles
{
    public static IReadOnlyList<string> Producers { get; } = ["producer-images", "producer-mail"];

    /// <summary>The second leaves the upkeep to the others.</summary>
    public static IReadOnlyList<WorkerRole> Workers { get; } =
    [
        new("worker-images", "Postgres-1", ["default"]),
        new("worker-mail", "Nats-1", ["mail"], AgentWorkerMode.Execution),
        new("worker-all", "Nats-1", ["default", "mail"]),
    ];

    /// <summary>Workers that empty an agent, so that it can be removed.</summary>
    public static IReadOnlyList<WorkerRole> Drains { get; } =
    [
        new("drain-postgres", "Postgres-1", ["default"], AgentWorkerMode.Drain),
        new("drain-nats", "Nats-1", ["default"], AgentWorkerMode.Drain),
    ];

    public static IReadOnlyList<string> All { get; } = [
        "all", .. Producers, .. Workers.Select(worker => worker.Name), .. Drains.Select(drain => drain.Name)];
}
