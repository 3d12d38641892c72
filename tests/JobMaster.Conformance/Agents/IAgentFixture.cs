namespace JobMaster.Conformance.Agents;

/// <summary>What a transport writes to join the suite: where an agent is that nothing else uses, and how to open it.</summary>
public interface IAgentFixture
{
    /// <summary>How soon a waiting receive has what another node pushed, on a machine with nothing else to do.</summary>
    TimeSpan WakesWithin { get; }

    /// <summary>Whether <see cref="PassAsync"/> moves the agent's clock.</summary>
    bool MovesClock { get; }

    /// <summary>Whether what an agent makes bears the names of its cluster and itself, so that others never come upon it.</summary>
    bool NamesPlaces => false;

    /// <summary>Prepares a place for one test.</summary>
    Task PrepareAsync();

    /// <summary>Opens the place as one more node would. The test provisions and disposes what it opened.</summary>
    /// <param name="clusterId">The cluster; two of them share the place's server.</param>
    /// <param name="lease">How long a message stays with its receiver.</param>
    IAgentTransport Open(string clusterId, TimeSpan lease);

    /// <summary>Opens one place for whoever it is, so that two of them meet.</summary>
    /// <param name="clusterId">The cluster.</param>
    /// <param name="name">The agent's name.</param>
    /// <param name="formerClusterId">The cluster's former id.</param>
    /// <param name="formerName">The agent's former name.</param>
    IAgentTransport OpenAs(string clusterId, string name, string? formerClusterId = null, string? formerName = null);

    /// <summary>
    /// Lets time pass on the agent's clock. Where that clock cannot be moved it returns at once, and whoever receives next waits for it.
    /// </summary>
    Task PassAsync(TimeSpan time);

    /// <summary>Removes the place, after every transport on it was disposed.</summary>
    Task CleanUpAsync();
}
