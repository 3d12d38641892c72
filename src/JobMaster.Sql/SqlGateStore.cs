using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// The gates of limits in a relational store. A pass is one transaction. Its first statement locks the rows of the keys, in their order.
/// The next ones read what is in use with a new snapshot, so they see everything that others committed before they released the lock.
/// </summary>
[Experimental("JM9001")]
public sealed class SqlGateStore : IGateStore
{
    /// <summary>A pass locks at most this many keys; the next pass locks those that later jobs need.</summary>
    private const int MostKeys = 64;

    private readonly SqlStoreParts parts;
    private readonly SqlLimits gates;
    private readonly SqlLimitStatements statements;
    private readonly SqlGateHold hold;
    private readonly SqlTurns turns;
    private readonly SqlIdleKeys idle;

    /// <summary>Creates the gates of one store.</summary>
    /// <param name="parts">The shared parts of the store.</param>
    public SqlGateStore(SqlStoreParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        this.parts = parts;
        gates = new SqlLimits(parts);
        statements = new SqlLimitStatements(parts);
        hold = new SqlGateHold(parts, statements);
        turns = new SqlTurns(parts, statements, hold);
        idle = new SqlIdleKeys(parts, statements);
    }

    /// <inheritdoc/>
    public Action<IReadOnlyCollection<string>>? Touched
    {
        get => parts.Dialect.LimitsTouched;
        set => parts.Dialect.LimitsTouched = value;
    }

    /// <inheritdoc/>
    public async Task<LimitPass> PassAsync(
        string key, int most, IReadOnlyCollection<string> paused, TimeSpan patience, CancellationToken cancellationToken)
    {
        var (pass, now) = await parts.Runner.WriteAsync(
            (commands, token) => PassAsync(commands, key, most, paused, patience, token), cancellationToken).ConfigureAwait(false);
        Arrived(pass.Queues, now);
        return pass;
    }

