using JobMaster.Sql;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace JobMaster.Postgres;

/// <summary>
/// Prepares history for the coming days, and drops days past their retention: first the rows that belong to their jobs, in short steps,
/// then the day itself, which takes at most 50 ms or is left for the next time. Failed jobs are pruned one by one.
/// </summary>
internal sealed class PostgresRetentionStore : SqlRetentionStore
{
    private const int DaysAhead = 14;
    private const int StepsPerDay = 1000;
    private readonly SqlStoreParts _parts;
    private readonly SqlStatement _prepareHistory;
    private readonly SqlStatement _pruneFinished;
    private readonly SqlStatement[] _pruneBelongings;
    private readonly ILogger _logger;

    public PostgresRetentionStore(SqlStoreParts parts, ILogger logger)
        : base(parts)
    {
        _parts = parts;
        _logger = logger;
        _prepareHistory = parts.Statements["prepare_history"];
        _pruneFinished = parts.Statements["prune_finished"];
        string[] belongings = ["prune_day_attempts", "prune_day_log", "prune_day_keys", "prune_day_unique", "prune_day_rules"];
        _pruneBelongings = Array.ConvertAll(belongings, name => parts.Statements[name]);
    }

    public override async Task<int> PruneAsync(PruneRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        int finished = await DropDaysAsync(request, cancellationToken).ConfigureAwait(false);
        await RepeatAsync(PruneKeysAsync, request, cancellationToken).ConfigureAwait(false);
        return finished + await _parts.Runner.WriteAsync(
            (commands, token) => PruneFailedAsync(commands, request, token), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Adds the missing days of history, this many days ahead.</summary>
    public async Task<int> AddHistoryAsync(int days, CancellationToken cancellationToken)
    {
        var added = await _parts.Runner.ReadAsync(
            (commands, token) =>
                commands.QueryAsync(
                    _prepareHistory, static reader => reader.GetInt32(0), token, SqlArgument.Number("days", days), _parts.Now()),
            cancellationToken).ConfigureAwait(false);
        if (added[0] > 0)
        {
            Log.HistoryPrepared(_logger, added[0]);
        }

        return added[0];
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            await AddHistoryAsync(DaysAhead, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (PostgresFailures.IsTransient(exception))
        {
            // This must not prevent pruning: there are days left, and a finish adds the day it needs.
            Log.HistoryNotPrepared(_logger, exception);
        }
    }

    private async Task<int> DropDaysAsync(PruneRequest request, CancellationToken cancellationToken)
    {
        long total = 0;
        while (total <= int.MaxValue / 2)
        {
            foreach (var statement in _pruneBelongings)
            {
                await RemoveBelongingsAsync(statement, request, cancellationToken).ConfigureAwait(false);
            }

            var dropped = await _parts.Runner.ReadAsync(
                (commands, token) => commands.QueryAsync(
                    _pruneFinished, static reader =>
                        reader.IsDBNull(0)
                            ? (long?)null
                            : reader.GetInt64(0), token, SqlArgument.Interval("retention", request.FinishedRetention), _parts.Now()),
                cancellationToken).ConfigureAwait(false);
            if (dropped[0] is not { } held)
            {
                break;
            }

            if (held < 0)
            {
                Log.HistoryInUse(_logger);
                break;
            }

            total += held;
        }

        return (int)Math.Min(total, int.MaxValue / 2);
    }

    private Task RemoveBelongingsAsync(SqlStatement statement, PruneRequest request, CancellationToken cancellationToken) => RepeatAsync(
        (commands, limit, token) => commands.ExecuteAsync(
            statement, token, SqlArgument.Interval("retention", request.FinishedRetention), SqlArgument.Number("limit", limit),
            _parts.Now()),
        request,
        cancellationToken);

    /// <summary>Repeats a step, each time in its own transaction, until it removes less than its limit.</summary>
    private async Task RepeatAsync(
        Func<SqlCommands, int, CancellationToken, ValueTask<int>> remove, PruneRequest request, CancellationToken cancellationToken)
    {
        int limit = Math.Max(request.Limit, 1);
        for (int step = 0; step < StepsPerDay; step++)
        {
            int removed = await _parts.Runner.WriteOneAsync(
                (commands, token) => remove(commands, limit, token), cancellationToken).ConfigureAwait(false);
            if (removed < limit)
            {
                return;
            }
        }
    }
}
