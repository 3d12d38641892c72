using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>The bulk operations on jobs of a relational store.</summary>
[Experimental("JM9001")]
public sealed class SqlOperationStore : IOperationStore
{
    private const int Samples = 5;

    /// <summary>How long an operation waits after a step that failed.</summary>
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    private readonly SqlStoreParts parts;
    private readonly SqlAudit audit;
    private readonly SqlOperationWork work;
    private readonly SqlStatement insertOperation;
    private readonly SqlStatement leaveJobs;
    private readonly SqlStatement raiseControlVersion;
    private readonly SqlStatement readOperation;
    private readonly SqlStatement setOperation;
    private readonly SqlStatement postponeOperation;
    private readonly SqlStatement pruneJobs;
    private readonly SqlStatement pruneCanaries;
    private readonly SqlStatement pruneOperations;
    private readonly Func<DbDataReader, StoredOperation> readRow;
    private readonly Func<DbDataReader, Guid> readId;
    private readonly Func<DbDataReader, (Guid Id, int Kept)> readFound;

    /// <summary>Creates the operations of one store.</summary>
    /// <param name="parts">The shared parts of the store.</param>
    /// <param name="entry">Where jobs become live.</param>
    /// <param name="exit">Where jobs leave live work.</param>
    public SqlOperationStore(SqlStoreParts parts, SqlJobEntry entry, SqlJobExit exit)
    {
        ArgumentNullException.ThrowIfNull(parts);
        this.parts = parts;
        audit = new SqlAudit(parts);
        work = new SqlOperationWork(parts, entry, exit);
        insertOperation = parts.Statements["insert_operation"];
        leaveJobs = parts.Statements["leave_operation_jobs"];
        raiseControlVersion = parts.Statements["raise_control_version"];
        readOperation = parts.Statements["read_operation"];
        setOperation = parts.Statements["set_operation"];
        postponeOperation = parts.Statements["postpone_operation"];
        pruneJobs = parts.Statements["prune_operation_jobs"];
        pruneCanaries = parts.Statements["prune_operation_canaries"];
        pruneOperations = parts.Statements["prune_operations"];
        readRow = reader => OperationRow.Read(parts.Dialect, reader);
        readId = parts.Dialect.SoleId;
        readFound = reader => (parts.Dialect.ReadId(reader, 0), reader.GetInt32(1));
    }

