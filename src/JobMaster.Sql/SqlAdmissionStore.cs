using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Admits within one transaction: inserts jobs that are not live, then drops those of them that are final. The drop must be a separate
/// statement: only a separate statement sees a finish that committed while the insert waited for it. Jobs that were not inserted are
/// examined, and refused unless the store knows them.
/// </summary>
[Experimental("JM9001")]
public sealed class SqlAdmissionStore : IAdmissionStore
{
    private readonly SqlStoreParts parts;
    private readonly SqlJobEntry entry;
    private readonly SqlJobExit exit;
    private readonly SqlStatement dropStored;
    private readonly SqlStatement readStored;
    private readonly SqlStatement? holdIds;
    private readonly SqlStatement? letIdsGo;
    private readonly SqlStatement storePlaceholder;
    private readonly SqlAudit audit;
    private readonly Func<DbDataReader, Guid> readId;

    /// <summary>Creates the admissions of one store.</summary>
    /// <param name="parts">The shared parts of the store.</param>
    /// <param name="entry">Makes jobs live.</param>
    /// <param name="exit">Moves out jobs that must not run.</param>
    public SqlAdmissionStore(SqlStoreParts parts, SqlJobEntry entry, SqlJobExit exit)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(exit);
        (this.parts, this.entry, this.exit) = (parts, entry, exit);
        dropStored = parts.Statements["drop_stored"];
        readStored = parts.Statements["read_stored"];
        holdIds = parts.Dialect.SkipsLockedJobs ? parts.Statements["hold_ids"] : null;
        letIdsGo = parts.Dialect.SkipsLockedJobs ? parts.Statements["let_ids_go"] : null;
        audit = new SqlAudit(parts);
        storePlaceholder = parts.Statements["store_placeholder"];
        readId = parts.Dialect.SoleId;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AdmitResult>> AdmitAsync(AdmitRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Jobs.Count == 0)
        {
            return [];
        }

        try
        {
            var results = await parts.Runner.WriteAsync(
                (commands, token) => RunAsync(commands, request, token), cancellationToken).ConfigureAwait(false);
            Tell(request, i => results[i] is { Kind: AdmitKind.FilledPlaceholder } or { Kind: AdmitKind.Admitted, Job: null });
            return results;
        }
        catch (Exception exception) when (request.SessionId is null && parts.MayBeCommitted(exception))
        {
            Tell(request, static _ => true);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<bool> StorePlaceholderAsync(Guid id, DateTimeOffset dueAt, AuditOrigin? by, CancellationToken cancellationToken) =>
        parts.Runner.WriteAsync((commands, token) => StorePlaceholderAsync(commands, id, dueAt, by, token), cancellationToken);

    /// <summary>Reports the queues of jobs that wait. The store, or an earlier reschedule, decided when each is due.</summary>
    private void Tell(AdmitRequest request, Func<int, bool> waits)
    {
        for (int i = 0; i < request.Jobs.Count && parts.Arrived is not null; i++)
        {
            if (waits(i))
            {
                parts.Arrived(new JobQueue(request.Jobs[i].Job.Lane, request.Jobs[i].Job.Priority), DateTimeOffset.MinValue);
            }
        }
    }

    private async ValueTask<IReadOnlyList<AdmitResult>> RunAsync(
        SqlCommands commands, AdmitRequest request, CancellationToken cancellationToken)
    {
        var results = new Dictionary<Guid, AdmitResult>(request.Jobs.Count);

        // Always in the same order, so that two admissions of the same jobs wait for each other instead of deadlocking.
        var fit = request.Jobs.Where(delivered => delivered.Quarantine is null)
            .Select(delivered => delivered.Job)
            .OrderBy(job => job.Id)
            .ToList();
        if (fit.Count > 0)
        {
            await InsertAsync(commands, fit, request, results, cancellationToken).ConfigureAwait(false);
        }

        if (results.Count < request.Jobs.Count)
        {
            await SettleAsync(
                commands, [.. request.Jobs.Where(delivered => !results.ContainsKey(delivered.Job.Id))], request, results,
                cancellationToken).ConfigureAwait(false);
        }

        return [.. request.Jobs.Select(delivered => results.GetValueOrDefault(delivered.Job.Id))];
    }

    private async ValueTask InsertAsync(
        SqlCommands commands, List<NewJob> jobs, AdmitRequest request, Dictionary<Guid, AdmitResult> results,
        CancellationToken cancellationToken)
    {
        var (entered, final) = await entry.AdmitAsync(commands, jobs, request, cancellationToken).ConfigureAwait(false);
        var inserted = entered.ToDictionary(row => row.Id);
        foreach (var id in final)
        {
            results[id] = new AdmitResult(AdmitKind.Known);
        }

        foreach (var job in jobs)
        {
            if (inserted.TryGetValue(job.Id, out var row))
            {
                results[job.Id] = new AdmitResult(AdmitKind.Admitted, request.SessionId is { } session ? row.Running(job, session) : null);
            }
        }
    }

    /// <summary>
    /// Handles jobs that were not inserted: expected ones, those to quarantine, and known ones. For all others, the session was not live.
    /// </summary>
    private async ValueTask SettleAsync(
        SqlCommands commands, List<DeliveredJob> rest, AdmitRequest request, Dictionary<Guid, AdmitResult> results,
        CancellationToken cancellationToken)
    {
        var sent = SqlArgument.Json("jobs", JsonRows.Write(rest, static (writer, delivered) => NewJobRow.Write(writer, delivered)));
        var jobs = rest.ConvertAll(static delivered => delivered.Job);
        Note(await entry.FillAsync(commands, sent, jobs, cancellationToken).ConfigureAwait(false), AdmitKind.FilledPlaceholder);
        var window = SqlArgument.Interval("window", request.DedupeWindow);
        Note(await QuarantineAsync(commands, sent, jobs, window, cancellationToken).ConfigureAwait(false), AdmitKind.Quarantined);
        var unsettled = Unsettled();

        // Postgres plans a statement before it takes the snapshot. If a finish adds a day of history in between, the plan misses that day,
        // although its job is no longer live. A second read includes that day.
        for (int look = 0; look < 2 && unsettled.Count > 0; look++)
        {
            Note(
                await commands.QueryAsync(
                    readStored, readId, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(unsettled))).ConfigureAwait(false),
                AdmitKind.Known);
            unsettled = Unsettled();
        }

        List<Guid> Unsettled() => [.. rest.Select(delivered => delivered.Job.Id).Where(id => !results.ContainsKey(id))];

        void Note(List<Guid> found, AdmitKind kind)
        {
            foreach (var id in found)
            {
                results.TryAdd(id, new AdmitResult(kind));
            }
        }
    }

