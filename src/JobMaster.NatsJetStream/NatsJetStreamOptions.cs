using System.Net.Security;

namespace JobMaster.NatsJetStream;

/// <summary>The options of an agent on NATS JetStream.</summary>
public sealed class NatsJetStreamOptions
{
    /// <summary>
    /// The servers: <c>nats://host:4222</c>, <c>tls://host:4222</c>, <c>ws://host:80</c> or <c>wss://host:443</c> for web sockets,
    /// <c>nats://user:password@host</c> or <c>nats://token@host</c>; several of one cluster separated by commas.
    /// </summary>
    /// <value>The default is <c>nats://localhost:4222</c>.</value>
    public string Url { get; set; } = "nats://localhost:4222";

    /// <summary>The user, if the URL names none.</summary>
    /// <value>The default is null: none.</value>
    public string? UserName { get; set; }

    /// <summary>The user's password, if the URL has none.</summary>
    /// <value>The default is null: none.</value>
    public string? Password { get; set; }

    /// <summary>The token, if the URL has none. Cannot be combined with a user.</summary>
    /// <value>The default is null: none.</value>
    public string? Token { get; set; }

    /// <summary>
    /// A credentials file, as <c>nsc</c> writes it, with a user's JWT and the seed of its nkey. Read again for each connection. Cannot be
    /// combined with a user or a token.
    /// </summary>
    /// <value>The default is null: none.</value>
    public string? CredentialsFile { get; set; }

    /// <summary>The seed of a user's nkey, <c>SU…</c>. Cannot be combined with a user, a token or <see cref="CredentialsFile"/>.</summary>
    /// <value>The default is null: none.</value>
    public string? NkeySeed { get; set; }

    /// <summary>The user's JWT that belongs to <see cref="NkeySeed"/>, if the server identifies users by JWT.</summary>
    /// <value>The default is null: the server knows the nkey itself.</value>
    public string? Jwt { get; set; }

    /// <summary>Whether a connection without TLS is refused. If the server offers TLS, it is always used.</summary>
    /// <value>The default is false.</value>
    public bool RequireTls { get; set; }

    /// <summary>A PEM file with the authorities that may have signed the server's certificate, instead of the machine's.</summary>
    /// <value>The default is null: those the machine trusts.</value>
    public string? TlsCaFile { get; set; }

    /// <summary>A PEM file with the client's certificate, for servers that verify clients. Read again for each connection.</summary>
    /// <value>The default is null: none.</value>
    public string? TlsCertificateFile { get; set; }

    /// <summary>A PEM file with the certificate's private key.</summary>
    /// <value>The default is null: it is in <see cref="TlsCertificateFile"/>.</value>
    public string? TlsKeyFile { get; set; }

    /// <summary>Changes other settings of the TLS handshake. Over web sockets, only certificates and their validation apply.</summary>
    /// <value>The default is null: nothing.</value>
    public Action<SslClientAuthenticationOptions>? ConfigureTls { get; set; }

    /// <summary>The name of the connections in the server's monitoring.</summary>
    /// <value>The default is <c>JobMaster</c>.</value>
    public string ClientName { get; set; } = "JobMaster";

    /// <summary>The prefix of the subjects for answers, for users who may not listen to the usual one.</summary>
    /// <value>The default is <c>_INBOX</c>.</value>
    public string InboxPrefix { get; set; } = "_INBOX";

    /// <summary>The JetStream domain, if JetStream is behind a leaf node.</summary>
    /// <value>The default is null: the server's domain.</value>
    public string? Domain { get; set; }

    /// <summary>On how many servers of a cluster the stream keeps each message: 1, 3 or 5.</summary>
    /// <value>The default is 1.</value>
    public int Replicas { get; set; } = 1;

    /// <summary>Where the stream keeps its messages. Cannot be changed later.</summary>
    /// <value>The default is <see cref="NatsStorage.File"/>.</value>
    public NatsStorage Storage { get; set; } = NatsStorage.File;

    /// <summary>How long the stream recognises ids, so that a push repeated after a lost answer is stored once.</summary>
    /// <value>The default is 2 minutes.</value>
    public TimeSpan DuplicateWindow { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The most bytes the stream may hold. A push above it is refused, and its jobs go to the master.</summary>
    /// <value>The default is null: the account's limit.</value>
    public long? MaxBytes { get; set; }

    /// <summary>The most messages the stream may hold. A push above it is refused, and its jobs go to the master.</summary>
    /// <value>The default is null: no limit.</value>
    public long? MaxMessages { get; set; }

    /// <summary>
    /// How long a received message is kept for its receiver before it is delivered again. It must only last until the master has the job,
    /// not until the job is done.
    /// </summary>
    /// <value>The default is null: the cluster's heartbeat timeout, 30 seconds by default.</value>
    public TimeSpan? AckWait { get; set; }

    /// <summary>
    /// How many messages of one queue may be received and not yet acknowledged, of all workers together. At the limit, no worker gets more.
    /// </summary>
    /// <value>The default is 20,000.</value>
    public int MaxAckPending { get; set; } = 20_000;

    /// <summary>How many requests for messages may wait on one queue, of all workers together: about two per process.</summary>
    /// <value>The default is 2,048.</value>
    public int MaxWaiting { get; set; } = 2048;

    /// <summary>How long one try to connect to one server may take.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a call waits for the server's answer, including reconnects, before it fails.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the client pings the server. A ping that is not answered within two intervals ends the connection.</summary>
    /// <value>The default is 20 seconds.</value>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The pause after the first failed try to connect. It doubles with each try and is jittered.</summary>
    /// <value>The default is 50 milliseconds.</value>
    public TimeSpan ReconnectDelay { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest such pause.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan MaxReconnectDelay { get; set; } = TimeSpan.FromSeconds(5);
}
