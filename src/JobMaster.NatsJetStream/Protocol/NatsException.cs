namespace JobMaster.NatsJetStream.Protocol;

/// <summary>What the protocol client throws; the transport turns it into what users see.</summary>
internal abstract class NatsException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Whether the same call may succeed if it is simply made again.</summary>
    public abstract bool IsTransient { get; }
}

/// <summary>No server could be reached, the connection was lost, or an answer did not come in time.</summary>
internal sealed class NatsUnavailableException(string message, Exception? innerException = null) : NatsException(message, innerException)
{
    public override bool IsTransient => true;
}

/// <summary>A server refused us: credentials, permissions, TLS.</summary>
internal sealed class NatsRefusedException(string message, Exception? innerException = null) : NatsException(message, innerException)
{
    public override bool IsTransient => false;
}

/// <summary>What arrived is not the protocol.</summary>
internal sealed class NatsProtocolException(string what) : NatsException($"The server sent {what}. Is it a NATS server, on its client port?")
{
    public override bool IsTransient => false;
}
