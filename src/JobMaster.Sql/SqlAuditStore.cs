using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>Reads and prunes the audit of a relational store.</summary>
[Experimental("JM9001")]
public sealed class SqlAuditStore : IAuditStore
{
    private readonly SqlStoreParts parts;
    private readonly SqlAudit audit;
    private readonly SqlStatement pruneAudit;
    private readonly SqlStatement listCallAudit;

    /// <summary>Creates the audit of one store.</summary>
    /// <param name="parts">The shared parts of the store.</param>
    public SqlAuditStore(SqlStoreParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        this.parts = parts;
        audit = new SqlAudit(parts);
        pruneAudit = parts.Statements["prune_audit"];
        listCallAudit = parts.Statements["list_call_audit"];
    }

    /// <inheritdoc/>
    public Task FileAsync(NewAuditEntry entry, CancellationToken cancellationToken) => parts.Runner.WriteOneAsync(
        async (commands, token) =>
        {
            await audit.FileAsync(commands, [entry], token).ConfigureAwait(false);
            return 1;
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AuditEntry>> ListAsync(AuditListRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        bool isOfCalls = request.CallKeyFrom is not null && request.CallKeyBefore is not null;
        var names = new List<string> { isOfCalls ? "list_called_audit" : "list_audit" };
        var arguments = new List<SqlArgument> { SqlArgument.Number("limit", request.Limit) };
        if (isOfCalls)
        {
            arguments.Add(SqlArgument.Text("call_from", StoredText.Clean(request.CallKeyFrom)));
            arguments.Add(SqlArgument.Text("call_before", StoredText.Clean(request.CallKeyBefore)));
        }

        Add(request.Who is not null, "list_audit_who", SqlArgument.Text("who", StoredText.Clean(request.Who)));
        Add(
            request.ActionFrom is not null && request.ActionBefore is not null,
            "list_audit_action",
            SqlArgument.Text("action_from", StoredText.Clean(request.ActionFrom)),
            SqlArgument.Text("action_before", StoredText.Clean(request.ActionBefore)));
        Add(request.TargetKind is not null, "list_audit_kind", SqlArgument.Text("target_kind", StoredText.Clean(request.TargetKind)));
        Add(request.TargetId is not null, "list_audit_target", SqlArgument.Text("target_id", StoredText.Clean(request.TargetId)));
        Add(request.From is not null, "list_audit_from", SqlArgument.Time("filed_from", request.From));
        Add(request.Before is not null, "list_audit_before", SqlArgument.Time("filed_before", request.Before));
        Add(
            request.After is not null,
            "list_audit_after",
            SqlArgument.Time("after_time", request.After?.At),
            SqlArgument.Id("after_id", request.After?.Id));
        names.Add("list_audit_order");
        return await parts.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(parts.Statements.Compose([.. names]), ReadEntry, token, [.. arguments]),
            cancellationToken).ConfigureAwait(false);

        void Add(bool isAsked, string fragment, params ReadOnlySpan<SqlArgument> asked)
        {
            if (isAsked)
            {
                names.Add(fragment);
                arguments.AddRange(asked);
            }
        }
    }

    /// <inheritdoc/>
    public Guid GetNewCallId() => audit.NewId();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AuditEntry>> ListOfCallAsync(
        AuditCall call, IReadOnlyList<string> targets, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(targets);
        var names = SqlArgument.Json("names", JsonRows.Texts(targets.Select(static target => StoredText.Clean(target))));
        return await parts.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(
                listCallAudit, ReadEntry, token, names, SqlArgument.Id("call_first", call.First), SqlArgument.Id("call_last", call.Last)),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<int> PruneAsync(TimeSpan retention, int limit, CancellationToken cancellationToken) => parts.Runner.WriteOneAsync(
        (commands, token) => commands.ExecuteAsync(
            pruneAudit, token, SqlArgument.Interval("retention", retention), SqlArgument.Number("limit", limit), parts.Now()),
        cancellationToken);

    private AuditEntry ReadEntry(DbDataReader reader) => new()
    {
        Id = parts.Dialect.ReadId(reader, 0),
        At = parts.Dialect.ReadTime(reader, 1),
        Who = reader.GetString(2),
        Host = reader.GetString(3),
        Source = reader.Text(4),
        Action = reader.GetString(5),
        TargetKind = reader.GetString(6),
        TargetId = reader.GetString(7),
        Reason = reader.Text(8),
        Before = reader.Text(9),
        After = reader.Text(10),
        OperationId = parts.Dialect.Id(reader, 11),
        CallKey = reader.Text(12),
    };
}
