using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;

namespace JobMaster.NatsJetStream.Connection;

/// <summary>
/// Finds a server that accepts the connection. Once connected, the client reconnects by itself. Before that, it tries until one server
/// answers and gives up if that server refuses it, so this class tries the others, round after round.
/// </summary>
internal sealed class ServerSearch : IAsyncDisposable
{
    private readonly NatsJetStreamOptions _options;
    private readonly IReadOnlyList<ServerAddress> _servers;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Backoff _backoff;
    private readonly ConcurrentDictionary<(string Host, int Port), bool> _refused = new();
    private TaskCompletionSource _roundFailed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private (string Host, int Port) _tried;
    private volatile bool _isTls;
    private volatile bool _isStopped;
    private int _failures;

    public ServerSearch(
        NatsJetStreamOptions options, IReadOnlyList<ServerAddress> servers, TimeProvider time, Random random, ILogger logger)
    {
        (_options, _servers, _time, _logger) = (options, servers, time, logger);
        _backoff = new Backoff(options.ReconnectDelay, options.MaxReconnectDelay, random);
        Client = new NatsConnection(ClientOptions.Create(options, servers, new ClientLog(logger, OnFailed), () => _isTls = true))
        {
            OnConnectingAsync = OnConnecting,
        };
    }

    public NatsConnection Client { get; }

    /// <summary>Completes when every server was tried without success.</summary>
    public Task RoundFailed => Volatile.Read(ref _roundFailed).Task;

    /// <summary>Why the last server did not accept the connection; null before.</summary>
    public BrokerException? LastFailure { get; private set; }

    /// <summary>Whether there is a server besides this one.</summary>
    public bool HasOthers(string server) =>
        _servers.Any(known => known.ToString() != server) || Client.ServerInfo?.ClientConnectUrls?.Length > 1;

    public BrokerUnavailableException Unreachable(TimeSpan patience) => new(
        $"{string.Join(", ", _servers)} could not be reached within {patience}. {LastFailure?.Message ?? "The connection was lost."}",
        LastFailure);

    /// <summary>Connects for the first time. Completes when a server has accepted the connection.</summary>
    public async Task ConnectAsync(CancellationToken stop)
    {
        while (!await TryRoundAsync(stop).ConfigureAwait(false))
        {
            stop.ThrowIfCancellationRequested();
            PulseFailed();
            var pause = _backoff.Next();
            Log.Waiting(_logger, pause);
            await Task.Delay(pause, _time, stop).ConfigureAwait(false);
        }
    }

    /// <summary>A connection was lost: the client starts to look for another.</summary>
    public void Begin() => Volatile.Write(ref _failures, 0);

    /// <summary>Cuts the connection. The client goes to another server if there is one.</summary>
    public async Task ReconnectAsync()
    {
        try
        {
            await Client.ReconnectAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // It was lost meanwhile.
            Log.Client(_logger, "Cutting the connection failed", exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isStopped = true;
        bool isConnecting = Client.ConnectionState != NatsConnectionState.Open;
        await Client.DisposeAsync().AsTask().WaitAsync(_options.RequestTimeout, _time)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (isConnecting && Client.ConnectionState == NatsConnectionState.Open)
        {
            // A connect in progress may have succeeded after all.
            await ReconnectAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Tries each server once, in an order of this process. Returns whether one has accepted the connection.</summary>
    private async Task<bool> TryRoundAsync(CancellationToken stop)
    {
        _refused.Clear();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await Client.ConnectAsync().ConfigureAwait(false);
                return true;
            }
            catch (NatsException exception) when (exception.InnerException is { } cause)
            {
                // This server answered, so the client has not tried the others.
                OnFailed(NameOf(_tried), cause);
                _refused[_tried] = true;
            }
            catch (NatsException)
            {
                // Each was tried, and its failure logged.
                return false;
            }
        }

        return false;
    }

    private ValueTask<(string Host, int Port)> OnConnecting((string Host, int Port) server)
    {
        ObjectDisposedException.ThrowIf(_isStopped, typeof(BrokerConnection));
        if (_refused.ContainsKey(server))
        {
            throw new TriedException();
        }

        (_tried, _isTls) = (server, false);
        return ValueTask.FromResult(server);
    }

    private void OnFailed(string server, Exception exception)
    {
        if (exception is TriedException || _isStopped)
        {
            return;
        }

        bool lacksTls = (_options.RequireTls || _servers.Any(known => known.RequiresTls))
            && exception is NatsException && Client.ServerInfo is { TlsRequired: false, TlsAvailable: false };
        LastFailure = ConnectFailures.Explain(server, exception, _options.ConnectTimeout, _isTls, lacksTls);
        Log.ServerNotReached(_logger, server, LastFailure.Message);
        if (Client.ConnectionState == NatsConnectionState.Reconnecting
            && Interlocked.Increment(ref _failures) % Math.Max(_servers.Count, Client.ServerInfo?.ClientConnectUrls?.Length ?? 0) == 0)
        {
            PulseFailed();
        }
    }

    private void PulseFailed() =>
        Interlocked.Exchange(ref _roundFailed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    private string NameOf((string Host, int Port) server) =>
        _servers.FirstOrDefault(known => known.IsAt(server.Host, server.Port))?.ToString() ?? $"{server.Host}:{server.Port}";

    /// <summary>A server that has refused the connection in this round is not tried twice.</summary>
    private sealed class TriedException : Exception;
}
