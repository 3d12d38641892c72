using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>The live jobs of a relational store. Each call is one transaction, whose steps are in a separate class.</summary>
[Experimental("JM9001")]
public sealed class SqlJobStore : IJobStore
{
    private readonly SqlStoreParts parts;
    private readonly SqlJobInsert insert;
    private readonly SqlJobRecord record;
    private readonly SqlJobClaim claim;
    private readonly SqlJobReport report;
    private readonly SqlJobCancel cancel;
    private readonly SqlJobChange change;
    private readonly SqlJobReplay replay;
    private readonly SqlJobRescue rescue;
    private readonly SqlJobReschedule reschedule;
    private readonly SqlStatement unparkJobs;
    private readonly SqlStatement unparkUnread;
    private readonly SqlStatement forgetReaders;
    private readonly SqlUnreadJobs unread;
    private readonly SqlStatement findParkedLanes;
    private readonly SqlStatement reopenGates;
    private readonly SqlJobExit exit;
    private readonly SqlStatement findExpired;
    private readonly Func<DbDataReader, JobClaim> readClaim;
    private readonly Func<DbDataReader, (JobQueue Queue, DateTimeOffset DueAt, int Count)> readUnparked;

    /// <summary>Creates the live jobs of one store.</summary>
    /// <param name="parts">The shared parts of the store.</param>
    /// <param name="insert">Inserts jobs.</param>
    /// <param name="claim">The steps of a claim.</param>
    /// <param name="record">The steps of recording outcomes.</param>
    /// <param name="entry">Makes jobs live.</param>
    /// <param name="exit">Moves jobs out of live work.</param>
    public SqlJobStore(SqlStoreParts parts, SqlJobInsert insert, SqlJobClaim claim, SqlJobRecord record, SqlJobEntry entry, SqlJobExit exit)
    {
        ArgumentNullException.ThrowIfNull(parts);
        this.parts = parts;
        this.insert = insert;
        this.claim = claim;
        this.record = record;
        report = new SqlJobReport(parts);
        this.exit = exit;
        cancel = new SqlJobCancel(parts, exit);
        change = new SqlJobChange(parts);
        replay = new SqlJobReplay(parts, entry);
        rescue = new SqlJobRescue(parts, exit);
        reschedule = new SqlJobReschedule(parts);
        unparkJobs = parts.Statements["unpark_jobs"];
        unparkUnread = parts.Statements["unpark_unread"];
        forgetReaders = parts.Statements["forget_readers"];
        unread = new SqlUnreadJobs(parts);
        findParkedLanes = parts.Statements["find_parked_lanes"];
        reopenGates = parts.Statements["reopen_gates"];
        findExpired = parts.Statements["find_expired"];
        readClaim = reader => new JobClaim(parts.Dialect.ReadId(reader, 0), reader.GetInt32(1));
        readUnparked = reader => (reader.Queue(0), parts.Dialect.ReadTime(reader, 2), reader.GetInt32(3));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<InsertedJob>> InsertAsync(
        IReadOnlyList<NewJob> jobs, bool mayBeStored, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        if (jobs.Count == 0)
        {
            return [];
        }

        try
        {
            await insert.WaitAsync(jobs, cancellationToken).ConfigureAwait(false);
            SqlUnit<IReadOnlyList<InsertedJob>> unit = (commands, token) =>
                insert.RunAsync(commands, jobs, mayBeStored, limitsWaiting: true, token);
            var inserted = insert.IsOneStatement(jobs, mayBeStored)
                ? await parts.Runner.InsertAsync(unit, cancellationToken).ConfigureAwait(false)
                : await parts.Runner.WriteAsync(unit, cancellationToken).ConfigureAwait(false);
            TellInserted(jobs, inserted, mayBeStored);
            return inserted;
        }
        catch (Exception exception)
        {
            if (parts.MayBeCommitted(exception))
            {
                TellPossible(jobs);
            }

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
        return RunAsync(
            SqlJobClaim.IsOneStatement(request), (commands, token) => claim.RunAsync(commands, request, excluded, token),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RecordResult>> RecordAsync(IReadOnlyList<AttemptOutcome> outcomes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        return outcomes.Count == 0
            ? Task.FromResult<IReadOnlyList<RecordResult>>([])
            : record.IsOneStatement(outcomes)
                ? parts.Runner.WriteOneAsync(
                    (commands, token) => record.RunAsync(commands, outcomes, limitsWaiting: true, arrived: null, token),
                    cancellationToken)
                : WriteAsync(
                    (commands, arrived, token) => record.RunAsync(commands, outcomes, limitsWaiting: true, arrived, token),
                    cancellationToken);
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
    public Task<IReadOnlyList<CancelResult>> CancelAsync(IReadOnlyList<Guid> ids, AuditOrigin? by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return parts.Runner.WriteAsync(
            (commands, token) => cancel.RunAsync(commands, ids, by, limitsWaiting: true, token), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> RescheduleAsync(Guid id, DateTimeOffset dueAt, AuditOrigin? by, CancellationToken cancellationToken) =>
        WriteAsync((commands, arrived, token) => reschedule.RunAsync(commands, id, dueAt, by, arrived, token), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<JobChangeResult>> ChangeAsync(
        IReadOnlyList<Guid> ids, StoredJobChange change, AuditOrigin by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(change);
        return WriteAsync(
            (commands, arrived, token) => this.change.RunAsync(commands, ids, change, by, limitsWaiting: true, arrived, token),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ReplayResult>> ReplayAsync(IReadOnlyList<Guid> ids, AuditOrigin? by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return WriteAsync((commands, arrived, token) => replay.RunAsync(commands, ids, by, arrived, token), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> UnparkAsync(UnparkRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return WriteAsync((commands, arrived, token) => UnparkAsync(commands, request, arrived, token), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RescuedJob>> RescueAsync(RescueRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return WriteAsync(
            async (commands, arrived, token) =>
            {
                var rescued = await rescue.RunAsync(commands, request, token).ConfigureAwait(false);
                var queues = rescued.Where(job => job.State == JobState.Ready).Select(job => job.Queue).Distinct().ToList();
                if (queues.Count > 0)
                {
                    await unread.ParkAsync(commands, token).ConfigureAwait(false);
                    queues.ForEach(queue => arrived(queue, DateTimeOffset.MinValue));
                }

                return rescued;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> ExpireAsync(int limit, CancellationToken cancellationToken) =>
        parts.Runner.WriteAsync((commands, token) => ExpireAsync(commands, limit, token), cancellationToken);

    private Task<T> RunAsync<T>(bool isOneStatement, SqlUnit<T> unit, CancellationToken cancellationToken) =>
        isOneStatement ? parts.Runner.WriteOneAsync(unit, cancellationToken) : parts.Runner.WriteAsync(unit, cancellationToken);

    /// <summary>
    /// Runs a unit that makes jobs wait again. Reports these jobs once it is committed, or may be committed because only the
    /// reply was lost.
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

    /// <summary>Reports inserted jobs. A job that was stored before is reported too: its first call may have lost its reply.</summary>
    private void TellInserted(IReadOnlyList<NewJob> jobs, IReadOnlyList<InsertedJob> inserted, bool mayBeStored)
    {
        for (int i = 0; i < jobs.Count && parts.Arrived is not null; i++)
        {
            if (inserted[i].IsNew || mayBeStored || jobs[i].Unique is not null)
            {
                parts.Arrived(new JobQueue(jobs[i].Lane, jobs[i].Priority), inserted[i].DueAt);
            }
        }
    }

    private void TellPossible(IReadOnlyList<NewJob> jobs)
    {
        for (int i = 0; i < jobs.Count && parts.Arrived is not null; i++)
        {
            parts.Arrived(new JobQueue(jobs[i].Lane, jobs[i].Priority), jobs[i].DueAt ?? DateTimeOffset.MinValue);
        }
    }

    private async ValueTask<int> UnparkAsync(
        SqlCommands commands, UnparkRequest request, Action<JobQueue, DateTimeOffset> arrived, CancellationToken cancellationToken)
    {
        var definitions = SqlArgument.Json("definitions", JsonRows.Texts(request.DefinitionIds));
        var lanes = SqlArgument.Json("lanes", JsonRows.Texts(await LanesAsync(commands, request, cancellationToken).ConfigureAwait(false)));
        var unreadableToo = SqlArgument.Flag("unreadable_too", request.ForEveryReader);
        var unparked = await commands.QueryAsync(
            unparkJobs, readUnparked, cancellationToken, definitions, lanes, unreadableToo).ConfigureAwait(false);
        if (request.ForEveryReader)
        {
            unparked.AddRange(await commands.QueryAsync(
                forgetReaders, readUnparked, cancellationToken, definitions, lanes).ConfigureAwait(false));
        }
        else if (request.Reader is { } reader)
        {
            unparked.AddRange(await commands.QueryAsync(
                unparkUnread, readUnparked, cancellationToken, definitions, lanes,
                SqlArgument.Text("reader", reader)).ConfigureAwait(false));
        }

        if (unparked.Count > 0)
        {
            await commands.ExecuteAsync(reopenGates, cancellationToken).ConfigureAwait(false);
        }

        unparked.ForEach(some => arrived(some.Queue, some.DueAt));
        return unparked.Sum(some => some.Count);
    }

    /// <summary>The lanes of the request; for its patterns, the lanes that hold parked or unread jobs.</summary>
    private async ValueTask<IEnumerable<string>> LanesAsync(
        SqlCommands commands, UnparkRequest request, CancellationToken cancellationToken)
    {
        if (!request.Lanes.Any(LanePattern.IsPattern))
        {
            return request.Lanes;
        }

        var held = await commands.QueryAsync(findParkedLanes, reader => reader.GetString(0), cancellationToken).ConfigureAwait(false);
        return LanePattern.Named(request.Lanes).Union(held.Where(lane => LanePattern.Serves(request.Lanes, lane)), StringComparer.Ordinal);
    }

    private async ValueTask<int> ExpireAsync(SqlCommands commands, int limit, CancellationToken cancellationToken)
    {
        await unread.ParkAsync(commands, cancellationToken).ConfigureAwait(false);
        var expired = await commands.QueryAsync(findExpired, readClaim, cancellationToken, SqlArgument.Number("limit", limit), parts.Now())
            .ConfigureAwait(false);
        return expired.Count == 0
            ? 0
            : (await exit.CancelAsync(commands, expired, "expired", cancellationToken).ConfigureAwait(false)).Count;
    }
}
