using System.Data.Common;
using System.Text.Json;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Inserts jobs with unique keys, within the transaction of their batch: takes the free keys and inserts the jobs that got theirs. For each
/// other job, it returns the holder, refuses the job, or replaces the waiting holder. Jobs of one batch that want the same key are handled
/// one after the other.
/// </summary>
internal sealed class SqlUniqueInsert
{
    private readonly SqlStoreParts parts;
    private readonly SqlJobKeys keys;
    private readonly SqlJobSteps replaceSteps;
    private readonly SqlStatement? holdJobs;
    private readonly SqlStatement replaceJobs;
    private readonly SqlStatement readStored;
    private readonly Func<DbDataReader, Guid> readId;
    private readonly Func<DbDataReader, (Guid Id, string? Limits)> readReplaced;

    public SqlUniqueInsert(SqlStoreParts parts, SqlJobKeys keys)
    {
        (this.parts, this.keys) = (parts, keys);

        // The job's earlier values stay stored until it is pruned; a search checks the metadata of the jobs it finds.
        replaceSteps = new SqlJobSteps([new FileMetadata(parts), new GateLimitedJobs(parts, mayWait: true)]);
        holdJobs = parts.Dialect.SkipsLockedJobs ? parts.Statements["hold_jobs"] : null;
        replaceJobs = parts.Statements["replace_jobs"];
        readStored = parts.Statements["read_stored"];
        readId = parts.Dialect.SoleId;
        readReplaced = reader => (parts.Dialect.ReadId(reader, 0), reader.Text(1));
    }

