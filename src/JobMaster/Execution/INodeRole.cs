namespace JobMaster.Execution;

/// <summary>Work that a node does from its start to its stop, beside running jobs.</summary>
internal interface INodeRole
{
    /// <summary>Starts the role.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Ends when the role has stopped.</returns>
    Task Start(CancellationToken cancellationToken);
}
