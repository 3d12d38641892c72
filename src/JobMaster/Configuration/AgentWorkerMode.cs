namespace JobMaster;

/// <summary>Which of a worker's duties it performs.</summary>
public enum AgentWorkerMode
{
    /// <summary>Runs jobs and does its share of the upkeep (rescue, pruning). The default.</summary>
    Full = 1,

    /// <summary>Runs jobs and does no upkeep. At least one other worker of the cluster must do the upkeep.</summary>
    Execution = 2,

    /// <summary>Does the upkeep and runs no jobs.</summary>
    Coordinator = 3,

    /// <summary>Moves the waiting jobs of its agent to the master. Needs an agent connection.</summary>
    Drain = 4,
}
