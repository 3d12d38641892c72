using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace JobMaster.NatsJetStream.Tests.Servers;

/// <summary>Greets as it is told, takes whoever comes, and answers pings; keeps the lines it was sent.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _greeting;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly TaskCompletionSource<StreamWriter> _client = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ScriptedServer(string greeting)
    {
        _greeting = greeting;
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Url => $"nats://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>The lines it was sent.</summary>
    public ChannelReader<string> Lines => _lines.Reader;

    /// <summary>Sends a line to the first client that came.</summary>
    public async Task SendAsync(string line)
    {
        var client = await _client.Task;
        await client.WriteAsync($"{line}\r\n");
    }

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
                    _client.TrySetResult(writer);
                }

                _lines.Writer.TryWrite(line);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client or the test is gone.
        }
    }
}
