using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// The one place where jobs leave live work, whatever ends them: an outcome, a cancel, an expiry, a rescue, or a delivery that must not
/// run. Each job moves to history or to the failed jobs. The next steps run in the same transaction.
/// </summary>
[Experimental("JM9001")]
public sealed class SqlJobExit
{
    private readonly SqlStoreParts parts;
    private readonly SqlStatement toHistory;
    private readonly SqlStatement toFailed;
    private readonly SqlStatement quarantineJobs;
    private readonly SqlFailureCounts failures;
    private readonly IReadOnlyList<ISqlJobStep> steps;
    private readonly SqlLimits limits;
    private readonly Func<DbDataReader, (JobClaim Claim, string? Limits)> readLeft;
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
        failures = new SqlFailureCounts(parts);
        steps = parts.Dialect.MovesInOneStatement ? parts.ExitSteps : [new RemoveLeftJobs(parts), .. parts.ExitSteps];
        limits = new SqlLimits(parts);
        readLeft = reader => (new JobClaim(parts.Dialect.ReadId(reader, 0), reader.GetInt32(1)), reader.Text(2));
        readId = parts.Dialect.SoleId;
    }

    /// <summary>Whether leaving is one statement, which needs no transaction around it.</summary>
    internal bool IsOneStatement => steps.Count == 0;

    /// <summary>Moves running jobs to history, or to the failed jobs; returns those that had not changed.</summary>
    internal ValueTask<List<JobClaim>> EndAsync<T>(
        SqlCommands commands, IEnumerable<T> jobs, Action<Utf8JsonWriter, T> write, bool hasFailed, CancellationToken cancellationToken,
        string? patience = null) =>
        hasFailed
            ? FailAsync(commands, JsonRows.Write(jobs, write), patience, cancellationToken)
            : LeaveAsync(commands, toHistory, JsonRows.Write(jobs, write), isRunning: true, patience, cancellationToken);

    /// <summary>Moves waiting or parked jobs to history as cancelled; returns those that had not changed.</summary>
    internal ValueTask<List<JobClaim>> CancelAsync(
        SqlCommands commands, IEnumerable<JobClaim> jobs, string? error, CancellationToken cancellationToken) =>
        LeaveAsync(
            commands,
            toHistory,
            JsonRows.Write(
                jobs.Select(job => new LeavingJob(job.JobId, job.ClaimNo, JobState.Cancelled) { Error = error }),
                static (writer, job) => job.Write(writer)),
            isRunning: false,
            patience: null,
            cancellationToken);

    /// <summary>Adds delivered jobs that must not run to the failed jobs, unless they are stored already. Returns those it added.</summary>
    internal async ValueTask<List<Guid>> QuarantineAsync(
        SqlCommands commands, SqlArgument delivered, SqlArgument window, CancellationToken cancellationToken)
    {
        var set = await commands.QueryAsync(
            quarantineJobs, readId, cancellationToken, delivered, window, SqlArgument.Text("fingerprint", StoredFailures.Quarantined),
            parts.Now()).ConfigureAwait(false);
        await failures.AddedAsync(commands, set, cancellationToken).ConfigureAwait(false);
        await StepAsync(commands, set, cancellationToken).ConfigureAwait(false);
        return set;
    }

    private async ValueTask<List<JobClaim>> FailAsync(
        SqlCommands commands, string jobs, string? patience, CancellationToken cancellationToken)
    {
        var failed = await LeaveAsync(commands, toFailed, jobs, isRunning: true, patience, cancellationToken).ConfigureAwait(false);
        await failures.AddedAsync(commands, failed.ConvertAll(static job => job.JobId), cancellationToken).ConfigureAwait(false);
        return failed;
    }

    private async ValueTask<List<JobClaim>> LeaveAsync(
        SqlCommands commands, SqlStatement statement, string jobs, bool isRunning, string? patience,
        CancellationToken cancellationToken)
    {
        var rows = await commands.QueryAsync(
            statement, readLeft, cancellationToken, SqlArgument.Json("leaving", jobs), SqlArgument.Flag("running", isRunning),
            SqlArgument.Text("patience", patience), parts.Now()).ConfigureAwait(false);
        var left = new List<JobClaim>(rows.Count);
        List<LimitedJob>? limited = null;
        foreach (var (claim, keys) in rows)
        {
            left.Add(claim);
            if (keys is not null)
            {
                (limited ??= []).Add(new LimitedJob(claim.JobId, keys));
            }
        }

        if (limited is not null)
        {
            await limits.LeftAsync(commands, limited, cancellationToken).ConfigureAwait(false);
        }

        if (steps.Count > 0)
        {
            await StepAsync(commands, left.ConvertAll(static job => job.JobId), cancellationToken).ConfigureAwait(false);
        }

        return left;
    }

    private async ValueTask StepAsync(SqlCommands commands, List<Guid> left, CancellationToken cancellationToken)
    {
        for (int i = 0; i < steps.Count && left.Count > 0; i++)
        {
            await steps[i].RunAsync(commands, left, cancellationToken).ConfigureAwait(false);
        }
    }
}