    /// <inheritdoc/>
    public async Task<OperationMatch> FindAsync(
        OperationSpec spec, IReadOnlyList<Guid> jobIds, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var (statement, arguments) = spec.Filter is null
            ? new OperationQuery(parts, spec).Find(limit, OperationQuery.NoCutoff, ids: SqlArgument.Json("ids", JsonRows.Ids(jobIds)))
            : new OperationQuery(parts, spec).Find(limit, cutoff: null);
        var found = await parts.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(statement, readFound, token, arguments), cancellationToken).ConfigureAwait(false);
        return new OperationMatch(found.Count, found.Count(job => job.Kept == 1), [.. found.Take(Samples).Select(job => job.Id)])
        {
            OnAgent = found.Count(job => job.Kept == 2),
            CountedTo = found.Count == limit && limit > 1 ? found[^2].Id : null,
        };
    }

    /// <inheritdoc/>
    public async Task InsertAsync(NewOperation operation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(operation);
        await parts.Runner.WriteAsync((commands, token) => InsertAsync(commands, operation, token), cancellationToken)
            .ConfigureAwait(false);
        if (parts.Dialect.ClockStep is { Ticks: > 0 } step)
        {
            // Jobs that the caller schedules next do not belong to this operation. A timer may end a little early.
            await Task.Delay(2 * step, TimeProvider.System, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<StoredOperation?> GetAsync(Guid id, CancellationToken cancellationToken) =>
        (await parts.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(readOperation, readRow, token, SqlArgument.Id("id", id)), cancellationToken)
            .ConfigureAwait(false)).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredOperation>> ListAsync(
        JobOperationState? state, Guid? after, int limit, CancellationToken cancellationToken)
    {
        List<string> names = ["list_operations"];
        List<SqlArgument> arguments = [SqlArgument.Number("limit", limit)];
        if (state is { } asked)
        {
            names.Add("list_operations_state");
            arguments.Add(SqlArgument.Number("state", (int)asked));
        }

        if (after is not null)
        {
            names.Add("list_live_after");
            arguments.Add(SqlArgument.Id("after_id", after));
        }

        names.Add("list_operations_order");
        return await parts.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(parts.Statements.Compose([.. names]), readRow, token, [.. arguments]),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<bool> SetStateAsync(Guid id, JobOperationState state, NewAuditEntry audit, CancellationToken cancellationToken) =>
        parts.Runner.WriteAsync((commands, token) => SetStateAsync(commands, id, state, audit, token), cancellationToken);

    /// <inheritdoc/>
    public async Task<OperationWork?> WorkAsync(int limit, IReplayCheck? check, CancellationToken cancellationToken)
    {
        var arrivals = new List<(JobQueue Queue, DateTimeOffset DueAt)>();
        Guid? taken = null;
        try
        {
            return await parts.Runner.WriteAsync(
                (commands, token) => work.RunAsync(
                    commands, limit, check, (queue, dueAt) => arrivals.Add((queue, dueAt)), id => taken = id, token),
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (taken is not null && exception is not OperationCanceledException)
        {
            await PostponeAsync(taken.Value, exception, cancellationToken).ConfigureAwait(false);
            throw;
        }
        finally
        {
            // Also after a failure, because it may be committed anyway.
            arrivals.ForEach(arrival => parts.Arrived?.Invoke(arrival.Queue, arrival.DueAt));
        }
    }

    /// <inheritdoc/>
    public Task<int> PruneAsync(TimeSpan retention, int limit, CancellationToken cancellationToken)
    {
        SqlArgument[] old = [SqlArgument.Interval("retention", retention), parts.Now()];
        SqlArgument[] limited = [.. old, SqlArgument.Number("limit", limit)];
        return parts.Runner.WriteAsync(
            async (commands, token) =>
            {
                int jobs = await commands.ExecuteAsync(pruneJobs, token, limited).ConfigureAwait(false);
                await commands.ExecuteAsync(pruneCanaries, token, old).ConfigureAwait(false);
                return jobs + await commands.ExecuteAsync(pruneOperations, token, limited).ConfigureAwait(false);
            },
            cancellationToken);
    }

    /// <summary>Lets the other operations continue before one whose transaction failed.</summary>
    private async Task PostponeAsync(Guid id, Exception exception, CancellationToken cancellationToken)
    {
        try
        {
            await parts.Runner.WriteOneAsync(
                (commands, token) => commands.ExecuteAsync(
                    postponeOperation, token, SqlArgument.Id("id", id),
                    SqlArgument.Number("delay", SqlTime.ToMicroseconds(AfterFailure)),
                    SqlArgument.Text("note", StoredText.Clean($"The last step failed and is tried again: {exception.Message}")),
                    parts.Now()),
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception second) when (second is DbException or JobMasterException or OperationCanceledException or TimeoutException)
        {
            // The first failure says what is wrong.
        }
    }

    private async ValueTask<bool> InsertAsync(SqlCommands commands, NewOperation operation, CancellationToken cancellationToken)
    {
        var inserted = await commands.QueryAsync(
            insertOperation,
            readId,
            cancellationToken,
            SqlArgument.Id("id", operation.Id),
            SqlArgument.Text("spec", operation.Spec.ToJson()),
            SqlArgument.Text("who", StoredText.Clean(operation.By.Who)),
            SqlArgument.Text("host", StoredText.Clean(operation.By.Host)),
            SqlArgument.Text("source", StoredText.Clean(operation.By.Source)),
            SqlArgument.Text("reason", StoredText.Clean(operation.By.Reason)),
            SqlArgument.Number("matched", operation.Matched),
            SqlArgument.Flag("is_capped", operation.IsCapped),
            SqlArgument.Id("counted", operation.CountedTo),
            SqlArgument.Flag("is_scanned", operation.Spec.Filter is null),
            SqlArgument.Number("stage", operation.Spec.TryFirst is null ? 0 : (int)OperationStage.First),
            parts.Now()).ConfigureAwait(false);
        if (inserted.Count == 0)
        {
            return false;
        }

        if (operation.JobIds.Count > 0)
        {
            await commands.ExecuteAsync(
                leaveJobs,
                cancellationToken,
                SqlArgument.Id("operation_id", operation.Id),
                SqlArgument.Json("ids", JsonRows.Ids(operation.JobIds))).ConfigureAwait(false);
        }

        await audit.FileAsync(commands, [operation.Audit], cancellationToken).ConfigureAwait(false);
        await commands.ExecuteAsync(raiseControlVersion, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async ValueTask<bool> SetStateAsync(
        SqlCommands commands, Guid id, JobOperationState state, NewAuditEntry entry, CancellationToken cancellationToken)
    {
        var set = await commands.QueryAsync(
            setOperation,
            readId,
            cancellationToken,
            SqlArgument.Id("id", id),
            SqlArgument.Number("state", (int)state),
            SqlArgument.Flag("is_over", state == JobOperationState.Cancelled),
            parts.Now()).ConfigureAwait(false);
        if (set.Count == 0)
        {
            return false;
        }

        await audit.FileAsync(commands, [entry], cancellationToken).ConfigureAwait(false);
        await commands.ExecuteAsync(raiseControlVersion, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
