using System.Collections.Concurrent;
using System.Security.Cryptography;
using JobMaster.NatsJetStream.Client;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;

namespace JobMaster.NatsJetStream.Connection;

/// <summary>
/// One lasting connection of the NATS client, which connects again when it is lost. Requests without an answer are sent again. It connects
/// with the first call.
/// </summary>
internal sealed class BrokerConnection : IAsyncDisposable
{
    private const string InboxCharacters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static readonly TimeSpan NobodyThere = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The number of parts of the patience. After each part without any answer, the remaining requests are sent again, because a cluster
    /// that is choosing a leader drops requests.
    /// </summary>
    private const int Resends = 5;

    private readonly Lock _lock = new();
    private readonly NatsJetStreamOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ReplyInbox _replies;
    private readonly ConcurrentDictionary<IConnectionUser, bool> _users = new();
    private readonly ServerSearch _search;
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource _open = NewSource();
    private Task? _running;
    private long _listenedAt = long.MinValue / 2;
    private bool _isListening;
    private bool _isLeaving;
    private volatile ServerFacts? _server;
    private volatile string? _lossReason;

    public BrokerConnection(
        NatsJetStreamOptions options, IReadOnlyList<ServerAddress> servers, TimeProvider time, Random random, ILogger logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _search = new ServerSearch(options, servers, time, random, logger);
        Client = _search.Client;
        Inbox = $"{options.InboxPrefix}.{RandomNumberGenerator.GetString(InboxCharacters, 22)}";
        _replies = new ReplyInbox(Client, $"{Inbox}.r");
        Client.ConnectionOpened += (_, opened) => Handle(() => OnOpened(opened.Message));
        Client.ConnectionDisconnected += (_, _) => Handle(OnLost);
        Client.ServerError += (_, failed) => Handle(() => OnServerError(failed));
        Client.LameDuckModeActivated += (_, _) => Handle(() => _ = LeaveAsync());
    }

    public NatsConnection Client { get; }

    /// <summary>The beginning of the subjects that only this connection listens to.</summary>
    public string Inbox { get; }

    /// <summary>The report of the current or last server about itself; null before the first. Each connection has its own object.</summary>
    public ServerFacts? Server => _server;

    public bool IsOpen => Open.IsCompletedSuccessfully && Client.ConnectionState == NatsConnectionState.Open;

    /// <summary>Connects if there is no connection. Throws the error if every server was tried once without success.</summary>
    public async Task<ServerFacts> OpenAsync(CancellationToken cancellationToken)
    {
        var failed = _search.RoundFailed;
        var opened = OpenedAsync(cancellationToken);
        if (await Task.WhenAny(opened, failed).ConfigureAwait(false) == failed && !opened.IsCompleted)
        {
            throw _search.LastFailure!;
        }

        await opened.ConfigureAwait(false);
        return _server!;
    }

