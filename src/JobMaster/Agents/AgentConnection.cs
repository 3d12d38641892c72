using JobMaster.Diagnostics;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Agents;

/// <summary>
/// One named agent as this node uses it: its state and depths, pushes in batches, and settling of deliveries in the background.
/// </summary>
internal sealed class AgentConnection : IAsyncDisposable
{
    public const int MaxBatch = 1000;

    private const int PushesInFlight = 3;

    /// <summary>How long a call may take before it counts as failed, so that the caller can go elsewhere.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly IAgentTransport _transport;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly MicroBatcher<AgentMessage, bool> _pushes;
    private readonly SemaphoreSlim _provisioning = new(1, 1);
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _settling = [];
    private bool _isDown;
    private bool _hasAnswered;
    private long? _depthsAskedAt;
    private long _answeredAt;
    private Exception? _failure;

    public AgentConnection(string name, IAgentTransport transport, TimeProvider time, ILogger logger)
    {
        (Name, _transport, _time, _logger, _answeredAt) = (name, transport, time, logger, time.GetTimestamp());
        _pushes = new MicroBatcher<AgentMessage, bool>(SendAsync, BatchBytes.Of, MaxBatch, PushesInFlight);
    }

    public string Name { get; }

    /// <summary>The kind of transport, as its provider names it.</summary>
    public string Provider { get; init; } = "";

    public string Description => _transport.Description;

    public int? MaxBodySize => _transport.MaxBodySize;

    /// <summary>The agent's unique identity, after it was reached.</summary>
    public string? Identity { get; private set; }

    /// <summary>The agent's depths when it was last asked.</summary>
    public IReadOnlyList<AgentDepth> Depths { get; private set; } = [];

    /// <summary>Why the agent is down; null while it answers.</summary>
    public string? Failure => _failure?.Message;

    /// <summary>Whether the same call may succeed if it is repeated.</summary>
    public bool IsTransient(Exception exception) => _transport.IsTransient(exception);

    /// <summary>Whether it answered within the time, and has not failed since.</summary>
    public bool Answers(TimeSpan within)
    {
        lock (_lock)
        {
            return !_isDown && _time.GetElapsedTime(_answeredAt) < within;
        }
    }

    public long DepthOf(string lane) => Depths.Where(depth => depth.Queue.Lane == lane).Sum(depth => depth.Waiting + depth.Leased);

    /// <summary>Prepares the agent, if it is not ready yet.</summary>
    public async Task ProvisionAsync(CancellationToken cancellationToken)
    {
        if (Identity is not null)
        {
            return;
        }

        await _provisioning.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Identity ??= await CallAsync(() => _transport.ProvisionAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _provisioning.Release();
        }
    }

    /// <summary>Pushes one message, together with messages that others push meanwhile.</summary>
    public Task PushAsync(AgentMessage message, CancellationToken cancellationToken) => _pushes.AddAsync(message, cancellationToken);

    /// <summary>Pushes the messages as one separate batch.</summary>
    public Task PushManyAsync(IReadOnlyList<AgentMessage> messages) => SendAsync(messages);

    public async Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(ReceiveRequest request, CancellationToken cancellationToken)
    {
        await ProvisionAsync(cancellationToken).ConfigureAwait(false);
        Task<IReadOnlyList<ReceivedMessage>>? receiving = null;
        try
        {
            return await CallAsync(
                () => receiving = _transport.ReceiveAsync(request, cancellationToken), cancellationToken,
                request.Wait + Patience).ConfigureAwait(false);
        }
        catch when (receiving is { IsFaulted: false, IsCanceled: false })
        {
            InBackground(() => GiveBackLateAsync(receiving));
            throw;
        }
    }

    /// <summary>Reads the agent's depths, which also shows whether it answers.</summary>
    public async Task<IReadOnlyList<AgentDepth>> ReadDepthsAsync(CancellationToken cancellationToken)
    {
        await ProvisionAsync(cancellationToken).ConfigureAwait(false);
        var askedAt = _time.GetTimestamp();
        var depths = await CallAsync(() => _transport.ReadDepthsAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            (Depths, _depthsAskedAt) = (depths, askedAt);
        }

        return depths;
    }

    /// <summary>The agent's condition, for operators.</summary>
    /// <param name="timeout">How long it may be silent before it counts as down.</param>
    public AgentReport Report(TimeSpan timeout)
    {
        lock (_lock)
        {
            var silence = _time.GetElapsedTime(_answeredAt);
            var health = _isDown || silence >= timeout ? AgentHealth.Down : _hasAnswered ? AgentHealth.Up : AgentHealth.Starting;
            return new AgentReport(
                health, _hasAnswered ? _time.GetUtcNow() - silence : null, KindOf(_failure), _depthsAskedAt is null ? null : Depths)
            {
                DepthsAge = _depthsAskedAt is { } askedAt ? _time.GetElapsedTime(askedAt) : null,
            };
        }
    }