    /// <summary>Inserts the jobs, those without a unique key in the first round. Returns the inserted ones.</summary>
    /// <param name="call">The call that brought the jobs.</param>
    /// <param name="jobs">The jobs.</param>
    /// <param name="insertRows">Makes jobs live; returns those whose id was new.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async ValueTask<List<InsertedJob>> RunAsync(
        InsertCall call, IReadOnlyList<NewJob> jobs, Func<IReadOnlyList<NewJob>, ValueTask<List<InsertedJob>>> insertRows,
        CancellationToken cancellationToken)
    {
        var queues = new UniqueQueues(jobs.Where(job => job.Unique is not null));
        var inserted = new List<InsertedJob>(jobs.Count);
        var plain = jobs.Where(job => job.Unique is null).ToList();
        for (var round = queues.Next(); round.Count > 0 || plain.Count > 0; round = queues.Next())
        {
            await TakeAsync(call, round, cancellationToken).ConfigureAwait(false);
            var taken = round.Where(wish => !call.Answers.Has(wish.Job.Id)).ToList();
            var rows = await insertRows([.. plain, .. taken.Select(wish => wish.Job)]).ConfigureAwait(false);
            inserted.AddRange(rows);
            plain.Clear();
            await KeepAsync(call.Commands, taken, rows.Select(row => row.Id).ToHashSet(), cancellationToken).ConfigureAwait(false);
            foreach (var (key, job) in round)
            {
                var holder = call.Answers.OwnerOf(job.Id);
                if (holder != job.Id || rows.Exists(row => row.Id == job.Id))
                {
                    queues.Settle(key, job, call.Answers);
                }
            }
        }

        return inserted;
    }

    private async ValueTask TakeAsync(InsertCall call, List<UniqueWish> round, CancellationToken cancellationToken)
    {
        // Repeated for jobs whose holder was claimed, or ended, just before the replacement.
        var left = round;
        for (int tries = 0; left.Count > 0; tries++)
        {
            SqlJobKeys.ThrowIfEndless(tries);
            var wishes = left.Select(wish => wish.Wish);
            var holders = await keys.TakeAsync(call.Commands, wishes, call.Patience, cancellationToken).ConfigureAwait(false);
            var conflicts = left.Where(wish => holders.ContainsKey(wish.Job.Id)).ToList();
            conflicts = await WithoutStoredAsync(call, conflicts, cancellationToken).ConfigureAwait(false);
            left = await ReplaceAsync(call, conflicts, holders, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Handles jobs that are stored already, perhaps by an earlier call that lost its reply: the result is the job itself. Another job may
    /// have taken the key since.
    /// </summary>
    private async ValueTask<List<UniqueWish>> WithoutStoredAsync(
        InsertCall call, List<UniqueWish> conflicts, CancellationToken cancellationToken)
    {
        if (conflicts.Count == 0 || !call.MayBeStored)
        {
            return conflicts;
        }

        var ids = SqlArgument.Json("ids", JsonRows.Ids(conflicts.Select(wish => wish.Job.Id)));
        var stored = (await call.Commands.QueryAsync(readStored, readId, cancellationToken, ids).ConfigureAwait(false)).ToHashSet();
        stored.ToList().ForEach(id => call.Answers.Add(id, id));
        return stored.Count == 0 ? conflicts : conflicts.FindAll(wish => !stored.Contains(wish.Job.Id));
    }

    /// <summary>Resolves conflicts, and returns the jobs to try again.</summary>
    private async ValueTask<List<UniqueWish>> ReplaceAsync(
        InsertCall call, List<UniqueWish> conflicts, Dictionary<Guid, KeyHolder> holders, CancellationToken cancellationToken)
    {
        var replacing = new List<(Guid Holder, UniqueWish Wish)>();
        foreach (var wish in conflicts)
        {
            var holder = holders[wish.Job.Id];
            bool replaces = wish.Job.Unique!.OnConflict == UniqueConflict.ReplaceWaiting && holder.JobId != wish.Job.Id;
            if (replaces && holder.IsWaiting && holder.DefinitionId == StoredText.Clean(wish.Job.DefinitionId)
                && holder.Tenant == StoredText.Clean(wish.Job.Tenant))
            {
                replacing.Add((holder.JobId, wish));
            }
            else if (replaces || (wish.Job.Unique.OnConflict == UniqueConflict.Reject && holder.JobId != wish.Job.Id))
            {
                call.Answers.Refuse(wish.Job, holder.JobId);
            }
            else
            {
                call.Answers.Add(wish.Job.Id, holder.JobId);
            }
        }

        if (replacing.Count == 0)
        {
            return [];
        }

        var ids = SqlArgument.Json("ids", JsonRows.Ids(replacing.Select(pair => pair.Holder)));
        if (holdJobs is not null)
        {
            await call.Commands.QueryAsync(holdJobs, readId, cancellationToken, ids, SqlArgument.Text("patience", null))
                .ConfigureAwait(false);
        }

        var jobs = SqlArgument.Json("jobs", JsonRows.Write(replacing, Write));
        var rows = await call.Commands.QueryAsync(replaceJobs, readReplaced, cancellationToken, ids, jobs, parts.Now())
            .ConfigureAwait(false);
        var replaced = rows.ToDictionary(static job => job.Id, static job => job.Limits);
        var done = replacing.FindAll(pair => replaced.ContainsKey(pair.Holder));
        var moved = done.ConvertAll(pair => new MovedJob(pair.Holder) { New = pair.Wish.Job, Limits = replaced[pair.Holder] });
        await replaceSteps.RunAsync(call.Commands, moved, cancellationToken).ConfigureAwait(false);
        done.ForEach(pair => call.Answers.Add(pair.Wish.Job.Id, pair.Holder));
        return [.. replacing.Where(pair => !replaced.ContainsKey(pair.Holder)).Select(pair => pair.Wish)];
    }

    private async ValueTask KeepAsync(
        SqlCommands commands, List<UniqueWish> taken, HashSet<Guid> inserted, CancellationToken cancellationToken)
    {
        if (inserted.Count > 0 && taken.Exists(wish => inserted.Contains(wish.Job.Id)))
        {
            await keys.KeepAsync(commands, taken.Where(wish => inserted.Contains(wish.Job.Id)).Select(wish => wish.Wish), cancellationToken)
                .ConfigureAwait(false);
        }

        // Their ids are stored already, without the key.
        var inVain = taken.Where(wish => !inserted.Contains(wish.Job.Id)).Select(wish => wish.Wish).ToList();
        if (inVain.Count > 0)
        {
            await keys.DropAsync(commands, inVain, cancellationToken).ConfigureAwait(false);
        }
    }

    private static void Write(Utf8JsonWriter writer, (Guid Holder, UniqueWish Wish) replacing)
    {
        writer.WriteStartObject();
        NewJobRow.WriteMembers(writer, replacing.Wish.Job with { Id = replacing.Holder });
        writer.Interval("longest_wait", replacing.Wish.Job.Unique!.LongestWait);
        writer.WriteEndObject();
    }
}

/// <summary>The shared data of the steps of one insert.</summary>
/// <param name="Commands">The connection's commands.</param>
/// <param name="Answers">The jobs whose keys other jobs hold.</param>
/// <param name="MayBeStored">Whether the jobs may be stored already.</param>
/// <param name="Patience">How long to wait for another transaction; null means the current setting.</param>
internal sealed record InsertCall(SqlCommands Commands, KeyAnswers Answers, bool MayBeStored, string? Patience);
