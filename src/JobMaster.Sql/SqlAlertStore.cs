using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>The alerts of a relational store.</summary>
[Experimental("JM9001")]
public sealed class SqlAlertStore : IAlertStore
{
    private readonly SqlStoreParts parts;
    private readonly SqlAlertNotices notices;
    private readonly SqlStatement findTurn;
    private readonly SqlStatement takeTurn;
    private readonly SqlStatement endTurn;
    private readonly SqlStatement readTime;
    private readonly SqlStatement listOpen;
    private readonly SqlStatement listGiven;
    private readonly SqlStatement writeAlerts;
    private readonly SqlStatement dropAlerts;
    private readonly SqlStatement pruneAlerts;
    private readonly SqlStatement pruneNotices;
    private readonly SqlStatement listAlerts;
    private readonly SqlStatement readWaits;
    private readonly SqlStatement readGrowing;
    private readonly SqlStatement readMissed;
    private readonly Func<DbDataReader, StoredAlert> readAlert;

    /// <summary>Creates the alerts of one store.</summary>
    /// <param name="parts">The shared parts of the store.</param>
    public SqlAlertStore(SqlStoreParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        this.parts = parts;
        notices = new SqlAlertNotices(parts);
        findTurn = parts.Statements["find_alert_turn"];
        takeTurn = parts.Statements["take_alert_turn"];
        endTurn = parts.Statements["end_alert_turn"];
        readTime = parts.Statements["read_store_time"];
        listOpen = parts.Statements["list_open_alerts"];
        listGiven = parts.Statements["list_given_alerts"];
        writeAlerts = parts.Statements["write_alerts"];
        dropAlerts = parts.Statements["drop_alerts"];
        pruneAlerts = parts.Statements["prune_alerts"];
        pruneNotices = parts.Statements["prune_alert_notices"];
        listAlerts = parts.Statements["list_alerts"];
        readWaits = parts.Statements["read_lane_waits"];
        readGrowing = parts.Statements["read_growing_failures"];
        readMissed = parts.Statements["read_missed_occurrences"];
        readAlert = reader => AlertRow.Read(parts.Dialect, reader);
    }

    /// <inheritdoc/>
    public async Task<bool> TakeTurnAsync(Guid turn, TimeSpan lease, CancellationToken cancellationToken)
    {
        var own = SqlArgument.Id("turn", turn);
        var free = await parts.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(findTurn, static _ => 1, token, own, parts.Now()), cancellationToken)
            .ConfigureAwait(false);
        return free.Count > 0
            && await parts.Runner.WriteOneAsync(
                (commands, token) => commands.ExecuteAsync(
                    takeTurn, token, own, SqlArgument.Interval("delay", lease), parts.Now()),
                cancellationToken).ConfigureAwait(false) > 0;
    }

    /// <inheritdoc/>
    public Task<AlertRoundResult?> ApplyAsync(AlertRound round, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(round);
        return parts.Runner.WriteAsync((commands, token) => ApplyAsync(commands, round, token), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<StoredAlertNotice?> ClaimAsync(string sink, TimeSpan lease, CancellationToken cancellationToken) =>
        notices.ClaimAsync(sink, lease, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> SettleAsync(StoredAlertNotice notice, TimeSpan quiet, CancellationToken cancellationToken) =>
        notices.SettleAsync(notice, quiet, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> PutOffAsync(StoredAlertNotice notice, TimeSpan pause, CancellationToken cancellationToken) =>
        notices.PutOffAsync(notice, pause, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredAlert>> ListAsync(AlertListRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await parts.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(
                listAlerts, readAlert, token, SqlArgument.Flag("with_firing", request.Firing != false),
                SqlArgument.Flag("with_resolved", request.Firing != true), SqlArgument.Number("limit", request.Limit)),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LaneWait>> ReadWaitsAsync(CancellationToken cancellationToken) =>
        await parts.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(
                readWaits,
                reader => new LaneWait(
                    reader.GetString(0), parts.Dialect.ReadTime(reader, 2) - parts.Dialect.ReadTime(reader, 1)),
                token, parts.Now()),
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<GrowingFailures>> ReadGrowingFailuresAsync(
        GrowingFailuresRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await parts.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(
                readGrowing,
                static reader => new GrowingFailures(
                    reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt32(3) != 0, reader.GetInt64(4),
                    reader.Text(5), reader.Text(6)),
                token, SqlArgument.Interval("retention", request.Within), SqlArgument.Number("growth", request.Growth),
                SqlArgument.Flag("with_new", request.WithNew), SqlArgument.Number("most_jobs", request.MostJobs),
                SqlArgument.Number("limit", request.Limit), parts.Now()),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<MissedOccurrences>> ReadMissedAsync(
        MissedOccurrencesRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await parts.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(
                readMissed,
                reader => new MissedOccurrences(
                    parts.Dialect.ReadId(reader, 0), reader.GetString(1) is { Length: > 0 } profile ? profile : null,
                    reader.Text(2), reader.GetString(3), reader.GetInt64(4),
                    parts.Dialect.ReadTime(reader, 5), parts.Dialect.ReadTime(reader, 6)),
                token, SqlArgument.Interval("retention", request.Within), SqlArgument.Text("cause", request.Cause + "%"),
                SqlArgument.Number("limit", request.Limit), parts.Now()),
            cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<AlertRoundResult?> ApplyAsync(SqlCommands commands, AlertRound round, CancellationToken cancellationToken)
    {
        int held = await commands.ExecuteAsync(
            endTurn, cancellationToken, SqlArgument.Id("turn", round.Turn), SqlArgument.Interval("delay", round.NextIn), parts.Now())
            .ConfigureAwait(false);
        if (held == 0)
        {
            return null;
        }

        var now = await commands.QueryAsync(readTime, reader => parts.Dialect.ReadTime(reader, 0), cancellationToken, parts.Now())
            .ConfigureAwait(false);
        var stored = await commands.QueryAsync(listOpen, readAlert, cancellationToken).ConfigureAwait(false);
        if (AlertChanges.IdsOf(round) is { Count: > 0 } ids)
        {
            stored.AddRange(
                await commands.QueryAsync(listGiven, readAlert, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(ids)))
                    .ConfigureAwait(false));
        }

        var changes = new AlertChanges(stored, round, now[0]);
        await WriteAsync(commands, changes, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<StoredAlert> sent = [.. round.MeetsSinks ? changes.Firing : changes.Fired, .. changes.Resolved];
        await notices.AimAsync(commands, sent, round.Sinks, cancellationToken).ConfigureAwait(false);
        if (round.Retention is { } retention)
        {
            await commands.ExecuteAsync(pruneAlerts, cancellationToken, SqlArgument.Interval("retention", retention), parts.Now())
                .ConfigureAwait(false);
            await commands.ExecuteAsync(pruneNotices, cancellationToken).ConfigureAwait(false);
        }

        return new AlertRoundResult(changes.Fired, changes.Resolved);
    }

    private async ValueTask WriteAsync(SqlCommands commands, AlertChanges changes, CancellationToken cancellationToken)
    {
        if (changes.Written.Count > 0)
        {
            await commands.ExecuteAsync(
                writeAlerts, cancellationToken, SqlArgument.Json("alerts", JsonRows.Write(changes.Written, AlertRow.Write)))
                .ConfigureAwait(false);
        }

        if (changes.Dropped.Count > 0)
        {
            await commands.ExecuteAsync(dropAlerts, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(changes.Dropped)))
                .ConfigureAwait(false);
        }
    }
}
