using System.Data.Common;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// One transaction of an operation: takes the operation, finds its next jobs in the order of their ids, holds those that are free, changes
/// them, notes the others for a later round, and records the progress. All of it is committed together: if a node dies, no job is half
/// changed, left out or changed twice.
/// </summary>
internal sealed class SqlOperationWork
{
    /// <summary>How often the first jobs of a replay are checked.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    /// <summary>How often jobs that other transactions hold are checked.</summary>
    private static readonly TimeSpan BetweenRounds = TimeSpan.FromSeconds(1);

    /// <summary>How many jobs have their message data in memory at once.</summary>
    private const int PayloadsAtOnce = 100;

    /// <summary>How often a node checks an operation of a later version that it cannot carry out.</summary>
    private static readonly TimeSpan UntilNewerNode = TimeSpan.FromSeconds(30);

    private readonly SqlStoreParts parts;
    private readonly SqlJobCancel cancel;
    private readonly SqlJobChange change;
    private readonly SqlJobReplay replay;
    private readonly SqlJobDiscard discard;
    private readonly SqlStatement readReplayed;
    private readonly SqlStatement noteCanaries;
    private readonly SqlStatement watchCanaries;
    private readonly SqlStatement takeOperation;
    private readonly SqlStatement readOperation;
    private readonly SqlStatement leaveJobs;
    private readonly SqlStatement dropLeft;
    private readonly SqlStatement moveOperation;
    private readonly Func<DbDataReader, StoredOperation> readRow;
    private readonly Func<DbDataReader, Guid> readId;
    private readonly Func<DbDataReader, ChangingJob> readChanging;
    private readonly Func<DbDataReader, (Guid Id, int End)> readWatched;
    private readonly Func<DbDataReader, ReplayedPayload> readPayload;

    public SqlOperationWork(SqlStoreParts parts, SqlJobEntry entry, SqlJobExit exit)
    {
        this.parts = parts;
        cancel = new SqlJobCancel(parts, exit);
        change = new SqlJobChange(parts);
        replay = new SqlJobReplay(parts, entry);
        discard = new SqlJobDiscard(parts);
        readReplayed = parts.Statements["read_replayed"];
        noteCanaries = parts.Statements["note_canaries"];
        watchCanaries = parts.Statements["watch_canaries"];
        takeOperation = parts.Statements["take_operation"];
        readOperation = parts.Statements["read_operation"];
        leaveJobs = parts.Statements["leave_operation_jobs"];
        dropLeft = parts.Statements["drop_left"];
        moveOperation = parts.Statements["move_operation"];
        readRow = reader => OperationRow.Read(parts.Dialect, reader);
        readId = parts.Dialect.SoleId;
        readWatched = reader => (parts.Dialect.ReadId(reader, 0), reader.GetInt32(1));
        readPayload = reader => new ReplayedPayload(parts.Dialect.ReadId(reader, 0), reader.GetString(1), reader.Text(2));
        readChanging = reader => ChangingJob.Read(parts.Dialect, reader);
    }

