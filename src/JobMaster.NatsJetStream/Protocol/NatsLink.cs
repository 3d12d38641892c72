using System.Text;

namespace JobMaster.NatsJetStream.Protocol;

/// <summary>One connection to one server, from its greeting to its end.</summary>
internal sealed class NatsLink : IAsyncDisposable
{
    private const int UnansweredPings = 2;
    private readonly Lock _lock = new();
    private readonly Stream _stream;
    private readonly OperationReader _reader;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<TaskCompletionSource> _pings = new();
    private readonly TaskCompletionSource<Exception> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _lameDuck = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _lastError;
    private int _isEnding;

    public NatsLink(ServerAddress server, ServerInfo info, Stream stream, OperationReader reader, TimeProvider time) =>
        (Server, Info, _stream, _reader, _time, OpenedAt) = (server, info, stream, reader, time, time.GetTimestamp());

    public ServerAddress Server { get; }

    public ServerInfo Info { get; private set; }

    public long OpenedAt { get; }

    public Outbox Outbox { get; } = new();

    /// <summary>Ends with the link, and says why.</summary>
    public Task<Exception> Ended => _ended.Task;

    /// <summary>Ends when the server asks its clients to leave.</summary>
    public Task LameDuck => _lameDuck.Task;

    /// <summary>Begins to read, write and look whether the server is still there.</summary>
    public void Start(ILinkListener listener, TimeSpan pingInterval)
    {
        OperationHandler handler = (in ServerOperation operation) =>
        {
            Take(operation, listener);
            return true;
        };
        List<Task> parts = [_reader.ReadAsync(handler, _stop.Token), Outbox.SendAsync(_stream, _stop.Token), PingAsync(pingInterval)];
        _ = EndAsync(parts);
    }

    /// <summary>Ends when the server has taken all that was written before.</summary>
    public Task FlushAsync()
    {
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_ended.Task.IsCompleted)
            {
                return Task.CompletedTask;
            }

            _pings.Enqueue(answered);
            Outbox.Write(0, static (to, _) => Commands.Ping(to));
        }

        return answered.Task;
    }

    /// <summary>Cuts the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        End(new ObjectDisposedException(nameof(NatsLink), "The connection was closed from this side."));
        await _finished.Task.ConfigureAwait(false);
    }

    private void Take(in ServerOperation operation, ILinkListener listener)
    {
        switch (operation.Kind)
        {
            case OperationKind.Message:
                listener.OnMessage(operation);
                break;
            case OperationKind.Ping:
                Outbox.Write(0, static (to, _) => Commands.Pong(to));
                break;
            case OperationKind.Pong:
                lock (_lock)
                {
                    if (_pings.TryDequeue(out var answered))
                    {
                        answered.TrySetResult();
                    }
                }

                break;
            case OperationKind.Info:
                Info = ServerInfo.Parse(operation.Text);
                if (Info.IsLameDuck)
                {
                    _lameDuck.TrySetResult();
                }

                listener.OnInfo(this);
                break;
            case OperationKind.Error:
                _lastError = Encoding.UTF8.GetString(operation.Text).Trim('\'');
                listener.OnError(this, _lastError);
                break;
            default:
                break;
        }
    }

    private async Task PingAsync(TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval, _time);
        while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
        {
            int waiting;
            lock (_lock)
            {
                waiting = _pings.Count;
            }

            if (waiting >= UnansweredPings)
            {
                throw new IOException($"The server did not answer {waiting} pings, {interval} apart.");
            }

            _ = FlushAsync();
        }
    }

    /// <summary>The first part that ends takes the others with it.</summary>
    private async Task EndAsync(List<Task> parts)
    {
        var first = await Task.WhenAny(parts).ConfigureAwait(false);
        End(first.Exception?.InnerException ?? new IOException("The connection was closed."));
        await Task.WhenAll(parts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _reader.Complete();
        _stop.Dispose();
        _finished.TrySetResult();
    }

    private void End(Exception cause)
    {
        if (Interlocked.Exchange(ref _isEnding, 1) != 0)
        {
            return;
        }

        Outbox.Close();
        _stop.Cancel();
        _stream.Dispose();
        _ended.TrySetResult(_lastError is null ? cause : new IOException($"The server said '{_lastError}' and closed the connection.", cause));
        lock (_lock)
        {
            while (_pings.TryDequeue(out var waiting))
            {
                waiting.TrySetResult();
            }
        }
    }
}

/// <summary>Takes what comes in on a link. Called by its reading loop, so it must not wait.</summary>
internal interface ILinkListener
{
    void OnMessage(in ServerOperation message);

    void OnInfo(NatsLink link);

    void OnError(NatsLink link, string error);
}