    /// <inheritdoc/>
    public async Task<TurnPass> PassTurnsAsync(
        IReadOnlyCollection<string> keys, IReadOnlyCollection<string> paused, TimeSpan patience, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keys.Count, TurnPass.MostKeys, nameof(keys));
        var (pass, now) = await parts.Runner.WriteAsync(
            (commands, token) => turns.PassAsync(commands, keys, paused, patience, token), cancellationToken).ConfigureAwait(false);
        Arrived(pass.Queues, now);
        return pass;
    }

    /// <inheritdoc/>
    public Task RestAsync(string key, TimeSpan rest, CancellationToken cancellationToken) =>
        parts.Runner.WriteAsync((commands, token) => RestAsync(commands, key, rest, token), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ShutAsync(string lane, int most, CancellationToken cancellationToken) =>
        parts.Runner.WriteAsync((commands, token) => ShutAsync(commands, lane, most, token), cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListShutAsync(CancellationToken cancellationToken) =>
        [
            .. (await parts.Runner.ReadAsync(
                (commands, token) => commands.QueryAsync(statements.ListShut, static reader => reader.GetString(0), token),
                cancellationToken).ConfigureAwait(false)).Select(StoredLimits.LaneOf).OfType<string>()];

    /// <inheritdoc/>
    public Task<bool> ReopenAsync(string lane, int most, CancellationToken cancellationToken) =>
        parts.Runner.WriteAsync((commands, token) => ReopenAsync(commands, lane, most, token), cancellationToken);

    /// <inheritdoc/>
    public async Task<LimitsDue> OpenDueAsync(int most, CancellationToken cancellationToken)
    {
        // Usually no job has become due, and a read-only transaction shows this.
        var next = await parts.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(statements.ReadNextDue, statements.Until, token, parts.Now()), cancellationToken)
            .ConfigureAwait(false);
        return next is [var until] && until <= TimeSpan.Zero
            ? await parts.Runner.WriteAsync((commands, token) => OpenDueAsync(commands, most, token), cancellationToken)
                .ConfigureAwait(false)
            : new LimitsDue([], MayHaveMore: false, next is [var later] ? later : null);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LimitUse>> ListGatesAsync(string after, int limit, CancellationToken cancellationToken) =>
        await parts.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(
                statements.ListGates, statements.Use, token, SqlArgument.Text("after", after), SqlArgument.Number("limit", limit),
                parts.Now()),
            cancellationToken).ConfigureAwait(false);

    /// <summary>Counts first without a lock, because the count takes long with many live jobs, and usually it is right.</summary>
    public async Task<long> RecountAsync(string key, CancellationToken cancellationToken) =>
        await parts.Runner.ReadAsync((commands, token) => LooksRightAsync(commands, key, token), cancellationToken).ConfigureAwait(false)
            ? 0
            : await parts.Runner.WriteAsync((commands, token) => RecountAsync(commands, key, token), cancellationToken)
                .ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<PrunedKeys> PruneKeysAsync(string after, int most, CancellationToken cancellationToken) =>
        idle.PruneAsync(after, most, cancellationToken);

    private void Arrived(IReadOnlyList<QueueDue> queues, DateTimeOffset now)
    {
        foreach (var (queue, until) in queues)
        {
            parts.Arrived?.Invoke(queue, now + until);
        }
    }

    private async ValueTask<(LimitPass Pass, DateTimeOffset Now)> PassAsync(
        SqlCommands commands, string gate, int most, IReadOnlyCollection<string> paused, TimeSpan patience,
        CancellationToken cancellationToken)
    {
        await hold.LimitWaitingAsync(commands, patience, cancellationToken).ConfigureAwait(false);
        var candidates = await commands.QueryAsync(
            statements.ReadGate, statements.Gated, cancellationToken, SqlArgument.Text("gate", gate), SqlArgument.Number("limit", most))
            .ConfigureAwait(false);
        if (candidates.Count == 0)
        {
            return (new LimitPass(0, [], [], MayHaveMore: false, Next: null), default);
        }

        var seen = WithFewKeys(candidates, gate, out var names);
        var (keys, now) = await hold.KeysAsync(commands, names, cancellationToken).ConfigureAwait(false);
        if (keys[gate].KeepsOrder)
        {
            return (LimitPass.Later, now);
        }

        var there = await hold.JobsAsync(commands, seen, cancellationToken).ConfigureAwait(false);
        var plan = PassPlan.Of(gate, there, keys.Values, paused, now);
        await hold.WriteAsync(commands, plan, keys.Values, cancellationToken).ConfigureAwait(false);
        return there.Count == 0
            ? (LimitPass.Later, now)
            : (plan.Result(now, mayHaveMore: plan.HasRoom && (candidates.Count == most || there.Count < candidates.Count)), now);
    }

    /// <summary>The first jobs, as many as need no more keys than a pass locks.</summary>
    private static List<GatedJob> WithFewKeys(List<GatedJob> candidates, string gate, out SortedSet<string> names)
    {
        names = new SortedSet<string>(StringComparer.Ordinal) { gate };
        var seen = new List<GatedJob>(candidates.Count);
        foreach (var job in candidates)
        {
            string[] keys = StoredLimits.Keys(job.Limits);
            if (seen.Count > 0 && names.Count + keys.Length > MostKeys && !keys.All(names.Contains))
            {
                break;
            }

            names.UnionWith(keys);
            seen.Add(job);
        }

        return seen;
    }

    private async ValueTask<bool> RestAsync(SqlCommands commands, string key, TimeSpan rest, CancellationToken cancellationToken)
    {
        var now = await commands.QueryAsync(
            statements.ReadTime, reader => parts.Dialect.ReadTime(reader, 0), cancellationToken, parts.Now()).ConfigureAwait(false);
        await commands.ExecuteAsync(
            statements.RestKey, cancellationToken, SqlArgument.Text("name", key), SqlArgument.Time("until", now[0] + rest))
            .ConfigureAwait(false);
        return true;
    }

    private async ValueTask<bool> ShutAsync(SqlCommands commands, string lane, int most, CancellationToken cancellationToken)
    {
        var admitted = await commands.QueryAsync(
            statements.FindAdmitted, statements.Admitted, cancellationToken, SqlArgument.Text("lane", lane),
            SqlArgument.Number("limit", most)).ConfigureAwait(false);
        await gates.GateAsync(commands, admitted, mayWait: false, cancellationToken).ConfigureAwait(false);
        return admitted.Count == most;
    }

    private async ValueTask<bool> ReopenAsync(SqlCommands commands, string lane, int most, CancellationToken cancellationToken)
    {
        var shut = await commands.QueryAsync(
            statements.FindShut, statements.Gated, cancellationToken, SqlArgument.Text("gate", StoredLimits.ShutGate(lane)),
            SqlArgument.Number("limit", most)).ConfigureAwait(false);
        var held = shut.Count == 0 ? shut : await hold.JobsAsync(commands, shut, cancellationToken).ConfigureAwait(false);
        await gates.GateAsync(
            commands, held.ConvertAll(job => new LimitedJob(job.Id, job.Limits)), mayWait: true, cancellationToken).ConfigureAwait(false);
        return shut.Count == most && held.Count > 0;
    }

    private async ValueTask<LimitsDue> OpenDueAsync(SqlCommands commands, int most, CancellationToken cancellationToken)
    {
        var due = await commands.QueryAsync(
            statements.ReadDueGates, statements.Gated, cancellationToken, SqlArgument.Number("limit", most), parts.Now())
            .ConfigureAwait(false);
        var held = due.Count == 0 ? due : await hold.JobsAsync(commands, due, cancellationToken).ConfigureAwait(false);
        foreach (var gate in held.GroupBy(job => (Gate: StoredLimits.Keys(job.Limits)[0], job.Queue.Priority)))
        {
            await commands.ExecuteAsync(
                statements.OpenGates,
                cancellationToken,
                SqlArgument.Json("ids", JsonRows.Ids(gate.Select(job => job.Id))),
                SqlArgument.Text("gate", gate.Key.Gate),
                SqlArgument.Number("priority", (int)gate.Key.Priority)).ConfigureAwait(false);
        }

        var next = await commands.QueryAsync(statements.ReadNextDue, statements.Until, cancellationToken, parts.Now())
            .ConfigureAwait(false);
        return new LimitsDue(
            [.. held.Select(job => StoredLimits.Keys(job.Limits)[0]).Distinct(StringComparer.Ordinal)],
            due.Count == most,
            next is [var until] ? until : null);
    }

    private async ValueTask<bool> LooksRightAsync(SqlCommands commands, string key, CancellationToken cancellationToken)
    {
        var used = await commands.QueryAsync(
            statements.ReadKey, statements.Waiting, cancellationToken, SqlArgument.Text("name", key), parts.Now()).ConfigureAwait(false);
        return used is [var one] && one.Use.InUse == (await commands.QueryAsync(
            statements.CountHolders, static reader => reader.GetInt64(0), cancellationToken, SqlArgument.Text("name", key))
            .ConfigureAwait(false))[0];
    }

    /// <summary>Permits not added up yet stay in the ledger, which is read at the moment the holders are counted.</summary>
    private async ValueTask<long> RecountAsync(SqlCommands commands, string key, CancellationToken cancellationToken)
    {
        var keys = new SortedSet<string>(StringComparer.Ordinal) { key };
        var held = await hold.RowsAsync(commands, keys, cancellationToken).ConfigureAwait(false);
        var counted = await commands.QueryAsync(
            statements.CountHolders, static reader => reader.GetInt64(0) + reader.GetInt64(1), cancellationToken,
            SqlArgument.Text("name", key)).ConfigureAwait(false);
        if (counted[0] != held[0].InUse)
        {
            await commands.ExecuteAsync(
                statements.WriteKey, cancellationToken, SqlArgument.Text("name", key), SqlArgument.Number("in_use", counted[0]),
                SqlArgument.Time("next_at", held[0].Next), SqlArgument.Id("held_by", held[0].HeldBy)).ConfigureAwait(false);
        }

        return counted[0] - held[0].InUse;
    }
}
