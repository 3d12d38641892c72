namespace JobMaster.NatsJetStream.Connection;

/// <summary>What a call to NATS throws; the transport turns it into what users see.</summary>
internal abstract class BrokerException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Whether the same call may succeed when it is repeated.</summary>
    public abstract bool IsTransient { get; }
}

/// <summary>No server could be reached, the connection was lost, or an answer did not come in time.</summary>
internal sealed class BrokerUnavailableException(string message, Exception? innerException = null)
    : BrokerException(message, innerException)
{
    public override bool IsTransient => true;
}

/// <summary>A server refused us: login, permissions, TLS.</summary>
internal sealed class BrokerRefusedException(string message, Exception? innerException = null) : BrokerException(message, innerException)
{
    public override bool IsTransient => false;
}
