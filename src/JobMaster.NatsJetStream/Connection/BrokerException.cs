namespace JobMaster.NatsJetStream.Connection;

/// <summary>The exception of a call to NATS; the transport translates it for users.</summary>
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

/// <summary>A server refused the client: login, permissions, TLS.</summary>
internal sealed class BrokerRefusedException(string message, Exception? innerException = null) : BrokerException(message, innerException)
{
    public override bool IsTransient => false;
}
