using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// The one place where jobs leave live work, whatever ends them: an outcome, a cancel, an expiry, a rescue, or a delivery that must not
/// run. Each job moves to history or to the failed jobs. Then a list of steps runs in the same transaction.
/// </summary>
[Experimental("JM9001")]
public sealed class SqlJobExit
{
    private readonly SqlStoreParts parts;
    private readonly SqlStatement toHistory;
    private readonly SqlStatement toFailed;
    private readonly SqlStatement quarantineJobs;
    private readonly SqlJobSteps steps;
    private readonly Func<DbDataReader, MovedJob> readLeft;
    private readonly Func<DbDataReader, MovedJob> readFailed;
    private readonly Func<DbDataReader, Guid> readId;

    /// <summary>Creates the exit of one store.</summary>
    /// <param name="parts">The shared parts of the store.</param>
    public SqlJobExit(SqlStoreParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        this.parts = parts;
        toHistory = parts.Statements.Into("leave_jobs", "job_history");
        toFailed = parts.Statements.Into("leave_jobs", "job_failed");
        quarantineJobs = parts.Statements["quarantine_jobs"];
        steps = new SqlJobSteps(
        [
            new FreePermits(parts),
            new RemoveLeftJobs(parts),
            .. parts.ExitSteps,
            new CountFailures(parts),
            new FileMetadata(parts),
        ]);
        readLeft = reader => new MovedJob(parts.Dialect.ReadId(reader, 0), reader.GetInt32(1)) { Limits = reader.Text(2) };
        readFailed = reader => readLeft(reader) with { HasFailed = true };
        readId = parts.Dialect.SoleId;
    }

    /// <summary>Whether the exit of jobs is one statement, which needs no transaction around it.</summary>
    /// <param name="outcomes">The outcomes of the jobs.</param>
    internal bool IsOneStatement(IReadOnlyList<AttemptOutcome> outcomes)
    {
        for (int i = 0; i < outcomes.Count; i++)
        {
            var outcome = outcomes[i];
            var leaving = new MovedJob(outcome.JobId, outcome.ClaimNo)
            {
                HasFailed = outcome.Kind == OutcomeKind.Failed, Limits = outcome.IsLimited ? MovedJob.UnreadLimits : null,
            };
            if (steps.Concern(leaving))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Moves running jobs to history, or to the failed jobs; returns those that had not changed.</summary>
    internal ValueTask<List<MovedJob>> EndAsync<T>(
        SqlCommands commands, IEnumerable<T> jobs, Action<Utf8JsonWriter, T> write, bool hasFailed, CancellationToken cancellationToken,
        string? patience = null) =>
        LeaveAsync(commands, hasFailed, JsonRows.Write(jobs, write), isRunning: true, patience, cancellationToken);

    /// <summary>Checks, of jobs that left with one statement, that <see cref="IsOneStatement"/> was right.</summary>
    /// <param name="left">The jobs that left, as their rows were.</param>
    /// <exception cref="InvalidOperationException">
    /// A step concerns one of the jobs, though it said of the outcome that it does not. It has run, but perhaps after the commit.
    /// </exception>
    internal void ThrowIfUnforeseen(List<MovedJob> left)
    {
        foreach (ref readonly var job in CollectionsMarshal.AsSpan(left))
        {
            if (steps.Concern(job))
            {
                throw new InvalidOperationException(
                    $"A step of the exit concerns job {job.Id}, but said of its outcome that it does not: its work was not committed " +
                    "with the job's end. What a step decides by must be known of an outcome, too.");
            }
        }
    }

    /// <summary>Moves waiting or parked jobs to history as cancelled; returns those that had not changed.</summary>
    internal ValueTask<List<MovedJob>> CancelAsync(
        SqlCommands commands, IEnumerable<JobClaim> jobs, string? error, CancellationToken cancellationToken) =>
        LeaveAsync(
            commands,
            hasFailed: false,
            JsonRows.Write(
                jobs.Select(job => new LeavingJob(job.JobId, job.ClaimNo, JobState.Cancelled) { Error = error }),
                static (writer, job) => job.Write(writer)),
            isRunning: false,
            patience: null,
            cancellationToken);

    /// <summary>Adds delivered jobs that must not run to the failed jobs, unless they are stored already. Returns those it added.</summary>
    internal async ValueTask<List<Guid>> QuarantineAsync(
        SqlCommands commands, SqlArgument delivered, IReadOnlyList<NewJob> jobs, SqlArgument window, CancellationToken cancellationToken)
    {
        var set = await commands.QueryAsync(
            quarantineJobs, readId, cancellationToken, delivered, window, SqlArgument.Text("fingerprint", StoredFailures.Quarantined),
            parts.Now()).ConfigureAwait(false);
        if (set.Count > 0)
        {
            var ids = set.ToHashSet();
            List<MovedJob> moved = [
                .. jobs.Where(job => ids.Remove(job.Id)).Select(static job => new MovedJob(job.Id) { New = job, HasFailed = true })];
            await steps.RunAsync(commands, moved, cancellationToken).ConfigureAwait(false);
        }

        return set;
    }

    private async ValueTask<List<MovedJob>> LeaveAsync(
        SqlCommands commands, bool hasFailed, string jobs, bool isRunning, string? patience, CancellationToken cancellationToken)
    {
        var left = await commands.QueryAsync(
            hasFailed ? toFailed : toHistory, hasFailed ? readFailed : readLeft, cancellationToken, SqlArgument.Json("leaving", jobs),
            SqlArgument.Flag("running", isRunning), SqlArgument.Text("patience", patience), parts.Now()).ConfigureAwait(false);
        await steps.RunAsync(commands, left, cancellationToken).ConfigureAwait(false);
        return left;
    }
}
