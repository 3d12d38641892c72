using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace JobMaster.NatsJetStream.Protocol;

/// <summary>Makes a link: TCP, the server's greeting, TLS if either side wants it, our name and credentials, and the server's consent.</summary>
internal sealed class LinkOpener(NatsJetStreamOptions options, TimeProvider time)
{
    private static readonly string Version = typeof(LinkOpener).Assembly.GetName().Version?.ToString(3) ?? "0";
    private readonly TlsSettings _tls = new(options);

    public async Task<NatsLink> OpenAsync(ServerAddress server, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        Stream? stream = null;
        try
        {
            stream = await ConnectAsync(server, either.Token).ConfigureAwait(false);
            var reader = new OperationReader(stream);
            var info = await ReadInfoAsync(reader, either.Token).ConfigureAwait(false);
            bool isTls = info.TlsRequired || server.RequiresTls || options.RequireTls;
            if (isTls)
            {
                stream = await UpgradeAsync(server, info, stream, reader, either.Token).ConfigureAwait(false);
                reader = new OperationReader(stream);
            }

            await IntroduceAsync(server, isTls, stream, reader, either.Token).ConfigureAwait(false);
            return new NatsLink(server, info, stream, reader, time);
        }
        catch (Exception exception)
        {
            if (stream is not null)
            {
                await stream.DisposeAsync().ConfigureAwait(false);
            }

            if (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                throw new NatsUnavailableException($"{server} did not take the connection within {options.ConnectTimeout}.", exception);
            }

            throw;
        }
    }

    private static async Task<Stream> ConnectAsync(ServerAddress server, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server.Host, server.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new NatsUnavailableException($"{server} cannot be reached: {exception.Message}", exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<ServerInfo> ReadInfoAsync(OperationReader reader, CancellationToken cancellationToken)
    {
        ServerInfo? info = null;
        await reader.ReadAsync(
            (in ServerOperation operation) =>
            {
                info = operation.Kind == OperationKind.Info ? ServerInfo.Parse(operation.Text) : throw new NatsProtocolException($"{operation.Kind} as its greeting");
                return false;
            },
            cancellationToken).ConfigureAwait(false);
        return info!;
    }

    private async Task<Stream> UpgradeAsync(ServerAddress server, ServerInfo info, Stream stream, OperationReader reader, CancellationToken cancellationToken)
    {
        if (!info.TlsRequired && !info.TlsAvailable)
        {
            throw new NatsRefusedException($"{server} offers no TLS, and the options require it. Configure tls on the server, or take 'tls://' and RequireTls away.");
        }

        if (reader.Complete() > 0)
        {
            throw new NatsProtocolException("more than its greeting before TLS began");
        }

        var secure = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            await secure.AuthenticateAsClientAsync(_tls.For(server), cancellationToken).ConfigureAwait(false);
            return secure;
        }
        catch (AuthenticationException exception)
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            throw new NatsRefusedException(
                $"The TLS handshake with {server} failed: {exception.InnerException?.Message ?? exception.Message} Check TlsCaFile, the certificate's names, and the client certificate.", exception);
        }
    }

    /// <summary>Says who we are and waits for the answer to a ping: an error comes before it.</summary>
    private async Task IntroduceAsync(ServerAddress server, bool isTls, Stream stream, OperationReader reader, CancellationToken cancellationToken)
    {
        var connect = new ConnectCommand
        {
            Name = options.ClientName,
            Version = Version,
            TlsRequired = isTls,
            User = server.User ?? options.UserName,
            Pass = server.Password ?? options.Password,
            AuthToken = server.Token ?? options.Token,
        };
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"CONNECT {Encoding.UTF8.GetString(connect.ToJson())}\r\nPING\r\n"), cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await reader.ReadAsync((in ServerOperation operation) => IsWaiting(server, operation), cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception) when (isTls)
        {
            // With TLS 1.3 a server that wants a client certificate says so only after the handshake, by closing.
            throw new NatsRefusedException(
                $"{server} closed the connection right after the TLS handshake. If it verifies clients, set TlsCertificateFile and TlsKeyFile.", exception);
        }
    }

    private static bool IsWaiting(ServerAddress server, in ServerOperation operation)
    {
        if (operation.Kind != OperationKind.Error)
        {
            return operation.Kind != OperationKind.Pong;
        }

        string error = Encoding.UTF8.GetString(operation.Text).Trim('\'');
        throw error.Contains("maximum connections", StringComparison.OrdinalIgnoreCase)
            ? new NatsUnavailableException($"{server} has no room for another connection: {error}. Raise max_connections, or open fewer.")
            : new NatsRefusedException($"{server} refused the connection: {error}. Check UserName, Password and Token, or those in the URL.");
    }
}