    /// <summary>Completes when there is a connection.</summary>
    public async Task OpenedAsync(CancellationToken cancellationToken)
    {
        Start();
        await Open.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Registers a user. The connection notifies it when it is lost.</summary>
    public void Add(IConnectionUser user) => _users[user] = true;

    public void Remove(IConnectionUser user) => _users.TryRemove(user, out _);

    /// <summary>Sends requests until each is answered, over several connections if needed.</summary>
    /// <exception cref="BrokerException">Not all were answered within the patience, or the server refused one.</exception>
    public async Task SendAsync(RequestBatch batch, TimeSpan patience, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var timeout = new CancellationTokenSource(patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            while (batch.Unsettled > 0)
            {
                await OpenedAsync(either.Token).ConfigureAwait(false);
                using var attempt = _replies.Begin(batch);
                await SendAsync(attempt, either.Token).ConfigureAwait(false);
                if (await attempt.EndAsync(patience / Resends, _time, either.Token).ConfigureAwait(false) && batch.Unsettled > 0)
                {
                    await Task.Delay(NobodyThere, _time, either.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await ListenAgainAsync(patience).ConfigureAwait(false);
            throw Unanswered(batch, patience);
        }
    }

    /// <summary>Waits for calls in progress, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (IsOpen)
        {
            using var limit = new CancellationTokenSource(_options.RequestTimeout, _time);
            await QuietAsync(limit.Token).ConfigureAwait(false);
            await SettleAsync(limit.Token).ConfigureAwait(false);
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await _search.DisposeAsync().ConfigureAwait(false);
        Task running;
        lock (_lock)
        {
            running = _running ??= Task.CompletedTask;
            _open = _open.Task.IsCompleted ? NewSource() : _open;
            _open.TrySetException(new ObjectDisposedException(nameof(BrokerConnection)));
            _ = _open.Task.Exception;
        }

        TellLost();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private Task Open
    {
        get
        {
            lock (_lock)
            {
                return _open.Task;
            }
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Events come one after the other, so a handler that throws or waits would delay the next.</summary>
    private static ValueTask Handle(Action handle)
    {
        handle();
        return ValueTask.CompletedTask;
    }

    private void Start()
    {
        lock (_lock)
        {
            if (_running is null)
            {
                using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
                _running = Task.Run(RunAsync);
            }
        }
    }

    private async Task RunAsync()
    {
        await _search.ConnectAsync(_stop.Token).ConfigureAwait(false);
        while (!await TryListenAsync(_stop.Token).ConfigureAwait(false))
        {
            await Task.Delay(NobodyThere, _time, _stop.Token).ConfigureAwait(false);
        }

        lock (_lock)
        {
            _isListening = true;
            if (_server is not null && !_isLeaving && Client.ConnectionState == NatsConnectionState.Open)
            {
                _open.TrySetResult();
            }
        }

        await WatchAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Subscribes to the answers again, since perhaps nobody hears them; one of the calls that got none does this, and not more often than
    /// they give up.
    /// </summary>
    private async Task ListenAgainAsync(TimeSpan patience)
    {
        long last = Volatile.Read(ref _listenedAt);
        if (!IsOpen || _time.GetElapsedTime(last) < patience
            || Interlocked.CompareExchange(ref _listenedAt, _time.GetTimestamp(), last) != last)
        {
            return;
        }

        using var limit = new CancellationTokenSource(NobodyThere, _time);
        await ((Task)TryListenAsync(limit.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Subscribes to the answers; false if the connection broke meanwhile.</summary>
    private async Task<bool> TryListenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _replies.ListenAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (!_stop.IsCancellationRequested)
        {
            Log.Client(_logger, "Subscribing to answers failed", exception);
            return false;
        }
    }

    /// <summary>Pings the server regularly, and ends a connection on which it does not answer.</summary>
    private async Task WatchAsync()
    {
        while (true)
        {
            await Task.Delay(_options.PingInterval, _time, _stop.Token).ConfigureAwait(false);
            var asked = _server;
            if (Client.ConnectionState != NatsConnectionState.Open)
            {
                continue;
            }

            using var limit = new CancellationTokenSource(_options.PingInterval * 2, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
            try
            {
                await Client.PingAsync(either.Token).ConfigureAwait(false);
            }
            catch (Exception) when (!_stop.IsCancellationRequested)
            {
                if (limit.IsCancellationRequested && _server == asked)
                {
                    _lossReason = $"The server did not answer within {_options.PingInterval * 2}.";
                    await _search.ReconnectAsync().ConfigureAwait(false);
                }
            }
        }
    }

    private void OnOpened(string url)
    {
        var info = Client.ServerInfo!;
        lock (_lock)
        {
            _server = new ServerFacts(url, info.Version, info.HeadersSupported, info.MaxPayload);
            (_lossReason, _isLeaving) = (null, false);
            if (_isListening)
            {
                _open.TrySetResult();
            }
        }

        Log.Connected(_logger, url, info.Version);
    }

    private void OnLost()
    {
        bool isLeaving;
        lock (_lock)
        {
            isLeaving = _isLeaving;
            Close();
        }

        _search.Begin();
        TellLost();
        if (!isLeaving && !_stop.IsCancellationRequested)
        {
            Log.ConnectionLost(_logger, _server?.Address ?? "NATS", _lossReason ?? "The connection was closed.");
        }
    }

    private void TellLost()
    {
        _replies.OnLost();
        foreach (var (user, _) in _users)
        {
            user.OnLost();
        }
    }

    /// <summary>Makes calls wait for the next connection. Called under the lock.</summary>
    private void Close()
    {
        if (_open.Task.IsCompletedSuccessfully && !_stop.IsCancellationRequested)
        {
            _open = NewSource();
        }
    }

    private void OnServerError(NatsServerErrorEventArgs failed)
    {
        if (_server is not { Address: var server })
        {
            // The first connect fails with it.
            return;
        }

        Log.ServerError(_logger, server, failed.Error);
        if (failed.Kind != NatsServerErrorKind.PermissionsViolation)
        {
            _lossReason = $"The server said '{failed.Error}' and closed the connection.";
        }
        else
        {
            bool isPublish = failed.Error.Contains("for Publish", StringComparison.OrdinalIgnoreCase);
            string? subject = isPublish && failed.Error.Split('"') is [_, var quoted, ..] ? quoted : null;
            _replies.Refuse(
                subject,
                new BrokerRefusedException(
                    $"{server} refused: {failed.Error}. Give the user the permissions that docs/providers/nats.md lists."));
        }
    }

    /// <summary>Goes to another server while this one still answers: no new messages come, and it waits for answers on their way.</summary>
    private async Task LeaveAsync()
    {
        var left = _server;
        lock (_lock)
        {
            if (_isLeaving || left is null || !_search.HasOthers(left.Address))
            {
                return;
            }

            _isLeaving = true;
            Close();
        }

        Log.LameDuck(_logger, left.Address);
        using (var limit = new CancellationTokenSource(_options.RequestTimeout / Resends, _time))
        {
            await QuietAsync(limit.Token).ConfigureAwait(false);
            await SettleAsync(limit.Token).ConfigureAwait(false);
        }

        if (_server == left)
        {
            await _search.ReconnectAsync().ConfigureAwait(false);
        }
    }

    private Task QuietAsync(CancellationToken limit) => Task.WhenAll(_users.Keys.Select(user => user.QuietAsync(limit)));

    private async Task SettleAsync(CancellationToken limit)
    {
        while (_replies.IsAwaited && Client.ConnectionState == NatsConnectionState.Open && !limit.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), _time, limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SendAsync(ReplyAttempt attempt, CancellationToken cancellationToken)
    {
        try
        {
            await attempt.SendAsync(Client, cancellationToken).ConfigureAwait(false);
        }
        catch (NatsPayloadTooLargeException exception)
        {
            throw new BrokerRefusedException(
                $"{exception.Message.TrimEnd('.')}. Raise max_payload on the server, or make the job's payload smaller.", exception);
        }
        catch (Exception exception)
            when (exception is NatsException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // The client could not write, or is closing: this is like a lost connection.
            attempt.Fail(cause: null);
        }
    }

    private BrokerUnavailableException Unanswered(RequestBatch batch, TimeSpan patience)
    {
        int index = Enumerable.Range(0, batch.Count).First(index => !batch.IsSettled(index));
        return IsOpen && _server is { } server
            ? new BrokerUnavailableException(
                $"{server.Address} left {batch.Unsettled} of {batch.Count} request(s) unanswered within {patience}, the first to "
                + $"'{batch.SubjectOf(index)}'. Is JetStream enabled and has its cluster a leader? Under high load, raise RequestTimeout.")
            : _search.Unreachable(patience);
    }
}
