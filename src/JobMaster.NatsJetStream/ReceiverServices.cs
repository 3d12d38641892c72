using JobMaster.NatsJetStream.Client;
using Microsoft.Extensions.Logging;

namespace JobMaster.NatsJetStream;

/// <summary>The services that all receivers of one transport share.</summary>
internal sealed record ReceiverServices(
    QueueNames Names,
    AgentStream Stream,
    IJetStream JetStream,
    Arrivals Arrivals,
    TimeSpan HoldTime,
    TimeProvider Time,
    ILogger Logger)
{
    /// <summary>Answers deliveries without a waiting caller. If it fails, they are delivered again at the end of their lease.</summary>
    public async Task AnswerQuietlyAsync(IReadOnlyList<string> ackSubjects, AckKind kind)
    {
        try
        {
            await JetStream.AcknowledgeAsync(ackSubjects, kind, TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.NotGivenBack(Logger, exception);
        }
    }

    /// <summary>Makes the server drop waiting pulls without a listener. It checks them when a call asks about their consumer.</summary>
    public async Task DropPullsQuietlyAsync(string consumer)
    {
        try
        {
            await JetStream.GetConsumerAsync(Names.Stream, consumer, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.NotGivenBack(Logger, exception);
        }
    }
}
