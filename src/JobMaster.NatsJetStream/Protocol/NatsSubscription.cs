namespace JobMaster.NatsJetStream.Protocol;

/// <summary>Takes the messages of a subscription. Called by the reading loop, so it must not wait.</summary>
internal interface IMessageSink
{
    void OnMessage(in ServerOperation message);

    /// <summary>The link was lost, and with it what was under way on it.</summary>
    void OnLinkLost(NatsLink link);
}

/// <summary>A subject we listen to, on whatever link there is.</summary>
internal sealed record NatsSubscription(long Id, string Subject, IMessageSink Sink);
