using Microsoft.Extensions.Logging;

namespace JobMaster.NatsJetStream.Protocol;

/// <summary>Keeps one link: opens it, watches it, and opens the next when it is lost or its server is about to go.</summary>
internal sealed class LinkSupervisor(NatsJetStreamOptions options, ServerPool pool, Random random, TimeProvider time, ILogger logger, ILinkUser user) : IAsyncDisposable
{
    /// <summary>A link that lived so long was a good one: the pauses between tries begin anew.</summary>
    private static readonly TimeSpan GoodLife = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly LinkOpener _opener = new(options, time);
    private readonly Backoff _backoff = new(options.ReconnectDelay, options.MaxReconnectDelay, random);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<NatsLink> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _roundFailed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _lastFailure;
    private volatile NatsLink? _current;
    private Task? _running;

    public NatsLink? Current => _current;

    /// <summary>The current or last link; null before the first.</summary>
    public NatsLink? Last { get; private set; }

    /// <summary>The current link, or the next.</summary>
    public async Task<NatsLink> LinkAsync(CancellationToken cancellationToken)
    {
        if (_current is { } link)
        {
            return link;
        }

        return await Next().WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The current link, or the next if one of the servers can be reached now.</summary>
    public async Task<NatsLink> OpenAsync(CancellationToken cancellationToken)
    {
        Task failed;
        lock (_lock)
        {
            failed = _roundFailed.Task;
        }

        var link = LinkAsync(cancellationToken);
        if (await Task.WhenAny(link, failed).ConfigureAwait(false) == failed && _current is null && _lastFailure is { } failure)
        {
            throw failure is NatsException ? failure : new NatsUnavailableException(failure.Message, failure);
        }

        return await link.ConfigureAwait(false);
    }

    public NatsUnavailableException Unreachable(TimeSpan patience) => new(
        $"{ServerNames} could not be reached within {patience}. {_lastFailure?.Message ?? "The connection was lost."}", _lastFailure);

    /// <summary>Takes note of what a server says of itself and of others.</summary>
    public void Learn(NatsLink link)
    {
        Last = link;
        lock (_lock)
        {
            pool.Learn(link.Info.ConnectUrls, link.Server);
        }
    }

    /// <summary>Lets what is under way come to its end, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        Task running;
        lock (_lock)
        {
            running = _running ??= Task.CompletedTask;
        }

        if (_current is { } link)
        {
            using var limit = new CancellationTokenSource(options.RequestTimeout, time);
            await user.QuietAsync(link, limit.Token).ConfigureAwait(false);
            await user.SettleAsync(link, limit.Token).ConfigureAwait(false);
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        _stopped.TrySetResult();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _next.TrySetException(new ObjectDisposedException(nameof(NatsConnection)));
        _ = _next.Task.Exception;
    }

    private string ServerNames
    {
        get
        {
            lock (_lock)
            {
                return string.Join(", ", pool.All);
            }
        }
    }

    private Task<NatsLink> Next()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, typeof(NatsConnection));
            if (_running is null)
            {
                using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
                _running = Task.Run(RunAsync);
            }

            return _next.Task;
        }
    }

    private async Task RunAsync()
    {
        while (true)
        {
            var link = await ConnectAsync().ConfigureAwait(false);
            Begin(link);
            await Task.WhenAny(link.Ended, link.LameDuck, _stopped.Task).ConfigureAwait(false);
            bool mayLeave = link.LameDuck.IsCompleted && !link.Ended.IsCompleted && !_stop.IsCancellationRequested && HasOthers(link);
            if (mayLeave)
            {
                await LeaveAsync(link).ConfigureAwait(false);
                continue;
            }

            await Task.WhenAny(link.Ended, _stopped.Task).ConfigureAwait(false);
            await LoseAsync(link).ConfigureAwait(false);
            if (_stop.IsCancellationRequested)
            {
                return;
            }

            if (time.GetElapsedTime(link.OpenedAt) >= GoodLife)
            {
                _backoff.Reset();
            }
            else
            {
                await Task.Delay(_backoff.Next(), time, _stop.Token).ConfigureAwait(false);
            }
        }
    }

    private void Begin(NatsLink link)
    {
        link.Start(user, options.PingInterval);
        Learn(link);
        user.OnOpened(link);
        lock (_lock)
        {
            _current = link;
            _next.TrySetResult(link);
        }

        Log.Connected(logger, link.Server, link.Info.Version);
    }

    private void StepAside()
    {
        lock (_lock)
        {
            _current = null;
            _next = new TaskCompletionSource<NatsLink>(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private async Task LoseAsync(NatsLink link)
    {
        StepAside();
        await link.DisposeAsync().ConfigureAwait(false);
        user.OnLost(link);
        if (!_stop.IsCancellationRequested)
        {
            Log.LinkLost(logger, link.Server, (await link.Ended.ConfigureAwait(false)).Message);
        }
    }

    /// <summary>Goes to another server while this one still answers; the old link lives on until its last answers are in.</summary>
    private async Task LeaveAsync(NatsLink link)
    {
        Log.LameDuck(logger, link.Server);
        using (var limit = new CancellationTokenSource(options.RequestTimeout, time))
        {
            await user.QuietAsync(link, limit.Token).ConfigureAwait(false);
        }

        StepAside();
        user.OnLeft(link);
        _ = SettleAsync();

        async Task SettleAsync()
        {
            using var limit = new CancellationTokenSource(options.RequestTimeout, time);
            await user.SettleAsync(link, limit.Token).ConfigureAwait(false);
            await link.DisposeAsync().ConfigureAwait(false);
            user.OnLost(link);
        }
    }

    private bool HasOthers(NatsLink link)
    {
        lock (_lock)
        {
            pool.PutLast(link.Server);
            return pool.All.Count > 1;
        }
    }

    /// <summary>Tries every server in turn, round after round, until one takes us.</summary>
    private async Task<NatsLink> ConnectAsync()
    {
        while (true)
        {
            IReadOnlyList<ServerAddress> round;
            lock (_lock)
            {
                round = pool.All;
            }

            foreach (var server in round)
            {
                try
                {
                    return await _opener.OpenAsync(server, _stop.Token).ConfigureAwait(false);
                }
                catch (Exception exception) when (!_stop.IsCancellationRequested)
                {
                    _lastFailure = exception;
                    lock (_lock)
                    {
                        pool.PutLast(server);
                    }

                    Log.ServerNotReached(logger, server, exception.Message);
                }
            }

            lock (_lock)
            {
                _roundFailed.TrySetResult();
                _roundFailed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            var pause = _backoff.Next();
            Log.Waiting(logger, pause);
            await Task.Delay(pause, time, _stop.Token).ConfigureAwait(false);
        }
    }
}

/// <summary>Uses links: receives what they read, and a call when one opens or closes.</summary>
internal interface ILinkUser : ILinkListener
{
    /// <summary>A link is about to become the current one.</summary>
    void OnOpened(NatsLink link);

    /// <summary>Ends the flow of messages on a link; answers still come.</summary>
    Task QuietAsync(NatsLink link, CancellationToken limit);

    /// <summary>No messages come on the link any more, and it is not the current one.</summary>
    void OnLeft(NatsLink link);

    /// <summary>Waits for the answers that are due on a link.</summary>
    Task SettleAsync(NatsLink link, CancellationToken limit);

    /// <summary>Nothing comes on the link any more.</summary>
    void OnLost(NatsLink link);
}
