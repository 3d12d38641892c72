using JobMaster.NatsJetStream.Client;
using JobMaster.NatsJetStream.Connection;

namespace JobMaster.NatsJetStream;

/// <summary>Explains NATS errors for an agent, and what to do about them.</summary>
internal sealed class NatsFailures(string description, string stream)
{
    public static bool IsTransient(Exception exception) => exception switch
    {
        JobMasterStoreException { InnerException: { } inner } => IsTransient(inner),
        BrokerException nats => nats.IsTransient,
        IOException or System.Net.Sockets.SocketException or TimeoutException => true,
        _ => false,
    };

    /// <summary>Makes a call, and translates exceptions of NATS for users.</summary>
    public async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (BrokerException exception)
        {
            throw new JobMasterStoreException($"{description}: {Explain(exception)}", exception);
        }
    }

    public Task CallAsync(Func<Task> call) => CallAsync(async () =>
    {
        await call().ConfigureAwait(false);
        return true;
    });

    private string Explain(BrokerException exception) => exception is not JetStreamException refused
        ? exception.Message
        : refused switch
        {
            { IsNotEnabled: true } =>
                $"{refused.Description}. Start nats-server with 'jetstream {{ }}' in its configuration, and enable it for the account.",
            { IsFull: true } =>
                $"stream '{stream}' takes no more: {refused.Description}. "
                + "Raise MaxBytes, MaxMessages or the account's limits, or let workers catch up; new jobs go to the master.",
            { Number: 10026 } =>
                $"{refused.Description}. "
                + "Each queue, a lane at one priority, needs a consumer: raise the account's max_consumers, or use fewer lanes.",
            { Number: 10027 } => $"{refused.Description}. Raise the account's max_streams: an agent connection of a cluster needs one.",
            { Number: 10054 } => $"{refused.Description}. Raise the stream's max_msg_size.",
            { Number: 10052 } =>
                $"stream '{stream}' cannot be changed: {refused.Description}. "
                + "Set the option back, or drain the agent, delete the stream and start again.",
            { Number: 10059 } => $"stream '{stream}' is not there any more. Start a node that provisions it again.",
            { Number: 10065 } =>
                $"stream '{stream}' cannot be made, {refused.Description}. "
                + "Take the subjects that begin with 'jobmaster.' out of the other stream.",
            { Number: 10005 or 10074 } =>
                $"stream '{stream}' cannot be made: {refused.Description}. "
                + "Set Replicas to at most the number of servers with JetStream in the cluster.",
            { Number: 10113 or 10122 } =>
                $"stream '{stream}' cannot be made: {refused.Description}. Set MaxBytes to what the account allows.",
            { Number: 10099 or 10100 } =>
                $"{refused.Description}. Delete the consumer that something else has made on stream '{stream}': each queue has one.",
            { Number: 10109 } =>
                $"stream '{stream}' is sealed: {refused.Description}. Delete the stream, or give the agent connection another name.",
            { Number: 10118 or 10119 } =>
                $"stream '{stream}' or a consumer of it is offline: {refused.Description}. Start the servers that keep it.",
            { Number: 10004 or 10006 or 10008 or 10009 } =>
                $"the cluster has no leader: {refused.Description}. Wait until enough of its servers run.",
            _ => $"{refused.Message.TrimEnd('.')}. Look at the server's log.",
        };
}
