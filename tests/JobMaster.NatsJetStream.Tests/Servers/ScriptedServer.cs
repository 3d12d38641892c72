using System.Net;
using System.Net.Sockets;

namespace JobMaster.NatsJetStream.Tests.Servers;

/// <summary>Greets as it is told, takes whoever comes, and answers pings.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _greeting;

    public ScriptedServer(string greeting)
    {
        _greeting = greeting;
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Url => $"nats://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var owned = client;
        var stream = client.GetStream();
        var writer = new StreamWriter(stream) { AutoFlush = true };
        using var reader = new StreamReader(stream);
        try
        {
            await writer.WriteAsync($"{_greeting}\r\n");
            while (await reader.ReadLineAsync(_stop.Token) is { } line)
            {
                if (line == "PING")
                {
                    await writer.WriteAsync("PONG\r\n");
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client or the test is gone.
        }
    }
}
