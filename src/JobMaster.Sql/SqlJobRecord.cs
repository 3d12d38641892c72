using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Records a batch of outcomes within one transaction. Every step is fenced by id, claim number and running state. It locks the jobs if
/// more than one statement writes them; copies final jobs (or jobs asked to stop) to history or the failed jobs and deletes them; keeps the
/// attempts of the rest and makes the rest wait again; then looks for outcomes that matched nothing but were sent before.
/// </summary>
[Experimental("JM9001")]
public sealed class SqlJobRecord
{
    /// <summary>
    /// How long recording waits for a job that another transaction holds, before it sends the outcomes of the batch separately. Calls of
    /// this library hold jobs for milliseconds, an app may hold them for minutes.
    /// </summary>
    private const string Patience = "500ms";

    private readonly SqlStoreParts parts;
    private readonly SqlJobExit exit;
    private readonly SqlStatement? holdJobs;
    private readonly SqlStatement recordAttempts;
    private readonly SqlStatement requeueJobs;
    private readonly SqlStatement readRecorded;
    private readonly SqlLimits limits;
    private readonly Func<DbDataReader, (JobClaim Claim, JobQueue Queue, DateTimeOffset DueAt, string? Limits)> readWaiting;

    /// <summary>Creates the record of one store.</summary>
    /// <param name="parts">The shared parts of the store.</param>
    /// <param name="exit">Where jobs leave live work.</param>
    public SqlJobRecord(SqlStoreParts parts, SqlJobExit exit)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(exit);
        this.parts = parts;
        this.exit = exit;
        holdJobs = parts.Dialect.SkipsLockedJobs ? parts.Statements["hold_jobs"] : null;
        recordAttempts = parts.Statements["record_attempts"];
        requeueJobs = parts.Statements["requeue_jobs"];
        readRecorded = parts.Statements["read_recorded"];
        limits = new SqlLimits(parts);
        readWaiting = reader => (
            new JobClaim(parts.Dialect.ReadId(reader, 0), reader.GetInt32(1)), reader.Queue(2), parts.Dialect.ReadTime(reader, 4),
            reader.Text(5));
    }

    /// <summary>Whether the outcomes need only one statement that writes, if a move is one statement.</summary>
    internal bool IsOneStatement(IReadOnlyList<AttemptOutcome> outcomes) => exit.IsOneStatement(outcomes) && HasOneEnd(outcomes);

    private static bool HasOneEnd(IReadOnlyList<AttemptOutcome> outcomes) =>
        outcomes.All(outcome => outcome.Kind is OutcomeKind.Succeeded or OutcomeKind.Cancelled)
            || outcomes.All(outcome => outcome.Kind == OutcomeKind.Failed);

    /// <summary>Records the outcomes and returns a result for each.</summary>
    /// <param name="commands">The connection's commands.</param>
    /// <param name="outcomes">The outcomes.</param>
    /// <param name="limitsWaiting">
    /// Whether to give up soon when another transaction holds a job. Not in the caller's own transaction, whose settings stay as they are.
    /// </param>
    /// <param name="arrived">Gets the queues of jobs that wait again; null if not needed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async ValueTask<IReadOnlyList<RecordResult>> RunAsync(
        SqlCommands commands,
        IReadOnlyList<AttemptOutcome> outcomes,
        bool limitsWaiting,
        Action<JobQueue, DateTimeOffset>? arrived,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commands);
        ArgumentNullException.ThrowIfNull(outcomes);

        // In the caller's own transaction every step is committed with the move, whatever the outcomes say.
        var results = new RecordResults(outcomes) { AreOneStatement = limitsWaiting && IsOneStatement(outcomes) };
        string? patience = limitsWaiting ? Patience : null;

        // If the jobs were not held, only the second of the statements below would see a cancel that commits between them: the job would
        // match neither and run forever.
        bool mayBeAsked = holdJobs is null || HasOneEnd(outcomes)
            || await HoldAsync(commands, outcomes, patience, cancellationToken).ConfigureAwait(false);
        await EndAsync(commands, results, mayBeAsked, patience, cancellationToken).ConfigureAwait(false);
        await FailAsync(commands, results, patience, cancellationToken).ConfigureAwait(false);
        if (outcomes.Any(IsWaiting))
        {
            var json = SqlArgument.Json("outcomes", JsonRows.Write(results.First.Where(IsWaiting), WriteOutcome));
            await commands.ExecuteAsync(recordAttempts, cancellationToken, json, parts.Now()).ConfigureAwait(false);
            var waiting = await commands.QueryAsync(requeueJobs, readWaiting, cancellationToken, json, parts.Now()).ConfigureAwait(false);
            List<LimitedJob> limited = [
                .. waiting.Where(static job => job.Limits is not null)
                    .Select(static job => new LimitedJob(job.Claim.JobId, job.Limits!))];
            await limits.GateAsync(commands, limited, mayWait: false, cancellationToken).ConfigureAwait(false);
            results.AddWaiting(waiting.ConvertAll(static job => (job.Claim, job.Queue, job.DueAt)), arrived);
        }

        foreach (var (place, outcome) in results.Resent())
        {
            // Done one by one: two sendings for one claim may differ in kind, and resending is rare.
            var resent = SqlArgument.Json("outcomes", JsonRows.Write([outcome], WriteOutcome));
            results.AddEarlier(place, await commands.QueryAsync(readRecorded, ReadAsSent, cancellationToken, resent).ConfigureAwait(false));
        }

        return results.InOrder;
    }

    private static bool IsWaiting(AttemptOutcome outcome) => outcome.Kind >= OutcomeKind.Retry;

    /// <summary>Ends jobs that succeeded or were cancelled, and jobs that would wait again but were asked to stop.</summary>
    private async ValueTask EndAsync(
        SqlCommands commands, RecordResults results, bool mayBeAsked, string? patience, CancellationToken cancellationToken)
    {
        bool Ends(AttemptOutcome outcome) =>
            outcome.Kind is OutcomeKind.Succeeded or OutcomeKind.Cancelled || (mayBeAsked && IsWaiting(outcome));
        if (results.First.Any(Ends))
        {
            await ExitAsync(commands, results, results.First.Where(Ends), hasFailed: false, patience, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private async ValueTask FailAsync(
        SqlCommands commands, RecordResults results, string? patience, CancellationToken cancellationToken)
    {
        if (results.First.Any(static outcome => outcome.Kind == OutcomeKind.Failed))
        {
            var failed = results.First.Where(static outcome => outcome.Kind == OutcomeKind.Failed);
            await ExitAsync(commands, results, failed, hasFailed: true, patience, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask ExitAsync(
        SqlCommands commands, RecordResults results, IEnumerable<AttemptOutcome> outcomes, bool hasFailed, string? patience,
        CancellationToken cancellationToken)
    {
        var left = await exit.EndAsync(commands, outcomes, WriteEnd, hasFailed, cancellationToken, patience).ConfigureAwait(false);
        results.AddFinal(left);
        if (results.AreOneStatement)
        {
            exit.ThrowIfUnforeseen(left);
        }
    }

    /// <summary>Holds the jobs; returns whether any running one was asked to stop.</summary>
    private async ValueTask<bool> HoldAsync(
        SqlCommands commands, IReadOnlyList<AttemptOutcome> outcomes, string? patience, CancellationToken cancellationToken)
    {
        var ids = SqlArgument.Json("ids", JsonRows.Ids(outcomes.Select(outcome => outcome.JobId)));
        var held = await commands.QueryAsync(
            holdJobs!, static reader => reader.GetInt32(2) == StoredStates.Running && reader.GetInt32(3) != 0, cancellationToken, ids,
            SqlArgument.Text("patience", patience)).ConfigureAwait(false);
        return held.Contains(true);
    }

    private static bool ReadAsSent(DbDataReader reader) => reader.GetInt32(2) != 0;

    private static void WriteEnd(Utf8JsonWriter writer, AttemptOutcome outcome) =>
        new LeavingJob(outcome.JobId, outcome.ClaimNo, EndOf(outcome.Kind))
        {
            IfAsked = IsWaiting(outcome),
            HasFailed = outcome.Kind is OutcomeKind.Failed or OutcomeKind.Retry,
            Duration = outcome.Duration,
            Error = outcome.Error,
            Fingerprint = outcome.Kind == OutcomeKind.Failed ? outcome.Fingerprint : null,
            Result = outcome.Kind == OutcomeKind.Succeeded ? outcome.Result : null,
            Progress = outcome.Progress,
            ProgressText = outcome.ProgressText,
        }.Write(writer);

    private static JobState EndOf(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Succeeded => JobState.Succeeded,
        OutcomeKind.Failed => JobState.Failed,
        _ => JobState.Cancelled,
    };

    private static void WriteOutcome(Utf8JsonWriter writer, AttemptOutcome outcome)
    {
        writer.WriteStartObject();
        writer.Id("id", outcome.JobId);
        writer.Number("claim_no", outcome.ClaimNo);
        writer.Number("kind", (int)outcome.Kind);
        writer.Interval("duration", outcome.Duration);
        writer.Interval("delay", outcome.Delay);
        writer.Text("error", outcome.Error);
        writer.Fraction("progress", outcome.Progress);
        writer.Text("progress_text", outcome.ProgressText);
        writer.Number("parked_reason", (int?)outcome.ParkedReason);
        writer.Text("reader", outcome.Reader);
        writer.WriteEndObject();
    }
}
