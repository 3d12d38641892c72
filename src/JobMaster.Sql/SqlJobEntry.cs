using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// The one place where jobs become live, wherever they come from: a caller, an occurrence of a schedule, an agent, or a replay. Then a list
/// of steps runs in the same transaction.
/// </summary>
[Experimental("JM9001")]
public class SqlJobEntry
{
    private readonly SqlStatement enterJobs;
    private readonly SqlStatement fillPlaceholders;
    private readonly SqlStatement dropStored;
    private readonly SqlStatement replayJobs;
    private readonly SqlStatement? removeFailed;
    private readonly SqlFailureCounts failures;
    private readonly SqlJobSteps steps;
    private readonly Func<DbDataReader, InsertedJob> readInserted;
    private readonly Func<DbDataReader, EnteredJob> readEntered;
    private readonly Func<DbDataReader, Guid> readId;
    private readonly Func<DbDataReader, (Guid Id, JobQueue Queue, DateTimeOffset DueAt, string? Limits)> readReplayed;

    /// <summary>Creates the entry of one store.</summary>
    /// <param name="parts">The shared parts of the store.</param>
    public SqlJobEntry(SqlStoreParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        Parts = parts;
        steps = new SqlJobSteps([new FileMetadata(parts), new GateLimitedJobs(parts, mayWait: false), .. parts.EntrySteps]);
        var dialect = parts.Dialect;
        enterJobs = parts.Statements["enter_jobs"];
        fillPlaceholders = parts.Statements["fill_placeholders"];
        dropStored = parts.Statements["drop_stored"];
        replayJobs = parts.Statements["replay_jobs"];
        failures = new SqlFailureCounts(parts);
        removeFailed = dialect.MovesInOneStatement ? null : parts.Statements["remove_failed"];
        readInserted = reader =>
            new InsertedJob(dialect.ReadId(reader, 0), IsNew: true, dialect.ReadTime(reader, 1), dialect.ReadTime(reader, 2));
        readEntered = reader => new EnteredJob(
            dialect.ReadId(reader, 0), dialect.ReadTime(reader, 2), dialect.Time(reader, 3), reader.GetInt32(4) != 0);
        readId = dialect.SoleId;
        readReplayed = reader => (dialect.ReadId(reader, 0), reader.Queue(1), dialect.ReadTime(reader, 3), reader.Text(4));
    }

    /// <summary>The shared parts of the store.</summary>
    protected SqlStoreParts Parts { get; }

    /// <summary>Whether an entry is one statement, which needs no transaction around it.</summary>
    /// <param name="jobs">The jobs that enter.</param>
    internal bool IsOneStatement(IReadOnlyList<NewJob> jobs) => !steps.Concern(jobs, run: false);

    /// <summary>
    /// Makes new jobs live, except those whose id is live already or, if they may be stored, final; returns those it made live.
    /// </summary>
    internal async ValueTask<List<InsertedJob>> InsertAsync(
        SqlCommands commands, IReadOnlyList<NewJob> jobs, bool mayBeStored, CancellationToken cancellationToken)
    {
        if (jobs.Count == 0)
        {
            return [];
        }

        var inserted = await InsertRowsAsync(commands, jobs, cancellationToken).ConfigureAwait(false);
        if (mayBeStored && inserted.Count > 0)
        {
            var dropped = await DropStoredAsync(commands, inserted.Select(static job => job.Id), cancellationToken).ConfigureAwait(false);
            inserted.RemoveAll(job => dropped.Contains(job.Id));
        }

        await StepAsync(commands, jobs, inserted, static job => job.Id, run: false, cancellationToken).ConfigureAwait(false);
        return inserted;
    }

    /// <summary>
    /// Makes delivered jobs live if they were pushed within the window. They run under the session if it is live, or wait if there is no
    /// session. Returns those it made live, and those that are final already.
    /// </summary>
    internal async ValueTask<(List<EnteredJob> Entered, List<Guid> Final)> AdmitAsync(
        SqlCommands commands, IReadOnlyList<NewJob> jobs, AdmitRequest request, CancellationToken cancellationToken)
    {
        var entered = await commands.QueryAsync(
            enterJobs,
            readEntered,
            cancellationToken,
            [
                .. Columns(jobs), SqlArgument.Id("session", request.SessionId), SqlArgument.Interval("window", request.DedupeWindow),
                Parts.Now()])
            .ConfigureAwait(false);
        List<Guid> final = entered.Count == 0
            ? []
            : await DropStoredAsync(commands, entered.Select(static job => job.Id), cancellationToken).ConfigureAwait(false);
        entered.RemoveAll(job => final.Contains(job.Id));
        await StepAsync(commands, jobs, entered, static job => job.Id, run: request.SessionId is not null, cancellationToken)
            .ConfigureAwait(false);
        return (entered, final);
    }

