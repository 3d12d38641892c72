using System.Data.Common;
using System.Text.Json;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Handles jobs under limits when they start to wait, however they do so: they go to their gates, and give back the permits they hold.
/// Giving back only inserts rows, so it never waits for a pass. Runs only for jobs that have limits.
/// </summary>
internal sealed class SqlLimits
{
    private readonly SqlStoreParts parts;
    private readonly SqlStatement throttleJobs;
    private readonly SqlStatement enterGates;
    private readonly SqlStatement leaveGates;
    private readonly SqlStatement freePermits;

    public SqlLimits(SqlStoreParts parts)
    {
        this.parts = parts;
        throttleJobs = parts.Statements["throttle_jobs"];
        enterGates = parts.Statements["enter_gates"];
        leaveGates = parts.Statements["leave_gates"];
        freePermits = parts.Statements["free_permits"];
    }

    /// <summary>Sends jobs that this transaction made wait, or parked, to their gates, wherever they were before.</summary>
    /// <param name="commands">The connection's commands.</param>
    /// <param name="jobs">The jobs.</param>
    /// <param name="mayWait">Whether some of them may be at a gate already.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async ValueTask GateAsync(
        SqlCommands commands, IReadOnlyList<LimitedJob> jobs, bool mayWait, CancellationToken cancellationToken)
    {
        if (jobs.Count == 0)
        {
            return;
        }

        var ids = SqlArgument.Json("ids", JsonRows.Ids(jobs.Select(job => job.Id)));
        if (mayWait)
        {
            await commands.ExecuteAsync(leaveGates, cancellationToken, ids).ConfigureAwait(false);
        }

        await commands.ExecuteAsync(throttleJobs, cancellationToken, ids).ConfigureAwait(false);
        var gated = SqlArgument.Json("gated", JsonRows.Write(jobs, WriteGated));
        await commands.ExecuteAsync(enterGates, cancellationToken, gated, parts.Now()).ConfigureAwait(false);
        await FreeAsync(commands, jobs, cancellationToken).ConfigureAwait(false);
        commands.Touch(jobs.Select(job => StoredLimits.Keys(job.Limits)[0]));
    }

    /// <summary>Gives back the permits that the jobs hold.</summary>
    public async ValueTask FreeAsync(SqlCommands commands, IReadOnlyList<LimitedJob> jobs, CancellationToken cancellationToken)
    {
        var freed = jobs.SelectMany(job => StoredLimits.Held(job.Limits))
            .CountBy(key => key, StringComparer.Ordinal).OrderBy(use => use.Key, StringComparer.Ordinal).ToList();
        if (freed.Count == 0)
        {
            return;
        }

        await commands.ExecuteAsync(freePermits, cancellationToken, SqlArgument.Json("uses", JsonRows.Write(freed, WriteUse)))
            .ConfigureAwait(false);
        commands.Touch(freed.Select(use => use.Key));
    }

    private static void WriteGated(Utf8JsonWriter writer, LimitedJob job)
    {
        writer.WriteStartObject();
        writer.Id("id", job.Id);
        writer.Text("gate", StoredLimits.Keys(job.Limits)[0]);
        writer.WriteEndObject();
    }

    private static void WriteUse(Utf8JsonWriter writer, KeyValuePair<string, int> use)
    {
        writer.WriteStartObject();
        writer.Text("name", use.Key);
        writer.Number("n", use.Value);
        writer.WriteEndObject();
    }
}

/// <summary>A job with limits.</summary>
/// <param name="Id">The job.</param>
/// <param name="Limits">Its keys, as stored.</param>
internal readonly record struct LimitedJob(Guid Id, string Limits)
{
    /// <summary>Reads the limits of a row; adds the job to the list if it has any.</summary>
    public static void Note(List<LimitedJob>? jobs, SqlDialect dialect, DbDataReader reader, int id, int limits)
    {
        if (jobs is not null && !reader.IsDBNull(limits))
        {
            jobs.Add(new LimitedJob(dialect.ReadId(reader, id), reader.GetString(limits)));
        }
    }
}
