using System.Net.Security;

namespace JobMaster.NatsJetStream;

/// <summary>How an agent on NATS JetStream works.</summary>
public sealed class NatsJetStreamOptions
{
    /// <summary>
    /// The servers: <c>nats://host:4222</c>, <c>tls://host:4222</c>, <c>ws://host:80</c> or <c>wss://host:443</c> for web sockets,
    /// <c>nats://user:password@host</c> or <c>nats://token@host</c>; several of one cluster separated by commas.
    /// </summary>
    /// <value>The default is <c>nats://localhost:4222</c>.</value>
    public string Url { get; set; } = "nats://localhost:4222";

    /// <summary>The user, where the URL names none.</summary>
    /// <value>The default is null: none.</value>
    public string? UserName { get; set; }

    /// <summary>The user's password, where the URL has none.</summary>
    /// <value>The default is null: none.</value>
    public string? Password { get; set; }

    /// <summary>The token, where the URL has none. Not together with a user.</summary>
    /// <value>The default is null: none.</value>
    public string? Token { get; set; }

    /// <summary>
    /// A credentials file, as <c>nsc</c> writes it, with a user's JWT and the seed of its nkey. Read again for each connection.
    /// Not together with a user or a token.
    /// </summary>
    /// <value>The default is null: none.</value>
    public string? CredentialsFile { get; set; }

    /// <summary>The seed of a user's nkey, <c>SU…</c>. Not together with a user, a token or <see cref="CredentialsFile"/>.</summary>
    /// <value>The default is null: none.</value>
    public string? NkeySeed { get; set; }

    /// <summary>The user's JWT that belongs to <see cref="NkeySeed"/>, where the server knows users by their JWT.</summary>
    /// <value>The default is null: the server knows the nkey itself.</value>
    public string? Jwt { get; set; }

    /// <summary>Whether a connection without TLS is refused. TLS is used in any case where the server offers it.</summary>
    /// <value>The default is false.</value>
    public bool RequireTls { get; set; }

    /// <summary>A PEM file with the certificates of the authorities that may have signed the server's, in place of the machine's.</summary>
    /// <value>The default is null: those the machine trusts.</value>
    public string? TlsCaFile { get; set; }

    /// <summary>A PEM file with our own certificate, for servers that verify their clients. Read again for each connection.</summary>
    /// <value>The default is null: none.</value>
    public string? TlsCertificateFile { get; set; }

    /// <summary>A PEM file with the certificate's private key.</summary>
    /// <value>The default is null: it is in <see cref="TlsCertificateFile"/>.</value>
    public string? TlsKeyFile { get; set; }

    /// <summary>Changes what else there is to a TLS handshake. Over web sockets only certificates and their validation count.</summary>
    /// <value>The default is null: nothing.</value>
    public Action<SslClientAuthenticationOptions>? ConfigureTls { get; set; }

    /// <summary>What the server's monitoring calls our connections.</summary>
    /// <value>The default is <c>JobMaster</c>.</value>
    public string ClientName { get; set; } = "JobMaster";

    /// <summary>What the subjects for answers begin with, for users who may not listen to the usual one.</summary>
    /// <value>The default is <c>_INBOX</c>.</value>
    public string InboxPrefix { get; set; } = "_INBOX";

    /// <summary>The JetStream domain, when JetStream is reached through a leaf node.</summary>
    /// <value>The default is null: that of the server.</value>
    public string? Domain { get; set; }

    /// <summary>On how many servers of a cluster the stream keeps each message: 1, 3 or 5.</summary>
    /// <value>The default is 1.</value>
    public int Replicas { get; set; } = 1;

    /// <summary>Where the stream keeps its messages. Cannot be changed later.</summary>
    /// <value>The default is <see cref="NatsStorage.File"/>.</value>
    public NatsStorage Storage { get; set; } = NatsStorage.File;

    /// <summary>How long the stream knows ids again, so that a push repeated after a lost answer is stored once.</summary>
    /// <value>The default is 2 minutes.</value>
    public TimeSpan DuplicateWindow { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The most bytes the stream may hold; a push beyond is refused and its jobs go to the master.</summary>
    /// <value>The default is null: what the account allows.</value>
    public long? MaxBytes { get; set; }

    /// <summary>The most messages the stream may hold; a push beyond is refused and its jobs go to the master.</summary>
    /// <value>The default is null: no limit.</value>
    public long? MaxMessages { get; set; }

    /// <summary>
    /// How long a received message is kept for its receiver before it is delivered again. It only has to last until the master has the job,
    /// not until the job is done.
    /// </summary>
    /// <value>The default is null: the cluster's heartbeat timeout, 30 seconds by default.</value>
    public TimeSpan? AckWait { get; set; }

    /// <summary>
    /// How many messages of one queue all workers together may have received and not yet acknowledged; beyond it nobody gets more.
    /// </summary>
    /// <value>The default is 20,000.</value>
    public int MaxAckPending { get; set; } = 20_000;

    /// <summary>How many requests for messages may wait on one queue, by all workers together: about two per process.</summary>
    /// <value>The default is 2,048.</value>
    public int MaxWaiting { get; set; } = 2048;

    /// <summary>How long one try to connect to one server may take.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a call waits for the server's answer, reconnects in between included, before it fails.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often the server is asked whether it is still there. A question not answered within two intervals ends the connection.
    /// </summary>
    /// <value>The default is 20 seconds.</value>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The first pause after a server was tried in vain. It doubles from try to try, and each is jittered.</summary>
    /// <value>The default is 50 milliseconds.</value>
    public TimeSpan ReconnectDelay { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest such pause.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan MaxReconnectDelay { get; set; } = TimeSpan.FromSeconds(5);
}
