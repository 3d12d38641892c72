using System.Net.Sockets;
using System.Security.Authentication;
using NATS.Client.Core;

namespace JobMaster.NatsJetStream.Connection;

/// <summary>Explains why a server did not accept the connection, and what to do.</summary>
internal static class ConnectFailures
{
    /// <param name="server">The server's URL.</param>
    /// <param name="exception">The exception that the NATS client threw or logged.</param>
    /// <param name="timeout">How long one try may take.</param>
    /// <param name="isTls">Whether a TLS handshake had begun.</param>
    /// <param name="lacksTls">Whether TLS is required and the server offers none.</param>
    public static BrokerException Explain(string server, Exception exception, TimeSpan timeout, bool isTls, bool lacksTls)
    {
        var causes = Chain(exception).ToList();
        string cause = causes[^1].Message;
        if (causes.OfType<NatsServerException>().FirstOrDefault() is { } said)
        {
            string error = said.Message.Replace("Server error: ", "", StringComparison.Ordinal);
            return said.Error.Contains("maximum", StringComparison.Ordinal)
                ? new BrokerUnavailableException(
                    $"{server} has no room for another connection: {error}. Raise max_connections, or open fewer.", exception)
                : new BrokerRefusedException(
                    $"{server} refused the connection: {error}. "
                    + "Check UserName, Password and Token, or those in the URL; CredentialsFile, NkeySeed and Jwt.",
                    exception);
        }

        if (causes.OfType<AuthenticationException>().Any())
        {
            return new BrokerRefusedException(
                $"The TLS handshake with {server} failed: {cause} Check TlsCaFile, the certificate's names, and the client certificate.",
                exception);
        }

        if (causes.OfType<SocketException>().FirstOrDefault() is { } socket && !isTls)
        {
            return new BrokerUnavailableException(
                socket.SocketErrorCode == SocketError.TimedOut
                    ? $"{server} did not take the connection within {timeout}."
                    : $"{server} cannot be reached: {socket.Message}",
                exception);
        }

        if (causes.OfType<TimeoutException>().Any())
        {
            return new BrokerUnavailableException(
                $"{server} did not greet as NATS does within {timeout}. Is it a NATS server, on its client port?", exception);
        }

        return (isTls, lacksTls) switch
        {
            (_, true) => new BrokerRefusedException(
                $"{server} offers no TLS, and the options require it. "
                + "Configure tls on the server, or take 'tls://' and RequireTls away.",
                exception),

            // With TLS 1.3, a server that wants a client certificate shows it only after the handshake, by closing.
            (true, _) => new BrokerRefusedException(
                $"{server} closed the connection right after the TLS handshake: {cause} "
                + "If it verifies clients, set TlsCertificateFile and TlsKeyFile.",
                exception),

            // The client's own objections, such as a credentials file without a seed.
            _ when causes.Find(known => known.GetType() == typeof(NatsException)) is { } objection => new BrokerRefusedException(
                $"Connecting to {server} failed: {objection.Message}", exception),
            _ => new BrokerUnavailableException($"{server} did not take the connection: {cause}", exception),
        };
    }

    private static IEnumerable<Exception> Chain(Exception exception)
    {
        for (var at = exception; at is not null; at = at.InnerException)
        {
            yield return at;
        }
    }
}