    /// <summary>Fills the expected jobs with the content that an agent delivered; returns which.</summary>
    internal async ValueTask<List<Guid>> FillAsync(
        SqlCommands commands, SqlArgument delivered, IReadOnlyList<NewJob> jobs, CancellationToken cancellationToken)
    {
        var filled = await commands.QueryAsync(fillPlaceholders, readId, cancellationToken, delivered).ConfigureAwait(false);
        await StepAsync(commands, jobs, filled, static id => id, run: false, cancellationToken).ConfigureAwait(false);
        return filled;
    }

    /// <summary>Makes failed jobs that this transaction holds live again; returns which, and where they wait.</summary>
    internal async ValueTask<List<(Guid Id, JobQueue Queue, DateTimeOffset DueAt)>> ReplayAsync(
        SqlCommands commands, SqlArgument ids, CancellationToken cancellationToken)
    {
        // No step of the list: it counts the failed jobs while their rows exist, so it runs before the move.
        await failures.RemovedAsync(commands, ids, cancellationToken).ConfigureAwait(false);
        var replayed = await commands.QueryAsync(replayJobs, readReplayed, cancellationToken, ids, Parts.Now()).ConfigureAwait(false);
        if (replayed.Count > 0 && removeFailed is not null)
        {
            await commands.ExecuteAsync(
                removeFailed, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(replayed.Select(static job => job.Id))))
                .ConfigureAwait(false);
        }

        var moved = replayed.ConvertAll(static job => new MovedJob(job.Id) { Limits = StoredLimits.Bare(job.Limits) });
        await steps.RunAsync(commands, moved, cancellationToken).ConfigureAwait(false);
        return replayed.ConvertAll(static job => (job.Id, job.Queue, job.DueAt));
    }

    /// <summary>Inserts new jobs, by default with one statement for all; a provider with a faster way overrides it.</summary>
    /// <param name="commands">The connection's commands.</param>
    /// <param name="jobs">The jobs, at least one.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The jobs whose id was not live.</returns>
    protected virtual ValueTask<List<InsertedJob>> InsertRowsAsync(
        SqlCommands commands, IReadOnlyList<NewJob> jobs, CancellationToken cancellationToken) =>
        InsertAllAsync(commands, jobs, cancellationToken);

    /// <summary>Inserts new jobs with one statement for all.</summary>
    protected ValueTask<List<InsertedJob>> InsertAllAsync(
        SqlCommands commands, IReadOnlyList<NewJob> jobs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commands);
        return commands.QueryAsync(
            enterJobs,
            readInserted,
            cancellationToken,
            [.. Columns(jobs), SqlArgument.Id("session", null), new SqlArgument("window", SqlArgumentKind.Number, null), Parts.Now()]);
    }

    /// <summary>Reads a row of an inserted job: id, when created, when due.</summary>
    protected InsertedJob ReadInserted(DbDataReader reader) => readInserted(reader);

    /// <summary>The jobs as parameters, as the macro <c>given_jobs</c> reads them; by default one JSON batch.</summary>
    protected virtual IReadOnlyList<SqlArgument> Columns(IReadOnlyList<NewJob> jobs) =>
        [SqlArgument.Json("jobs", JsonRows.Write(jobs, static (writer, job) => NewJobRow.Write(writer, job)))];

    /// <summary>
    /// Deletes, of the jobs just inserted, those that are final, before any step runs: their rows would stay. A separate statement, because
    /// only that sees a finish that committed while the insert waited for it.
    /// </summary>
    private ValueTask<List<Guid>> DropStoredAsync(SqlCommands commands, IEnumerable<Guid> inserted, CancellationToken cancellationToken) =>
        commands.QueryAsync(dropStored, readId, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(inserted)));

    /// <summary>Runs the steps for the jobs of a batch that have become live.</summary>
    private ValueTask StepAsync<T>(
        SqlCommands commands, IReadOnlyList<NewJob> jobs, List<T> entered, Func<T, Guid> idOf, bool run,
        CancellationToken cancellationToken) =>
        entered.Count == 0 || !steps.Concern(jobs, run)
            ? ValueTask.CompletedTask
            : steps.RunAsync(commands, Moved(jobs, entered.Select(idOf).ToHashSet(), run), cancellationToken);

    /// <summary>The jobs with these ids; one that was sent twice entered once.</summary>
    private static List<MovedJob> Moved(IReadOnlyList<NewJob> jobs, HashSet<Guid> entered, bool run) =>
        [.. jobs.Where(job => entered.Remove(job.Id)).Select(job => MovedJob.Entering(job, run))];
}
