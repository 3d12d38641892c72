using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace JobMaster.NatsJetStream.Tests.Servers;

/// <summary>
/// Stands between clients and a server, and cuts connections wherever a seeded choice falls: in the middle of a message as well as between
/// two.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Link, bool> _links = new();
    private readonly int _target;
    private readonly Random _random;
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private (int Least, int Most)? _budget;
    private volatile TaskCompletionSource? _stall;
    private volatile TaskCompletionSource? _requestStall;
    private string? _lostSubscription;
    private int _left;
    private int _cuts;
    private int _accepted;
    private long _bytes;

    public CuttingProxy(int target, int seed = 1)
    {
        (_target, _random) = (target, new Random(seed));
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Url => $"nats://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>How many connections were cut.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>How many connections came.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>How many bytes came from either side, without a ping of the server's and its answer, which come at any time.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Ends when as many connections were cut as was asked.</summary>
    public Task Reached => _reached.Task;

    /// <summary>Lets every connection live for so many bytes, until so many were cut.</summary>
    public void CutAfter(int leastBytes, int mostBytes, int times)
    {
        lock (_lock)
        {
            _budget = (leastBytes, mostBytes);
            _left = times;
        }

        CutAll();
    }

    public void CutAll()
    {
        foreach (var (link, _) in _links)
        {
            link.Cut();
        }
    }

    /// <summary>Keeps connections open and passes nothing of the server's on until <see cref="Resume"/>.</summary>
    public void Stall() => _stall = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// Takes what clients send and passes it on only after <see cref="Resume"/>, even if the client has left by then.
    /// </summary>
    public void StallRequests() => _requestStall = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// Does not pass on the next subscription to a subject with this part, as if it was sent to a connection that was gone.
    /// </summary>
    public void LoseSubscription(string part) => _lostSubscription = part;

    /// <summary>Whether the subscription that was to be lost was.</summary>
    public bool HasLost => _lostSubscription is null;

    public void Resume()
    {
        var (stall, requestStall) = (_stall, _requestStall);
        (_stall, _requestStall) = (null, null);
        stall?.TrySetResult();
        requestStall?.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Resume();
        _listener.Stop();
        CutAll();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                Interlocked.Increment(ref _accepted);

                // A small window, so that a server soon notices that nobody reads.
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 64 * 1024 };
                client.NoDelay = true;
                await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
                var link = new Link(client, server, NextBudget());
                _links[link] = true;
                _ = RunAsync(link);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The test is over, or the server is away.
            }
        }
    }

    private async Task RunAsync(Link link)
    {
        await Task.WhenAny(PumpAsync(link.Client, link.Server, link), PumpAsync(link.Server, link.Client, link));
        link.Cut();
        _links.TryRemove(link, out _);
        if (link.IsOverBudget && Interlocked.Increment(ref _cuts) > 0)
        {
            lock (_lock)
            {
                if (--_left <= 0)
                {
                    _budget = null;
                    _reached.TrySetResult();
                }
            }
        }
    }

    private async Task PumpAsync(Socket from, Socket to, Link link)
    {
        byte[] buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                var isPing = buffer.AsSpan(0, count).SequenceEqual(from == link.Server ? "PING\r\n"u8 : "PONG\r\n"u8);
                Interlocked.Add(ref _bytes, isPing ? 0 : count);
                if ((from == link.Server ? _stall : _requestStall) is { } stall)
                {
                    await stall.Task;
                }

                if (from == link.Client && _lostSubscription is { } part)
                {
                    count = WithoutSubscription(buffer, count, part);
                }

                int allowed = link.Spend(count);
                for (int sent = 0; sent < allowed;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, allowed - sent));
                }

                if (allowed < count)
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }

    private int WithoutSubscription(byte[] buffer, int count, string part)
    {
        string sent = Encoding.Latin1.GetString(buffer, 0, count);
        string kept = string.Concat(sent.Split('\n').Where(line => !IsLost(line)).Select((line, at) => at == 0 ? line : '\n' + line));
        if (kept.Length < sent.Length)
        {
            _lostSubscription = null;
        }

        return Encoding.Latin1.GetBytes(kept, buffer);

        bool IsLost(string line) => line.StartsWith("SUB ", StringComparison.Ordinal) && line.Contains(part, StringComparison.Ordinal);
    }

    private int? NextBudget()
    {
        lock (_lock)
        {
            return _budget is { } budget ? _random.Next(budget.Least, budget.Most) : null;
        }
    }

    private sealed class Link(Socket client, Socket server, int? budget)
    {
        private readonly Lock _lock = new();
        private int? _left = budget;

        public Socket Client => client;

        public Socket Server => server;

        public bool IsOverBudget { get; private set; }

        public int Spend(int bytes)
        {
            lock (_lock)
            {
                if (_left is not { } left)
                {
                    return bytes;
                }

                IsOverBudget |= bytes > left;
                int allowed = Math.Min(bytes, left);
                _left = left - allowed;
                return allowed;
            }
        }

        /// <summary>At once, as a pulled cable with a firewall that answers for it.</summary>
        public void Cut()
        {
            client.Close(0);
            server.Close(0);
        }
    }
}