    /// <summary>
    /// Quarantines jobs that must not run and are not stored. With concurrent writers, it first inserts live rows to hold the ids, and
    /// deletes these rows before the commit. A writer that stores one of the ids meanwhile waits for the commit and then finds the
    /// quarantined job. The insert itself finds a job that was stored earlier.
    /// </summary>
    private async ValueTask<List<Guid>> QuarantineAsync(
        SqlCommands commands, SqlArgument sent, IReadOnlyList<NewJob> jobs, SqlArgument window, CancellationToken cancellationToken)
    {
        if (holdIds is not null)
        {
            var unseen = SqlArgument.Text("unseen", AgentJobId.Unseen);
            var held = await commands.QueryAsync(
                holdIds, readId, cancellationToken, sent, window, unseen, parts.Now()).ConfigureAwait(false);
            if (held.Count == 0)
            {
                return [];
            }

            await commands.ExecuteAsync(letIdsGo!, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(held))).ConfigureAwait(false);
        }

        return await exit.QuarantineAsync(commands, sent, jobs, window, cancellationToken).ConfigureAwait(false);
    }

    internal async ValueTask<bool> StorePlaceholderAsync(
        SqlCommands commands, Guid id, DateTimeOffset dueAt, AuditOrigin? by, CancellationToken cancellationToken)
    {
        var expected = await commands.QueryAsync(
            storePlaceholder, readId, cancellationToken, SqlArgument.Id("id", id), SqlArgument.Time("due_at", dueAt),
            SqlArgument.Text("unseen", AgentJobId.Unseen), parts.Now())
            .ConfigureAwait(false);
        if (expected.Count == 0)
        {
            return false;
        }

        var dropped = await commands.QueryAsync(dropStored, readId, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(expected)))
            .ConfigureAwait(false);
        if (dropped.Count == 0 && by is not null)
        {
            await audit.FileAsync(commands, [JobAudit.Rescheduled(by, id, before: null, dueAt)], cancellationToken).ConfigureAwait(false);
        }

        return dropped.Count == 0;
    }
}
