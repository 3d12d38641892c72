namespace JobMaster.NatsJetStream.Connection;

/// <summary>Is notified when the connection ends.</summary>
internal interface IConnectionUser
{
    /// <summary>The connection was lost, with all messages on their way.</summary>
    void OnLost();

    /// <summary>Ends the flow of messages before this side closes the connection.</summary>
    Task QuietAsync(CancellationToken limit);
}
