using System.Text.Json;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Adds audit entries in the transaction of the operator's change. It only inserts, with one statement for any number of entries.
/// </summary>
internal sealed class SqlAudit(SqlStoreParts parts)
{
    private readonly SqlStatement insertAudit = parts.Statements["insert_audit"];
    private readonly TimeProvider clock = parts.StoreClock ?? TimeProvider.System;

    public Guid NewId() => parts.AuditIds.Next(clock.GetUtcNow());

    public async ValueTask FileAsync(SqlCommands commands, IReadOnlyCollection<NewAuditEntry> entries, CancellationToken cancellationToken)
    {
        if (entries.Count > 0)
        {
            await commands.ExecuteAsync(
                insertAudit, cancellationToken, SqlArgument.Json("audits", JsonRows.Write(entries, Write)), parts.Now())
                .ConfigureAwait(false);
        }
    }

    private void Write(Utf8JsonWriter writer, NewAuditEntry entry)
    {
        writer.WriteStartObject();
        writer.Id("id", entry.Origin.Call?.NextId() ?? NewId());
        writer.Text("who", entry.Origin.Who);
        writer.Text("host", entry.Origin.Host);
        writer.Text("source", entry.Origin.Source);
        writer.Text("action", entry.Action);
        writer.Text("target_kind", entry.TargetKind);
        writer.Text("target_id", entry.TargetId);
        writer.Text("reason", entry.Origin.Reason);
        writer.Text("old_values", entry.Before);
        writer.Text("new_values", entry.After);
        writer.Id("operation_id", entry.Origin.OperationId);
        writer.Text("call_key", entry.Origin.CallKey);
        writer.WriteEndObject();
    }
}
