using JobMaster.Storage;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace JobMaster.Postgres;

/// <summary>Wakes other processes by NOTIFY and listens for theirs on one connection, which it opens again when it is lost.</summary>
internal sealed class PostgresWakeUps : IWakeUps
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    /// <summary>How long the listener waits for its own notification before it takes them not to arrive, and for an answer of the server.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How long it is silent before it asks whether the connection still stands.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private readonly PostgresSource _source;
    private readonly WakeUpStatements _statements;
    private readonly WakeUpMessages _messages;
    private readonly WakeUpSender _sender;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public PostgresWakeUps(PostgresSource source, WakeUpStatements statements, WakeUpMessages messages, TimeProvider time, ILogger logger)
    {
        (_source, _statements, _messages, _time, _logger) = (source, statements, messages, time, logger);
        _sender = new WakeUpSender(SendAsync, messages, time, logger);
    }

    /// <summary>The wake-ups of one store or agent.</summary>
    /// <param name="source">Its connections.</param>
    /// <param name="statements">Its statements.</param>
    /// <param name="name">What tells it from others in the database.</param>
    /// <param name="logger">Where to log.</param>
    public static PostgresWakeUps Create(PostgresSource source, Sql.SqlStatements statements, string name, ILogger logger)
    {
        var texts = new WakeUpStatements(statements["listen"].Text, statements["unlisten"].Text, statements["notify"].Text);
        return new PostgresWakeUps(source, texts, new WakeUpMessages(name, $"{Environment.ProcessId}-{Random.Shared.NextInt64():x}"), TimeProvider.System, logger);
    }

    public void Publish(JobQueue queue) => _sender.Publish(queue);

    public async Task ListenAsync(Action<JobQueue?> wake, CancellationToken stop)
    {
        int failures = 0;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (!await ListenOnceAsync(wake, () => failures = 0, stop).ConfigureAwait(false))
                {
                    Log.NotificationsDoNotArrive(_logger);
                    return;
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

    /// <summary>Listens until the connection is lost; false when notifications do not arrive on it.</summary>
    private async Task<bool> ListenOnceAsync(Action<JobQueue?> wake, Action listening, CancellationToken stop)
    {
        var connection = await _source.OpenOwnAsync(Patience, stop).ConfigureAwait(false);
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
                // A pooler's server process would go on listening, for whoever it is given to, and PgBouncer loses answers when a notification comes between.
                return false;
            }

            await ExecuteAsync(connection, _statements.Listen, stop).ConfigureAwait(false);
            await SendAsync([_messages.Probe], stop).ConfigureAwait(false);
            long asked = _time.GetTimestamp();
            while (!hasArrived)
            {
                var left = Patience - _time.GetElapsedTime(asked);
                if (left <= TimeSpan.Zero || (!await connection.WaitAsync(left, stop).ConfigureAwait(false) && !hasArrived))
                {
                    return false;
                }
            }

            Log.Listening(_logger);
            listening();
            wake(null);
            await ReceiveAsync(connection, stop).ConfigureAwait(false);
            return true;
        }
    }

    private async Task ReceiveAsync(NpgsqlConnection connection, CancellationToken stop)
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

    private static async Task ExecuteAsync(NpgsqlConnection connection, string text, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(text, connection);
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}

/// <summary>The statements of waking up.</summary>
internal sealed record WakeUpStatements(string Listen, string Unlisten, string Notify);
