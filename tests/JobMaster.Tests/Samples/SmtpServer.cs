using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace JobMaster.Tests.Samples;

/// <summary>As much of RFC 5321 as it takes to be sent a mail, on loopback.</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    private SmtpServer()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>No mailbox is known.</summary>
    public bool Refuses { get; set; }

    public ConcurrentQueue<string> Mails { get; } = [];

    public static SmtpServer Start() => new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.ASCII);
            await AnswerAsync(stream, "220 ready");
            while (await reader.ReadLineAsync(_stop.Token) is { } line && line != "QUIT")
            {
                await AnswerAsync(stream, await ReplyAsync(line, stream, reader));
            }
        }
    }

    private async Task<string> ReplyAsync(string line, NetworkStream stream, StreamReader reader)
    {
        if (line.StartsWith("RCPT", StringComparison.Ordinal) && Refuses)
        {
            return "550 no such mailbox";
        }

        if (line != "DATA")
        {
            return "250 ok";
        }

        await AnswerAsync(stream, "354 go on");
        var mail = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } text && text != ".")
        {
            mail.AppendLine(text);
        }

        Mails.Enqueue(mail.ToString());
        return "250 ok";
    }

    private async Task AnswerAsync(NetworkStream stream, string answer) =>
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer + "\r\n"), _stop.Token);
}