    /// <summary>Removes an empty lane.</summary>
    public Task<bool> DeleteLaneAsync(string lane, CancellationToken cancellationToken) =>
        CallAsync(() => _transport.DeleteLaneAsync(lane, cancellationToken), cancellationToken);

    /// <summary>
    /// Acknowledges and releases in the background. No caller waits, because the master has the jobs, and a message that could not be
    /// acknowledged is delivered again and dropped.
    /// </summary>
    public void Settle(IReadOnlyList<ReceivedMessage> acks, IReadOnlyList<ReceivedMessage> releases, TimeSpan delay)
    {
        if (acks.Count + releases.Count == 0)
        {
            return;
        }

        InBackground(() => SettleAsync(acks, releases, delay));
    }

    public async ValueTask DisposeAsync()
    {
        Task[] settling;
        lock (_lock)
        {
            settling = [.. _settling];
        }

        await Task.WhenAll(settling).ConfigureAwait(false);
        await _transport.DisposeAsync().ConfigureAwait(false);
        _provisioning.Dispose();
    }

    private void InBackground(Func<Task> work)
    {
        _time.BeginWork();
        using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        var settling = Task.Run(work);
        lock (_lock)
        {
            _settling.Add(settling);
        }

        _ = settling.ContinueWith(Settled, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task<IReadOnlyList<bool>> SendAsync(IReadOnlyList<AgentMessage> messages)
    {
        await ProvisionAsync(CancellationToken.None).ConfigureAwait(false);
        await CallAsync(
            async () =>
            {
                await _transport.PushAsync(messages, CancellationToken.None).ConfigureAwait(false);
                return true;
            },
            CancellationToken.None).ConfigureAwait(false);
        return new bool[messages.Count];
    }

    /// <summary>Each separately: messages that cannot be acknowledged do not stop others from being given back.</summary>
    private async Task SettleAsync(IReadOnlyList<ReceivedMessage> acks, IReadOnlyList<ReceivedMessage> releases, TimeSpan delay)
    {
        await TrySettleAsync(acks, () => _transport.AckAsync(acks, CancellationToken.None)).ConfigureAwait(false);
        await TrySettleAsync(releases, () => _transport.ReleaseAsync(releases, delay, CancellationToken.None)).ConfigureAwait(false);
    }

    private async Task TrySettleAsync(IReadOnlyList<ReceivedMessage> messages, Func<Task> settle)
    {
        if (messages.Count == 0)
        {
            return;
        }

        try
        {
            await settle().WaitAsync(Patience, _time).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.SettleFailed(_logger, exception, Name, messages.Count);
        }
    }

    /// <summary>
    /// Gives back messages of a receive whose caller has stopped waiting; otherwise they would wait for the end of their lease.
    /// </summary>
    private async Task GiveBackLateAsync(Task<IReadOnlyList<ReceivedMessage>> receiving)
    {
        try
        {
            if (await receiving.WaitAsync(Patience, _time).ConfigureAwait(false) is { Count: > 0 } messages)
            {
                await SettleAsync([], messages, TimeSpan.Zero).ConfigureAwait(false);
            }
        }
        catch (Exception)
        {
            // The receive brought no messages: it was cancelled, or it failed, and a caller that still waited got the exception.
        }
    }

    private void Settled(Task settling)
    {
        lock (_lock)
        {
            _settling.Remove(settling);
        }

        _time.EndWork();
    }

    private async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken, TimeSpan? patience = null)
    {
        try
        {
            // A test's clock does not advance while a call is in progress.
            var result = await (
                _time is IPatientClock ? call() : call().WaitAsync(patience ?? Patience, _time, cancellationToken)).ConfigureAwait(false);
            Answered();
            return result;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            Failed(exception);
            throw;
        }
    }

    private void Answered()
    {
        lock (_lock)
        {
            (_answeredAt, _hasAnswered) = (_time.GetTimestamp(), true);
            if (!_isDown)
            {
                return;
            }

            (_isDown, _failure) = (false, null);
        }

        Log.AgentUp(_logger, Name, Description);
    }

    private void Failed(Exception exception)
    {
        lock (_lock)
        {
            _failure = exception;
            if (_isDown)
            {
                return;
            }

            _isDown = true;
        }

        Log.AgentDown(_logger, exception, Name, Description);
    }

    private AgentFailureKind? KindOf(Exception? failure) => failure switch
    {
        null => null,
        TimeoutException or { InnerException: TimeoutException } => AgentFailureKind.TimedOut,
        _ => _transport.IsTransient(failure) ? AgentFailureKind.Unreachable : AgentFailureKind.Refused,
    };
}
