using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>The live jobs of a relational store. Each call is one transaction whose steps stand in a class of their own.</summary>
[Experimental("JM9001")]
public sealed class SqlJobStore : IJobStore
{
    private readonly SqlStoreParts parts;
    private readonly SqlJobInsert insert;
    private readonly SqlJobRecord record;
    private readonly SqlJobClaim claim;
    private readonly SqlJobReport report;
    private readonly SqlJobCancel cancel;
    private readonly SqlJobReplay replay;
    private readonly SqlJobRescue rescue;
    private readonly SqlStatement rescheduleJob;
    private readonly SqlStatement unparkJobs;
    private readonly SqlStatement expireJobs;
    private readonly SqlStatement? removeJobs;
    private readonly Func<DbDataReader, Guid> readId;

    /// <summary>Creates the live jobs of one store.</summary>
    /// <param name="parts">What the store's parts share.</param>
    /// <param name="insert">The steps of an insert.</param>
    /// <param name="claim">The steps of a claim.</param>
    /// <param name="record">The steps of recording outcomes.</param>
    public SqlJobStore(SqlStoreParts parts, SqlJobInsert insert, SqlJobClaim claim, SqlJobRecord record)
    {
        ArgumentNullException.ThrowIfNull(parts);
        this.parts = parts;
        this.insert = insert;
        this.claim = claim;
        this.record = record;
        report = new SqlJobReport(parts);
        cancel = new SqlJobCancel(parts);
        replay = new SqlJobReplay(parts);
        rescue = new SqlJobRescue(parts);
        rescheduleJob = parts.Statements["reschedule_job"];
        unparkJobs = parts.Statements["unpark_jobs"];
        expireJobs = parts.Statements["expire_jobs"];
        removeJobs = parts.Removal("remove_jobs");
        readId = parts.Dialect.SoleId;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<InsertedJob>> InsertAsync(IReadOnlyList<NewJob> jobs, bool mayBeStored, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        if (jobs.Count == 0)
        {
            return [];
        }

        try
        {
            SqlUnit<IReadOnlyList<InsertedJob>> unit = (commands, token) => insert.RunAsync(commands, jobs, mayBeStored, token);
            return SqlJobInsert.IsOneStatement(jobs, mayBeStored)
                ? await parts.Runner.InsertAsync(unit, cancellationToken).ConfigureAwait(false)
                : await parts.Runner.WriteAsync(unit, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (parts.Dialect.ExplainRefusedSchedule(exception) is { } explained)
            {
                throw explained;
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredJob>> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        string excluded = request.ExcludedDefinitions.Count == 0 ? "[]" : JsonRows.Texts(request.ExcludedDefinitions);
        return RunAsync(SqlJobClaim.IsOneStatement(request), (commands, token) => claim.RunAsync(commands, request, excluded, token), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RecordResult>> RecordAsync(IReadOnlyList<AttemptOutcome> outcomes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        return outcomes.Count == 0
            ? Task.FromResult<IReadOnlyList<RecordResult>>([])
            : RunAsync(SqlJobRecord.IsOneStatement(outcomes), (commands, token) => record.RunAsync(commands, outcomes, token), cancellationToken);
    }

    /// <inheritdoc/>
    public Task ReportAsync(IReadOnlyList<AttemptReport> reports, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reports);
        return reports.Count == 0
            ? Task.CompletedTask
            : parts.Runner.WriteAsync((commands, token) => report.RunAsync(commands, reports, token), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<CancelResult>> CancelAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return parts.Runner.WriteAsync((commands, token) => cancel.RunAsync(commands, ids, token), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> RescheduleAsync(Guid id, DateTimeOffset dueAt, CancellationToken cancellationToken) =>
        await parts.Runner.WriteAsync(
            (commands, token) => commands.ExecuteAsync(rescheduleJob, token, SqlArgument.Id("id", id), SqlArgument.Time("due_at", dueAt)),
            cancellationToken).ConfigureAwait(false) > 0;

    /// <inheritdoc/>
    public Task<IReadOnlyList<Guid>> ReplayAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return parts.Runner.WriteAsync((commands, token) => replay.RunAsync(commands, ids, token), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> UnparkAsync(IReadOnlyList<string> definitionIds, bool unreadableToo, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definitionIds);
        string definitions = JsonRows.Texts(definitionIds);
        return parts.Runner.WriteAsync(
            (commands, token) => commands.ExecuteAsync(unparkJobs, token, SqlArgument.Json("definitions", definitions), SqlArgument.Flag("unreadable_too", unreadableToo)),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RescuedJob>> RescueAsync(RescueRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return parts.Runner.WriteAsync((commands, token) => rescue.RunAsync(commands, request, token), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> ExpireAsync(int limit, CancellationToken cancellationToken) =>
        parts.Runner.WriteAsync((commands, token) => ExpireAsync(commands, limit, token), cancellationToken);

    private Task<T> RunAsync<T>(bool isOneStatement, SqlUnit<T> unit, CancellationToken cancellationToken) =>
        isOneStatement ? parts.Runner.WriteOneAsync(unit, cancellationToken) : parts.Runner.WriteAsync(unit, cancellationToken);

    private async ValueTask<int> ExpireAsync(SqlCommands commands, int limit, CancellationToken cancellationToken)
    {
        var expired = await commands.QueryAsync(expireJobs, readId, cancellationToken, SqlArgument.Number("limit", limit), parts.Now()).ConfigureAwait(false);
        if (expired.Count > 0 && removeJobs is not null)
        {
            await commands.ExecuteAsync(removeJobs, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(expired))).ConfigureAwait(false);
        }

        return expired.Count;
    }
}
