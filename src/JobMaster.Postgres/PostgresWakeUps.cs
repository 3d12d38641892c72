using JobMaster.Storage;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace JobMaster.Postgres;

/// <summary>Wakes other processes by NOTIFY and listens for theirs on one connection, which it opens again when it is lost.</summary>
internal sealed class PostgresWakeUps : IWakeUps
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long the listener waits before it tries again after its own notification did not arrive: the server may have been slow.
    /// </summary>
    private static readonly TimeSpan ProbeAgain = TimeSpan.FromMinutes(3);

    /// <summary>How long the listener waits for its own notification, and for an answer of the server.</summary>
    private static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(5);

    /// <summary>How long the connection may be silent before the listener checks it.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private readonly PostgresSource _source;
    private readonly WakeUpStatements _statements;
    private readonly WakeUpMessages _messages;
    private readonly WakeUpSender _sender;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TimeSpan _patience;

    public PostgresWakeUps(
        PostgresSource source, WakeUpStatements statements, WakeUpMessages messages, TimeProvider time, ILogger logger,
        TimeSpan? patience = null)
    {
        (_source, _statements, _messages, _time, _logger, _patience) = (
            source, statements, messages, time, logger, patience ?? DefaultPatience);
        _sender = new WakeUpSender(SendAsync, messages, time, logger);
    }

    /// <summary>Creates the wake-ups of one store or agent.</summary>
    /// <param name="source">Its connections.</param>
    /// <param name="statements">Its statements.</param>
    /// <param name="name">Its unique name in the database.</param>
    /// <param name="logger">The logger.</param>
    public static PostgresWakeUps Create(PostgresSource source, Sql.SqlStatements statements, string name, ILogger logger)
    {
        var texts = new WakeUpStatements(statements["listen"].Text, statements["unlisten"].Text, statements["notify"].Text);
        return new PostgresWakeUps(
            source, texts, new WakeUpMessages(name, $"{Environment.ProcessId}-{Random.Shared.NextInt64():x}"), TimeProvider.System, logger);
    }

    public void Publish(JobQueue queue) => _sender.Publish(queue);

    public async Task ListenAsync(Action<JobQueue?> wake, CancellationToken stop)
    {
        int failures = 0;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                switch (await ListenOnceAsync(wake, () => failures = 0, stop).ConfigureAwait(false))
                {
                    case ListenEnd.Pooler:
                        Log.NotificationsDoNotArrive(_logger);
                        return;
                    case ListenEnd.NothingArrived:
                        Log.ProbeDidNotArrive(_logger, _patience, ProbeAgain);
                        await Task.Delay(ProbeAgain, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                        break;
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                var pause = FirstPause * Math.Pow(2, Math.Min(failures++, 10));
                pause = pause < LongestPause ? pause : LongestPause;
                Log.ListeningLost(_logger, exception, pause);
                await Task.Delay(pause, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Listens until the connection is lost, which throws, or until it finds that it cannot listen.</summary>
    private async Task<ListenEnd> ListenOnceAsync(Action<JobQueue?> wake, Action listening, CancellationToken stop)
    {
        var connection = await _source.OpenOwnAsync(_patience, stop).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            bool hasArrived = false;
            connection.Notification += (_, notification) =>
            {
                hasArrived |= _messages.IsProbe(notification.Payload);
                if (_messages.Read(notification.Payload) is { } queue)
                {
                    wake(queue);
                }
            };
            if (!await _source.IsDirectAsync(connection, stop).ConfigureAwait(false))
            {
                // A pooler's server process would continue listening for its next client, and PgBouncer loses answers when a notification
                // comes in between.
                return ListenEnd.Pooler;
            }

            await ExecuteAsync(connection, _statements.Listen, stop).ConfigureAwait(false);
            await SendAsync([_messages.Probe], stop).ConfigureAwait(false);
            long asked = _time.GetTimestamp();
            while (!hasArrived)
            {
                var left = _patience - _time.GetElapsedTime(asked);
                if (left <= TimeSpan.Zero || (!await connection.WaitAsync(left, stop).ConfigureAwait(false) && !hasArrived))
                {
                    return ListenEnd.NothingArrived;
                }
            }

            Log.Listening(_logger);
            listening();
            wake(null);
            return await ReceiveAsync(connection, stop).ConfigureAwait(false);
        }
    }

    private async Task<ListenEnd> ReceiveAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                if (!await connection.WaitAsync(Silence, stop).ConfigureAwait(false))
                {
                    await ExecuteAsync(connection, _statements.Listen, stop).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (connection.State == System.Data.ConnectionState.Open)
        {
            await ExecuteAsync(connection, _statements.Unlisten, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private async Task SendAsync(IReadOnlyList<string> payloads, CancellationToken cancellationToken)
    {
        var connection = await _source.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var command = new NpgsqlCommand(_statements.Notify, connection);
            await using (command.ConfigureAwait(false))
            {
                command.Parameters.AddWithValue("payloads", payloads.ToArray());
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task ExecuteAsync(NpgsqlConnection connection, string text, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(text, connection) { CommandTimeout = (int)Math.Ceiling(_patience.TotalSeconds) };
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}

/// <summary>Why a listener cannot listen.</summary>
internal enum ListenEnd
{
    /// <summary>There is a pooler; waiting does not help.</summary>
    Pooler = 1,

    /// <summary>Its own notification did not arrive in time.</summary>
    NothingArrived = 2,
}

/// <summary>The statements for wake-ups.</summary>
internal sealed record WakeUpStatements(string Listen, string Unlisten, string Notify);
