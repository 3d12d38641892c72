using Microsoft.Extensions.Logging;
using NATS.Client.Core;

namespace JobMaster.NatsJetStream.Connection;

/// <summary>Converts the options to those of the NATS client.</summary>
internal static class ClientOptions
{
    /// <summary>
    /// The limit for a command that cannot be written because the server reads nothing. The package's own calls give up earlier.
    /// </summary>
    private static readonly TimeSpan StuckTime = TimeSpan.FromMinutes(1);

    private const int WriterBuffer = 256 * 1024;

    /// <param name="options">The package's options.</param>
    /// <param name="servers">The servers in them.</param>
    /// <param name="log">Receives the client's log.</param>
    /// <param name="onHandshake">Called before each TLS handshake.</param>
    public static NatsOpts Create(
        NatsJetStreamOptions options, IReadOnlyList<ServerAddress> servers, ILoggerFactory log, Action onHandshake) => new()
        {
            Url = string.Join(',', servers),
            Name = options.ClientName,
            Echo = false,
            InboxPrefix = options.InboxPrefix,
            LoggerFactory = log,
            AuthOpts = new NatsAuthOpts
            {
                AuthCredCallback = HasLogin(options, servers) ? (uri, _) => ValueTask.FromResult(LoginAt(uri, options, servers)) : null,
            },
            TlsOpts = Tls(options, servers, onHandshake),
            ConnectTimeout = options.ConnectTimeout,
            RequestTimeout = options.RequestTimeout,
            DrainPingTimeout = options.RequestTimeout,
            CommandTimeout = StuckTime,
            WriterBufferSize = WriterBuffer,

            // BrokerConnection pings the server itself.
            PingInterval = TimeSpan.Zero,

            // A wrong password may be corrected on the server.
            IgnoreAuthErrorAbort = true,
            ReconnectWaitMin = options.ReconnectDelay,
            ReconnectWaitMax = options.MaxReconnectDelay,
            ReconnectJitter = options.ReconnectDelay,
            RequestReplyMode = NatsRequestReplyMode.SharedInbox,
        };

    private static bool HasLogin(NatsJetStreamOptions options, IReadOnlyList<ServerAddress> servers) =>
        servers.Any(server => server.HasLogin)
        || (options.UserName ?? options.Token ?? options.CredentialsFile ?? options.NkeySeed) is not null;

    /// <summary>
    /// Called for each connection, so that a renewed credentials file takes effect. For servers that another one announced, the first login
    /// of the URL is used.
    /// </summary>
    private static NatsAuthCred LoginAt(Uri uri, NatsJetStreamOptions options, IReadOnlyList<ServerAddress> servers)
    {
        var server = servers.FirstOrDefault(server => server.IsAt(uri.Host, uri.Port)) is { HasLogin: true } known
            ? known
            : servers.FirstOrDefault(server => server.HasLogin);
        return server switch
        {
            { User: { } user } => NatsAuthCred.FromUserInfo(user, server.Password ?? ""),
            { Token: { } token } => NatsAuthCred.FromToken(token),
            _ when options.CredentialsFile is { } file => NatsAuthCred.FromCredsFile(file),
            _ when options.Jwt is { } jwt => NatsAuthCred.FromJwt(jwt, options.NkeySeed!),
            _ when options.NkeySeed is { } seed => NatsAuthCred.FromNkey(seed),
            _ when options.UserName is { } user => NatsAuthCred.FromUserInfo(user, options.Password ?? ""),
            _ => NatsAuthCred.FromToken(options.Token ?? ""),
        };
    }

    private static NatsTlsOpts Tls(NatsJetStreamOptions options, IReadOnlyList<ServerAddress> servers, Action onHandshake) => new()
    {
        // Prefer, not Auto: the callback below would make Auto require TLS.
        Mode = options.RequireTls || servers.Any(server => server.RequiresTls) ? TlsMode.Require : TlsMode.Prefer,
        CaFile = options.TlsCaFile,
        CertFile = options.TlsCertificateFile,
        KeyFile = options.TlsKeyFile ?? options.TlsCertificateFile,
        ConfigureClientAuthentication = tls =>
        {
            onHandshake();
            options.ConfigureTls?.Invoke(tls);
            return ValueTask.CompletedTask;
        },
    };
}
