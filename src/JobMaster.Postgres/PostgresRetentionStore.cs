using JobMaster.Sql;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace JobMaster.Postgres;

/// <summary>
/// Prepares history for the coming days, and drops days past their retention. It first deletes the rows that belong to their jobs, in short
/// steps. Then it drops the day itself, which takes at most 50 ms or is left for the next time. It prunes failed jobs one by one.
/// </summary>
internal sealed class PostgresRetentionStore : SqlRetentionStore
{
    private const int DaysAhead = 4;

    /// <summary>The number of batches per call, so that nothing else waits long for its turn.</summary>
    private const int PagesPerCall = 100;

    private readonly SqlStoreParts _parts;
    private readonly SqlStatement _prepareHistory;
    private readonly SqlStatement _pruneFinished;
    private readonly SqlStatement[] _pruneBelongings;
    private readonly SqlStatement _findKeptKeys;
    private readonly SqlStatement _readCutoff;
    private readonly SqlStatement _listPrunable;
    private readonly ILogger _logger;
    private Reached _reached = new(DateTimeOffset.MinValue, Guid.Empty);

    public PostgresRetentionStore(SqlStoreParts parts, ILogger logger)
        : base(parts)
    {
        _parts = parts;
        _logger = logger;
        _prepareHistory = parts.Statements["prepare_history"];
        _pruneFinished = parts.Statements["prune_finished"];
        _findKeptKeys = parts.Statements["find_kept_keys"];
        _readCutoff = parts.Statements["read_prune_cutoff"];
        _listPrunable = parts.Statements["list_prunable"];
        string[] belongings = ["prune_day_attempts", "prune_day_log", "prune_day_keys", "prune_day_rules", "prune_day_metadata"];
        _pruneBelongings = Array.ConvertAll(belongings, name => parts.Statements[name]);
    }

    public override async Task<int> PruneAsync(PruneRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        int finished = await DropDaysAsync(request, cancellationToken).ConfigureAwait(false);
        await PruneKeysAsync(request.Limit, cancellationToken).ConfigureAwait(false);
        await PruneNamesAsync(request, cancellationToken).ConfigureAwait(false);
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
            // This failure must not prevent pruning: there are days left, and a finish adds the day it needs.
            Log.HistoryNotPrepared(_logger, exception);
        }
    }

    private async Task<int> DropDaysAsync(PruneRequest request, CancellationToken cancellationToken)
    {
        var before = await ReadCutoffAsync(request, cancellationToken).ConfigureAwait(false);
        if (!await RemoveBelongingsAsync(before, Math.Max(request.Limit, 1), cancellationToken).ConfigureAwait(false))
        {
            return 0;
        }

        long total = 0;
        while (total <= int.MaxValue / 2)
        {
            var dropped = await _parts.Runner.ReadAsync(
                (commands, token) => commands.QueryAsync(
                    _pruneFinished, static reader => reader.IsDBNull(0) ? (long?)null : reader.GetInt64(0), token,
                    SqlArgument.Time("before", before)),
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

    private async Task<DateTimeOffset> ReadCutoffAsync(PruneRequest request, CancellationToken cancellationToken) =>
        (await _parts.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(
                _readCutoff, reader => _parts.Dialect.ReadTime(reader, 0), token,
                SqlArgument.Interval("retention", request.FinishedRetention), _parts.Now()),
            cancellationToken).ConfigureAwait(false))[0];

    /// <summary>
    /// Removes the rows that belong to the jobs of the days before an instant, some pages of jobs per call. The next call continues where
    /// this one ends, or at the first page with a key that another transaction has locked.
    /// </summary>
    /// <returns>Whether nothing is left, so that the days may be dropped.</returns>
    private async Task<bool> RemoveBelongingsAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        var reached = _reached.Before == before ? _reached : new Reached(before, Guid.Empty);
        Guid? again = null;
        for (int page = 0; page < PagesPerCall && !reached.IsThrough; page++)
        {
            var ids = await _parts.Runner.ReadAsync(
                (commands, token) => commands.QueryAsync(
                    _listPrunable, reader => _parts.Dialect.ReadId(reader, 0), token, SqlArgument.Time("before", before),
                    SqlArgument.Id("after_id", reached.LastId), SqlArgument.Number("limit", limit)),
                cancellationToken).ConfigureAwait(false);
            if (ids.Count > 0)
            {
                var of = SqlArgument.Json("ids", JsonRows.Ids(ids));
                foreach (var statement in _pruneBelongings)
                {
                    await RepeatAsync(statement, of, limit, cancellationToken).ConfigureAwait(false);
                }

                if (again is null && await HasKeptKeysAsync(of, cancellationToken).ConfigureAwait(false))
                {
                    again = reached.LastId;
                }

                reached = reached with { LastId = ids[^1] };
            }

            reached = reached with { IsThrough = ids.Count < limit };
            _reached = again is { } first ? new Reached(before, first) : reached;
        }

        return _reached.IsThrough;
    }

    private async Task<bool> HasKeptKeysAsync(SqlArgument ids, CancellationToken cancellationToken)
    {
        var kept = await _parts.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(
                _findKeptKeys, reader => _parts.Dialect.ReadId(reader, 0), token, ids, _parts.Now()),
            cancellationToken).ConfigureAwait(false);
        return kept.Count > 0;
    }

    /// <summary>Repeats a step, each time in its own transaction, until it finds less than its limit.</summary>
    private async Task RepeatAsync(SqlStatement statement, SqlArgument ids, int limit, CancellationToken cancellationToken)
    {
        long found;
        do
        {
            found = await _parts.Runner.WriteOneAsync(
                async (commands, token) => (await commands.QueryAsync(
                    statement, static reader => reader.GetInt64(0), token, ids, SqlArgument.Number("limit", limit), _parts.Now())
                    .ConfigureAwait(false))[0],
                cancellationToken).ConfigureAwait(false);
        }
        while (found >= limit);
    }

    /// <summary>The progress of the removal for the days before an instant.</summary>
    private sealed record Reached(DateTimeOffset Before, Guid LastId, bool IsThrough = false);
}
