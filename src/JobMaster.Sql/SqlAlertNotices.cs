using System.Data.Common;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// The notices of alerts: one row for each alert and sink. The row holds the stage to send to the sink and the stage already sent. The
/// evaluation raises the first and the sender the second. Both write the same row, so neither overwrites the other's work.
/// </summary>
internal sealed class SqlAlertNotices(SqlStoreParts parts)
{
    private readonly SqlStatement aim = parts.Statements["aim_alert_notices"];
    private readonly SqlStatement findDue = parts.Statements["find_due_alert_notice"];
    private readonly SqlStatement takeDue = parts.Statements["take_due_alert_notice"];
    private readonly SqlStatement lease = parts.Statements["lease_alert_notice"];
    private readonly SqlStatement readAlert = parts.Statements["read_alert"];
    private readonly SqlStatement settleFired = parts.Statements["settle_fired_notice"];
    private readonly SqlStatement settleResolved = parts.Statements["settle_resolved_notice"];
    private readonly SqlStatement putOff = parts.Statements["put_off_alert_notice"];

    public async ValueTask AimAsync(
        SqlCommands commands, IReadOnlyList<StoredAlert> alerts, IReadOnlyList<string> sinks, CancellationToken cancellationToken)
    {
        if (alerts.Count == 0 || sinks.Count == 0)
        {
            return;
        }

        string rows = JsonRows.Write(
            alerts.SelectMany(alert => sinks.Select(sink => (alert, sink))), static (writer, row) =>
            {
                writer.WriteStartObject();
                writer.Id("alert_id", row.alert.Id);
                writer.Text("sink", row.sink);
                writer.Number("stage", row.alert.Stage);
                writer.WriteEndObject();
            });
        await commands.ExecuteAsync(aim, cancellationToken, SqlArgument.Json("notices", rows), parts.Now()).ConfigureAwait(false);
    }

    public async Task<StoredAlertNotice?> ClaimAsync(string sink, TimeSpan time, CancellationToken cancellationToken)
    {
        var due = await parts.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(findDue, static _ => 1, token, SqlArgument.Text("sink", sink), parts.Now()),
            cancellationToken).ConfigureAwait(false);
        return due.Count == 0
            ? null
            : await parts.Runner.WriteAsync((commands, token) => ClaimAsync(commands, sink, time, token), cancellationToken)
                .ConfigureAwait(false);
    }

    public async Task<bool> SettleAsync(StoredAlertNotice notice, TimeSpan quiet, CancellationToken cancellationToken)
    {
        bool fired = notice.Stage % 2 == 1;
        return await parts.Runner.WriteOneAsync(
            (commands, token) => commands.ExecuteAsync(
                fired ? settleFired : settleResolved, token,
                [.. Of(notice), parts.Now(), .. fired ? [SqlArgument.Interval("delay", quiet)] : Array.Empty<SqlArgument>()]),
            cancellationToken).ConfigureAwait(false) > 0;
    }

    public async Task<bool> PutOffAsync(StoredAlertNotice notice, TimeSpan pause, CancellationToken cancellationToken) =>
        await parts.Runner.WriteOneAsync(
            (commands, token) => commands.ExecuteAsync(
                putOff, token, [.. Of(notice), parts.Now(), SqlArgument.Interval("delay", pause)]),
            cancellationToken).ConfigureAwait(false) > 0;

    private static SqlArgument[] Of(StoredAlertNotice notice) =>
    [
        SqlArgument.Id("alert_id", notice.Alert.Id), SqlArgument.Text("sink", notice.Sink), SqlArgument.Number("sent", notice.Stage),
        SqlArgument.Number("claim_no", notice.ClaimNo),
    ];

    private async ValueTask<StoredAlertNotice?> ClaimAsync(
        SqlCommands commands, string sink, TimeSpan time, CancellationToken cancellationToken)
    {
        var name = SqlArgument.Text("sink", sink);
        var taken = await commands.QueryAsync(takeDue, ReadTaken, cancellationToken, name, parts.Now()).ConfigureAwait(false);
        if (taken is not [var notice])
        {
            return null;
        }

        await commands.ExecuteAsync(
            lease, cancellationToken, SqlArgument.Id("alert_id", notice.AlertId), name, SqlArgument.Interval("delay", time), parts.Now())
            .ConfigureAwait(false);

        // Read after the row is held: a transaction that moves the alert on needs that row too, so the two agree.
        var alert = await commands.QueryAsync(
            readAlert, reader => AlertRow.Read(parts.Dialect, reader), cancellationToken, SqlArgument.Id("id", notice.AlertId))
            .ConfigureAwait(false);
        return alert.Count == 0
            ? null
            : new StoredAlertNotice(
                alert[0], sink, StoredAlertNotice.StageToSend(notice.Sent, notice.Stage), notice.ClaimNo + 1, notice.Attempts + 1);
    }

    private (Guid AlertId, long Stage, long Sent, long ClaimNo, int Attempts) ReadTaken(DbDataReader reader) =>
        (parts.Dialect.ReadId(reader, 0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt32(4));
}