    public async ValueTask<OperationWork?> RunAsync(
        SqlCommands commands, int limit, IReplayCheck? check, Action<JobQueue, DateTimeOffset> arrived, Action<Guid> taken,
        CancellationToken cancellationToken)
    {
        if (await commands.QueryAsync(takeOperation, readId, cancellationToken, parts.Now()).ConfigureAwait(false) is not [var id])
        {
            return null;
        }

        taken(id);

        // After the lock: the statement that takes the operation would count the waiting jobs as they were before another node's commit.
        if (await commands.QueryAsync(readOperation, readRow, cancellationToken, SqlArgument.Id("id", id)).ConfigureAwait(false)
            is not [var operation])
        {
            return null;
        }

        if (operation.Spec.UnknownPart is { } unknown)
        {
            var left = new Progress(JobOperationState.Running)
            {
                Cursor = operation.Cursor, Stage = operation.Stage, NextIn = UntilNewerNode,
                Note = $"Waits for a node of a later version: this one does not know {unknown}.",
            };
            return await StoreAsync(commands, operation, left, cancellationToken).ConfigureAwait(false);
        }

        if (operation.Stage == OperationStage.Watch)
        {
            return await WatchAsync(commands, operation, cancellationToken).ConfigureAwait(false);
        }

        check = operation.Spec.MovesPayloads ? check : null;
        if (check?.Knows(operation.Spec.Replay!.DefinitionId!) == false)
        {
            // Other operations continue meanwhile.
            var waits = new Progress(JobOperationState.Running)
            {
                Cursor = operation.Cursor, Stage = operation.Stage, NextIn = BetweenRounds,
            };
            return (await StoreAsync(commands, operation, waits, cancellationToken).ConfigureAwait(false)) with
            {
                UnknownDefinition = operation.Spec.Replay!.DefinitionId,
            };
        }

        int most = operation.Most(limit);
        return most <= 0
            ? await MoveAsync(commands, operation, new Progress(JobOperationState.Stopped), cancellationToken).ConfigureAwait(false)
            : operation.IsScanned
                ? await WorkOffLeftAsync(commands, operation, most, check, arrived, cancellationToken).ConfigureAwait(false)
                : await ScanAsync(commands, operation, most, check, arrived, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Changes the next jobs of the filter; held ones are left for later.</summary>
    private async ValueTask<OperationWork> ScanAsync(
        SqlCommands commands, StoredOperation operation, int limit, IReplayCheck? check,
        Action<JobQueue, DateTimeOffset> arrived, CancellationToken cancellationToken)
    {
        var query = new OperationQuery(parts, operation.Spec);
        operation = operation.IsCapped
            ? await query.CountOnAsync(commands, operation, cancellationToken).ConfigureAwait(false)
            : operation;
        var end = await query.EndAsync(commands, operation.Cursor, cancellationToken).ConfigureAwait(false);
        var (statement, arguments) = query.Find(limit, operation.CreatedAt, operation.Cursor, until: end);
        var found = await commands.QueryAsync(statement, readId, cancellationToken, arguments).ConfigureAwait(false);
        var (counts, taken, asked) = await ApplyAsync(commands, operation, found, check, arrived, cancellationToken)
            .ConfigureAwait(false);
        var left = found.Where(id => !taken.Contains(id)).ToList();
        if (left.Count > 0)
        {
            await commands.ExecuteAsync(leaveJobs, cancellationToken, OfOperation(operation), Ids(left)).ConfigureAwait(false);
        }

        bool isThrough = found.Count < limit && end is null;
        return await MoveAsync(
            commands,
            operation,
            new Progress(isThrough && left.Count == 0 && operation.Waiting == 0 ? JobOperationState.Done : JobOperationState.Running)
            {
                IsScanned = isThrough, Cursor = isThrough ? null : found.Count < limit ? end : found[^1], Counts = counts, Asked = asked,
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Changes the next jobs that were named or held before; jobs that are still held wait for the next round.</summary>
    private async ValueTask<OperationWork> WorkOffLeftAsync(
        SqlCommands commands, StoredOperation operation, int limit, IReplayCheck? check,
        Action<JobQueue, DateTimeOffset> arrived, CancellationToken cancellationToken)
    {
        var left = await FindLeftAsync(commands, operation, limit, cancellationToken).ConfigureAwait(false);
        var (counts, taken, asked) = await ApplyAsync(commands, operation, left, check, arrived, cancellationToken)
            .ConfigureAwait(false);
        var others = left.Where(id => !taken.Contains(id)).ToList();
        var held = await FindHeldAsync(commands, operation, others, cancellationToken).ConfigureAwait(false);
        var over = left.Where(id => !held.Contains(id)).ToList();
        if (over.Count > 0)
        {
            await commands.ExecuteAsync(dropLeft, cancellationToken, OfOperation(operation), Ids(over)).ConfigureAwait(false);
        }

        bool isRoundOver = left.Count < limit;
        bool isDone = isRoundOver && operation.Waiting == over.Count;
        return await MoveAsync(
            commands,
            operation,
            new Progress(isDone ? JobOperationState.Done : JobOperationState.Running)
            {
                IsScanned = true,
                Cursor = isRoundOver ? null : left[^1],
                Counts = counts with { Gone = counts.Gone + others.Count - held.Count },
                Asked = asked,
                WaitsForHolders = isRoundOver && !isDone,
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<List<Guid>> FindLeftAsync(
        SqlCommands commands, StoredOperation operation, int limit, CancellationToken cancellationToken)
    {
        var number = SqlArgument.Number("limit", limit);
        return operation.Cursor is { } after
            ? await commands.QueryAsync(
                parts.Statements.Compose("find_left", "find_left_after", "find_left_order"),
                readId, cancellationToken, OfOperation(operation), SqlArgument.Id("after_id", after), number).ConfigureAwait(false)
            : await commands.QueryAsync(
                parts.Statements.Compose("find_left", "find_left_order"),
                readId, cancellationToken, OfOperation(operation), number).ConfigureAwait(false);
    }

    /// <summary>The existing jobs among those that could not be taken: other transactions hold them.</summary>
    private async ValueTask<HashSet<Guid>> FindHeldAsync(
        SqlCommands commands, StoredOperation operation, List<Guid> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        var (statement, arguments) = new OperationQuery(parts, operation.Spec).Find(ids.Count, Cutoff(operation), ids: Ids(ids));
        return [.. await commands.QueryAsync(statement, readId, cancellationToken, arguments).ConfigureAwait(false)];
    }

    /// <summary>Holds the jobs that are free, and changes them. Returns the counts, the jobs, and those that were asked to stop.</summary>
    private async ValueTask<(OperationCounts Counts, HashSet<Guid> Taken, IReadOnlyList<Guid> Asked)> ApplyAsync(
        SqlCommands commands, StoredOperation operation, List<Guid> ids, IReplayCheck? check,
        Action<JobQueue, DateTimeOffset> arrived, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return (default, [], []);
        }

        var (statement, arguments) = new OperationQuery(parts, operation.Spec).Take(Ids(ids), Cutoff(operation));
        if (operation.Spec.IsOfFailed || operation.Spec.IsOfDiscarded)
        {
            var failed = await commands.QueryAsync(statement, readId, cancellationToken, arguments).ConfigureAwait(false);
            if (operation.Spec.Kind != JobOperationKind.Replay)
            {
                var move = operation.Spec.IsOfDiscarded
                    ? (Func<SqlCommands, List<Guid>, AuditOrigin, CancellationToken, ValueTask>)discard.RestoreHeldAsync
                    : discard.DiscardHeldAsync;
                await move(commands, failed, operation.By, cancellationToken).ConfigureAwait(false);
                return (new OperationCounts(failed.Count), [.. failed], []);
            }

            var counts = await ReplayAsync(commands, operation, failed, check, arrived, cancellationToken).ConfigureAwait(false);
            return (counts, [.. failed], []);
        }

        var taken = await commands.QueryAsync(statement, readChanging, cancellationToken, arguments).ConfigureAwait(false);
        HashSet<Guid> takenIds = [.. taken.Select(job => job.Id)];
        if (operation.Spec.Change is { } wanted)
        {
            var results = await change.ApplyAsync(commands, taken, wanted, operation.By, arrived, cancellationToken).ConfigureAwait(false);
            return (OperationCounts.Of(results.Values), takenIds, []);
        }

        var cancelled = await cancel.ApplyAsync(commands, taken, operation.By, cancellationToken).ConfigureAwait(false);
        int again = taken.Count(job => job.IsAsked);
        return (
            new OperationCounts(cancelled.Count - again, again),
            takenIds,
            [.. cancelled.Where(result => result.Value == CancelResult.StopRequested).Select(result => result.Key)]);
    }

    /// <summary>Replays failed jobs that this transaction holds, except those that the check refuses.</summary>
    private async ValueTask<OperationCounts> ReplayAsync(
        SqlCommands commands, StoredOperation operation, List<Guid> held, IReplayCheck? check,
        Action<JobQueue, DateTimeOffset> arrived, CancellationToken cancellationToken)
    {
        if (check is null)
        {
            return await ReplayAsync(commands, operation, held, operation.Spec.Replay, arrived, cancellationToken)
                .ConfigureAwait(false);
        }

        var counts = default(OperationCounts);
        foreach (var ids in held.Chunk(PayloadsAtOnce))
        {
            var jobs = await commands.QueryAsync(readReplayed, readPayload, cancellationToken, Ids(ids)).ConfigureAwait(false);
            foreach (var alike in jobs.GroupBy(job => check.Fit(job, operation.Spec.Replay!)))
            {
                counts = counts.Plus(alike.Key is not { } change
                    ? new OperationCounts(0, Unreadable: alike.Count())
                    : await ReplayAsync(commands, operation, [.. alike.Select(job => job.JobId)], change, arrived, cancellationToken)
                        .ConfigureAwait(false));
            }
        }

        return counts;
    }

    private async ValueTask<OperationCounts> ReplayAsync(
        SqlCommands commands, StoredOperation operation, List<Guid> held, StoredReplay? change, Action<JobQueue, DateTimeOffset> arrived,
        CancellationToken cancellationToken)
    {
        var results = await replay.ApplyAsync(commands, held, operation.By, arrived, cancellationToken, change).ConfigureAwait(false);
        List<Guid> replayed = [
            .. results.Values.Where(static result => result.Kind == ReplayKind.Replayed).Select(static result => result.JobId)];
        if (operation.Stage == OperationStage.First && replayed.Count > 0)
        {
            await commands.ExecuteAsync(noteCanaries, cancellationToken, OfOperation(operation), Ids(replayed)).ConfigureAwait(false);
        }

        int keyHeld = results.Values.Count(result => result.Kind == ReplayKind.KeyHeld);
        return new OperationCounts(replayed.Count, Gone: results.Count - replayed.Count - keyHeld, KeyHeld: keyHeld);
    }

    /// <summary>Continues once the first jobs have succeeded, and stops if one of them failed again or was cancelled.</summary>
    private async ValueTask<OperationWork> WatchAsync(
        SqlCommands commands, StoredOperation operation, CancellationToken cancellationToken)
    {
        var found = await commands.QueryAsync(watchCanaries, readWatched, cancellationToken, OfOperation(operation)).ConfigureAwait(false);
        var bad = found.Where(job => job.End != 0).ToList();
        var progress = new Progress(bad.Count > 0 ? JobOperationState.Stopped : JobOperationState.Running)
        {
            Cursor = operation.Cursor,
            Stage = found.Count == 0 ? OperationStage.Rest : OperationStage.Watch,
            NextIn = found.Count > 0 && bad.Count == 0 ? BetweenLooks : null,
            Note = bad.Count > 0 ? StoredOperation.EndedBadly(bad[0].Id, hasFailed: bad[0].End == 1) : null,
        };
        return await StoreAsync(commands, operation, progress, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<OperationWork> MoveAsync(
        SqlCommands commands, StoredOperation operation, Progress progress, CancellationToken cancellationToken)
    {
        bool isThrough = progress.State == JobOperationState.Done;
        var stage = operation.After(operation.Counts.Changed + progress.Counts.Changed, isThrough);
        bool watches = stage == OperationStage.Watch;
        operation = isThrough && !watches ? operation.Through(progress.Counts) : operation;
        return StoreAsync(
            commands,
            operation,
            progress with
            {
                State = watches ? JobOperationState.Running : progress.State,
                Counts = isThrough && !watches ? operation.AtEnd(progress.Counts) : progress.Counts,
                Stage = stage,
                NextIn = watches ? BetweenLooks
                    : isThrough ? null
                    : Longer(operation.Pause(progress.Counts.Changed), progress.WaitsForHolders ? BetweenRounds : null),
            },
            cancellationToken);
    }

    private async ValueTask<OperationWork> StoreAsync(
        SqlCommands commands, StoredOperation operation, Progress progress, CancellationToken cancellationToken)
    {
        bool isOver = progress.State is JobOperationState.Done or JobOperationState.Stopped;
        await commands.ExecuteAsync(
            moveOperation,
            cancellationToken,
            SqlArgument.Id("id", operation.Id),
            SqlArgument.Number("state", (int)progress.State),
            SqlArgument.Flag("is_over", isOver),
            SqlArgument.Flag("is_scanned", progress.IsScanned || operation.IsScanned),
            SqlArgument.Id("cursor", progress.Cursor),
            SqlArgument.Id("counted", operation.CountedTo),
            SqlArgument.Number("matched", operation.Matched),
            SqlArgument.Flag("is_capped", operation.IsCapped),
            SqlArgument.Number("changed", progress.Counts.Changed),
            SqlArgument.Number("unchanged", progress.Counts.Unchanged),
            SqlArgument.Number("running", progress.Counts.Running),
            SqlArgument.Number("on_agent", progress.Counts.OnAgent),
            SqlArgument.Number("gone", progress.Counts.Gone),
            SqlArgument.Number("key_held", progress.Counts.KeyHeld),
            SqlArgument.Number("unreadable", progress.Counts.Unreadable),
            SqlArgument.Number("stage", (int)progress.Stage),
            new SqlArgument(
                "delay", SqlArgumentKind.Number, progress.NextIn is { } delay ? SqlTime.ToMicroseconds(delay) : null),
            SqlArgument.Text("note", progress.Note),
            parts.Now()).ConfigureAwait(false);
        return new OperationWork(operation.Id, progress.State, progress.Counts, progress.WaitsForHolders, progress.Asked)
        {
            NextIn = progress.NextIn,
        };
    }

    private static TimeSpan? Longer(TimeSpan? one, TimeSpan? other) => one is null || one < other ? other ?? one : one;

    private static DateTimeOffset Cutoff(StoredOperation operation) =>
        operation.Spec.Filter is null ? OperationQuery.NoCutoff : operation.CreatedAt;

    private static SqlArgument OfOperation(StoredOperation operation) => SqlArgument.Id("operation_id", operation.Id);

    private static SqlArgument Ids(IEnumerable<Guid> ids) => SqlArgument.Json("ids", JsonRows.Ids(ids));

    /// <summary>The state of an operation after one transaction.</summary>
    private sealed record Progress(JobOperationState State)
    {
        public bool IsScanned { get; init; }

        public Guid? Cursor { get; init; }

        public OperationCounts Counts { get; init; }

        public bool WaitsForHolders { get; init; }

        public OperationStage Stage { get; init; }

        public TimeSpan? NextIn { get; init; }

        public string? Note { get; init; }

        public IReadOnlyList<Guid> Asked { get; init; } = [];
    }
}
