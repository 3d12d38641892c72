using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>The failed jobs of a relational store, and their groups.</summary>
[Experimental("JM9001")]
public sealed class SqlFailureStore : IFailureStore
{
    private readonly SqlStoreParts parts;
    private readonly SqlAudit audit;
    private readonly SqlJobReplay replay;
    private readonly SqlJobDiscard discard;
    private readonly SqlJobCopy copy;
    private readonly SqlStatement listGroups;
    private readonly SqlStatement muteFailures;
    private readonly SqlStatement unmuteFailures;
    private readonly SqlStatement holdDeltas;
    private readonly SqlStatement foldFailures;
    private readonly SqlStatement dropDeltas;
    private readonly Func<DbDataReader, StoredFailureGroup> readGroup;
    private readonly Func<DbDataReader, Guid> readId;

    /// <summary>Creates the failures of one store.</summary>
    /// <param name="parts">The shared parts of the store.</param>
    /// <param name="entry">Where jobs become live.</param>
    public SqlFailureStore(SqlStoreParts parts, SqlJobEntry entry)
    {
        ArgumentNullException.ThrowIfNull(parts);
        this.parts = parts;
        audit = new SqlAudit(parts);
        replay = new SqlJobReplay(parts, entry);
        discard = new SqlJobDiscard(parts);
        copy = new SqlJobCopy(parts, entry);
        listGroups = parts.Statements["list_failure_groups"];
        muteFailures = parts.Statements["mute_failures"];
        unmuteFailures = parts.Statements["unmute_failures"];
        holdDeltas = parts.Statements["hold_failure_deltas"];
        foldFailures = parts.Statements["fold_failures"];
        dropDeltas = parts.Statements["drop_failure_deltas"];
        readGroup = ReadGroup;
        readId = parts.Dialect.SoleId;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredFailureGroup>> ListGroupsAsync(
        FailureGroupRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await parts.Runner.ReadAsync(
            (commands, token) => ListGroupsAsync(commands, request, token), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<bool> MuteAsync(
        string fingerprint, DateTimeOffset? until, int growth, NewAuditEntry audit, CancellationToken cancellationToken) =>
        parts.Runner.WriteAsync(
            (commands, token) => MuteAsync(commands, fingerprint, until, growth, audit, token), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ReplayResult>> ReplayAsync(
        IReadOnlyList<Guid> ids, StoredReplay change, AuditOrigin? by, CancellationToken cancellationToken) =>
        WriteAsync(
            (commands, arrived, token) => replay.RunAsync(commands, ids, by, arrived, token, change), cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Guid>> DiscardAsync(
        IReadOnlyList<Guid> ids, AuditOrigin by, CancellationToken cancellationToken) =>
        await parts.Runner.WriteAsync((commands, token) => discard.DiscardAsync(commands, ids, by, token), cancellationToken)
            .ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Guid>> RestoreAsync(
        IReadOnlyList<Guid> ids, AuditOrigin by, CancellationToken cancellationToken) =>
        await parts.Runner.WriteAsync((commands, token) => discard.RestoreAsync(commands, ids, by, token), cancellationToken)
            .ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<bool> CopyAsync(Guid id, Guid copyId, StoredReplay? change, AuditOrigin by, CancellationToken cancellationToken) =>
        WriteAsync((commands, arrived, token) => copy.RunAsync(commands, id, copyId, change, by, arrived, token), cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredJob>> ExportAsync(
        JobOperationFilter filter, Guid? after, int limit, CancellationToken cancellationToken)
    {
        var spec = new OperationSpec { Kind = JobOperationKind.Replay, Filter = filter };
        var (statement, arguments) = new OperationQuery(parts, spec).Export(limit, after);
        return await parts.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(statement, new JobRow(parts.Dialect).ReadStored, token, arguments), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<int> FoldAsync(int limit, CancellationToken cancellationToken) =>
        parts.Runner.WriteAsync((commands, token) => FoldAsync(commands, limit, token), cancellationToken);

    /// <summary>
    /// Runs a unit that makes jobs wait. Reports these jobs once it is committed, or may be committed because only the reply was lost.
    /// </summary>
    private async Task<T> WriteAsync<T>(
        Func<SqlCommands, Action<JobQueue, DateTimeOffset>, CancellationToken, ValueTask<T>> unit, CancellationToken cancellationToken)
    {
        var arrivals = new List<(JobQueue Queue, DateTimeOffset DueAt)>();
        try
        {
            return await parts.Runner.WriteAsync(
                (commands, token) => unit(commands, (queue, dueAt) => arrivals.Add((queue, dueAt)), token),
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            arrivals.ForEach(arrival => parts.Arrived?.Invoke(arrival.Queue, arrival.DueAt));
        }
    }

    private ValueTask<List<StoredFailureGroup>> ListGroupsAsync(
        SqlCommands commands, FailureGroupRequest request, CancellationToken cancellationToken) =>
        commands.QueryAsync(
            listGroups, readGroup, cancellationToken, SqlArgument.Text("fingerprint", StoredText.Clean(request.Fingerprint)),
            SqlArgument.Flag("with_muted", request.WithMuted), SqlArgument.Number("limit", request.Limit), parts.Now());

    private async ValueTask<bool> MuteAsync(
        SqlCommands commands, string fingerprint, DateTimeOffset? until, int growth, NewAuditEntry entry,
        CancellationToken cancellationToken)
    {
        if (until is null)
        {
            int unmuted = await commands.ExecuteAsync(
                unmuteFailures, cancellationToken, SqlArgument.Text("fingerprint", StoredText.Clean(fingerprint)), parts.Now())
                .ConfigureAwait(false);
            if (unmuted > 0)
            {
                await audit.FileAsync(commands, [entry], cancellationToken).ConfigureAwait(false);
            }

            return unmuted > 0;
        }

        var request = new FailureGroupRequest(1, fingerprint);
        if (await ListGroupsAsync(commands, request, cancellationToken).ConfigureAwait(false) is not [var group])
        {
            return false;
        }

        if (group.IsMutedSo(until.Value, growth))
        {
            return false;
        }

        await commands.ExecuteAsync(
            muteFailures, cancellationToken, SqlArgument.Text("fingerprint", group.Fingerprint), SqlArgument.Time("until", until),
            SqlArgument.Number("below", checked(group.Jobs * growth))).ConfigureAwait(false);
        await audit.FileAsync(commands, [entry], cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async ValueTask<int> FoldAsync(SqlCommands commands, int limit, CancellationToken cancellationToken)
    {
        var held = await commands.QueryAsync(holdDeltas, readId, cancellationToken, SqlArgument.Number("limit", limit))
            .ConfigureAwait(false);
        if (held.Count > 0)
        {
            var ids = SqlArgument.Json("ids", JsonRows.Ids(held));
            await commands.ExecuteAsync(foldFailures, cancellationToken, ids).ConfigureAwait(false);
            await commands.ExecuteAsync(dropDeltas, cancellationToken, ids).ConfigureAwait(false);
        }

        return held.Count;
    }

    private StoredFailureGroup ReadGroup(DbDataReader reader) => new()
    {
        Fingerprint = reader.GetString(0),
        Jobs = reader.GetInt64(1),
        FirstAt = parts.Dialect.ReadTime(reader, 2),
        LastAt = parts.Dialect.ReadTime(reader, 3),
        MutedUntil = parts.Dialect.Time(reader, 4),
        MutedBelow = reader.GetInt64(5),
        ExampleId = parts.Dialect.Id(reader, 6),
        ExampleDefinitionId = reader.Text(7),
        ExampleLane = reader.Text(8),
        ExampleError = reader.Text(9),
    };
}
