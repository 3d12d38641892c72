using JobMaster.NatsJetStream;
using JobMaster.Storage;
using Microsoft.Extensions.Configuration;

namespace JobMaster;

/// <summary>Puts an agent connection on NATS JetStream.</summary>
public static class JobMasterNatsJetStreamExtensions
{
    private const string Provider = "NatsJetStream";

    /// <summary>Makes NATS JetStream the agent.</summary>
    /// <param name="config">The agent connection.</param>
    /// <param name="url">The servers: <c>nats://localhost:4222</c>; separate several of one cluster by commas.</param>
    /// <param name="configure">Sets further options. Default: none.</param>
    /// <returns>The agent connection.</returns>
    public static JobMasterAgentConfig UseNatsJetStream(
        this JobMasterAgentConfig config, string url, Action<NatsJetStreamOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.UseTransport(Provider, context =>
        {
            var options = new NatsJetStreamOptions { Url = GivenConnection.Required(url, nameof(UseNatsJetStream), context.Services) };
            configure?.Invoke(options);
            return NatsAgentTransport.Create(context, options);
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

    /// <summary>
    /// Lets the app's configuration choose NATS JetStream, as <c>NatsJetStream</c>, for agents: see
    /// <see cref="JobMasterClusterConfig.BindConfiguration"/>. The section holds <see cref="NatsJetStreamOptions"/> by name.
    /// </summary>
    /// <param name="config">The cluster.</param>
    /// <param name="configure">Sets further options, after those of the configuration. Default: none.</param>
    /// <returns>The cluster.</returns>
    public static JobMasterClusterConfig AddNatsJetStreamProvider(
        this JobMasterClusterConfig config, Action<NatsJetStreamOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.AddProvider(new StoreProvider
        {
            Name = Provider,
            OptionsType = typeof(NatsJetStreamOptions),
            CreateAgent = (context, settings) =>
            {
                var options = new NatsJetStreamOptions();
                settings.Bind(section => section.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true));
                options.Url = settings.ConnectionString ?? options.Url;
                configure?.Invoke(options);
                return NatsAgentTransport.Create(context, options);
            },
        });
    }
}
