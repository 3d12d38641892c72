using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Records a batch of outcomes within one transaction, every step fenced by id, claim number and running state: lock the jobs where more
/// than one statement will write them; copy what is final (or was asked to stop) to history or the failed jobs and delete it, keep the
/// attempts of the rest, make the rest wait again; then look for what matched nothing but was sent before.
/// </summary>
[Experimental("JM9001")]
public class SqlJobRecord
{
    private readonly SqlStoreParts parts;
    private readonly SqlStatement? lockRunning;
    private readonly SqlStatement finishJobs;
    private readonly SqlStatement failJobs;
    private readonly SqlStatement? removeJobs;
    private readonly SqlStatement recordAttempts;
    private readonly SqlStatement requeueJobs;
    private readonly SqlStatement readRecorded;
    private readonly Func<DbDataReader, JobClaim> readClaim;
    private readonly Func<DbDataReader, (JobClaim Claim, JobQueue Queue, DateTimeOffset DueAt)> readWaiting;

    /// <summary>Creates the steps of one store.</summary>
    /// <param name="parts">What the store's parts share.</param>
    public SqlJobRecord(SqlStoreParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        this.parts = parts;
        lockRunning = parts.Dialect.SkipsLockedJobs ? parts.Statements["lock_running"] : null;
        finishJobs = parts.Statements["finish_jobs"];
        failJobs = parts.Statements["fail_jobs"];
        removeJobs = parts.Removal("remove_jobs");
        recordAttempts = parts.Statements["record_attempts"];
        requeueJobs = parts.Statements["requeue_jobs"];
        readRecorded = parts.Statements["read_recorded"];
        readClaim = reader => new JobClaim(parts.Dialect.ReadId(reader, 0), reader.GetInt32(1));
        readWaiting = reader => (readClaim(reader), reader.Queue(2), parts.Dialect.ReadTime(reader, 4));
    }

    /// <summary>Whether the outcomes take one statement that writes, where a move is one.</summary>
    public static bool IsOneStatement(IReadOnlyList<AttemptOutcome> outcomes)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        return outcomes.All(outcome => outcome.Kind is OutcomeKind.Succeeded or OutcomeKind.Cancelled) || outcomes.All(outcome => outcome.Kind == OutcomeKind.Failed);
    }

    /// <summary>Records the outcomes and says what became of each.</summary>
    /// <param name="commands">The connection's commands.</param>
    /// <param name="outcomes">The outcomes.</param>
    /// <param name="arrived">Is told where jobs came that wait again; null when nobody asks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public virtual async ValueTask<IReadOnlyList<RecordResult>> RunAsync(
        SqlCommands commands,
        IReadOnlyList<AttemptOutcome> outcomes,
        Action<JobQueue, DateTimeOffset>? arrived,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commands);
        ArgumentNullException.ThrowIfNull(outcomes);
        var results = new RecordResults(outcomes);
        var json = SqlArgument.Json("outcomes", JsonRows.Write(results.First, WriteOutcome));

        // Without the lock, a cancel that commits between two of the statements below is seen by the second only: the job would match
        // neither and run for ever.
        bool isStopping = lockRunning is null || IsOneStatement(outcomes)
            || await LockAsync(commands, outcomes, cancellationToken).ConfigureAwait(false);
        if (outcomes.Any(
            outcome => outcome.Kind is OutcomeKind.Succeeded or OutcomeKind.Cancelled || (isStopping && outcome.Kind >= OutcomeKind.Retry)))
        {
            results.AddFinal(await commands.QueryAsync(finishJobs, readClaim, cancellationToken, json, parts.Now()).ConfigureAwait(false));
        }

        if (outcomes.Any(outcome => outcome.Kind == OutcomeKind.Failed))
        {
            results.AddFinal(await commands.QueryAsync(failJobs, readClaim, cancellationToken, json, parts.Now()).ConfigureAwait(false));
        }

        if (results.HasFinal && removeJobs is not null)
        {
            await commands.ExecuteAsync(removeJobs, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(results.FinalIds))).ConfigureAwait(false);
        }

        if (outcomes.Any(outcome => outcome.Kind >= OutcomeKind.Retry))
        {
            await commands.ExecuteAsync(recordAttempts, cancellationToken, json, parts.Now()).ConfigureAwait(false);
            results.AddWaiting(
                await commands.QueryAsync(requeueJobs, readWaiting, cancellationToken, json, parts.Now()).ConfigureAwait(false), arrived);
        }

        foreach (var (place, outcome) in results.Resent())
        {
            // One by one: two sendings for one claim may differ in kind, and resending is rare.
            var resent = SqlArgument.Json("outcomes", JsonRows.Write([outcome], WriteOutcome));
            results.AddEarlier(place, await commands.QueryAsync(readRecorded, ReadAsSent, cancellationToken, resent).ConfigureAwait(false));
        }

        return results.InOrder;
    }

    /// <summary>Locks the jobs; returns whether any was asked to stop.</summary>
    private async ValueTask<bool> LockAsync(
        SqlCommands commands, IReadOnlyList<AttemptOutcome> outcomes, CancellationToken cancellationToken)
    {
        var ids = SqlArgument.Json("ids", JsonRows.Ids(outcomes.Select(outcome => outcome.JobId)));
        var locked = await commands.QueryAsync(
            lockRunning!, static reader => reader.GetInt32(0) != 0, cancellationToken, ids).ConfigureAwait(false);
        return locked.Contains(true);
    }

    private static bool ReadAsSent(DbDataReader reader) => reader.GetInt32(2) != 0;

    private static void WriteOutcome(Utf8JsonWriter writer, AttemptOutcome outcome)
    {
        writer.WriteStartObject();
        writer.Id("id", outcome.JobId);
        writer.Number("claim_no", outcome.ClaimNo);
        writer.Number("kind", (int)outcome.Kind);
        writer.Interval("duration", outcome.Duration);
        writer.Interval("delay", outcome.Delay);
        writer.Text("error", outcome.Error);
        writer.Text("result", outcome.Result);
        writer.Fraction("progress", outcome.Progress);
        writer.Text("progress_text", outcome.ProgressText);
        writer.Number("parked_reason", (int?)outcome.ParkedReason);
        writer.Text("reader", outcome.Reader);
        writer.WriteEndObject();
    }
}
