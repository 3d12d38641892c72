using JobMaster.NatsJetStream;

namespace JobMaster;

/// <summary>Puts an agent connection on NATS JetStream.</summary>
public static class JobMasterNatsJetStreamExtensions
{
    private const string Provider = "NATS JetStream";

    /// <summary>Makes NATS JetStream the agent.</summary>
    /// <param name="config">The agent connection.</param>
    /// <param name="url">The servers: <c>nats://localhost:4222</c>; several of one cluster separated by commas.</param>
    /// <param name="configure">Sets further options. Default: none.</param>
    /// <returns>The agent connection.</returns>
    public static JobMasterAgentConfig UseNatsJetStream(this JobMasterAgentConfig config, string url, Action<NatsJetStreamOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(url);
        return config.UseNatsJetStream(options =>
        {
            options.Url = url;
            configure?.Invoke(options);
        });
    }

    /// <inheritdoc cref="UseNatsJetStream(JobMasterAgentConfig, string, Action{NatsJetStreamOptions}?)"/>
    /// <param name="config">The agent connection.</param>
    /// <param name="configure">Sets the options.</param>
    public static JobMasterAgentConfig UseNatsJetStream(this JobMasterAgentConfig config, Action<NatsJetStreamOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(configure);
        return config.UseTransport(Provider, context =>
        {
            var options = new NatsJetStreamOptions();
            configure(options);
            return NatsAgentTransport.Create(context, options);
        });
    }
}
