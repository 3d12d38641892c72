using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// The gates of limits in a relational store. A pass is one transaction: its first statement locks the rows of the keys, in their order;
/// those that follow read with a new snapshot what is in use, so they see all that others committed before they gave the lock up.
/// </summary>
[Experimental("JM9001")]
public sealed class SqlGateStore : IGateStore
{
    /// <summary>A pass locks no more keys than this; what the jobs behind need is for the next.</summary>
    private const int MostKeys = 64;

    /// <summary>Of jobs that fell due and have not come to their gates, a pass that keeps order looks at so many.</summary>
    private const int MostDue = 1000;

    /// <summary>What the statement calls the place of a job that is live.</summary>
    private const int LivePlace = 1;

    /// <summary>How long a pass waits for keys that another holds.</summary>
    private const string Patience = "3s";

    private readonly SqlStoreParts parts;
    private readonly SqlLimits gates;
    private readonly SqlLimitStatements statements;

    /// <summary>Creates the gates of one store.</summary>
    /// <param name="parts">What the store's parts share.</param>
    public SqlGateStore(SqlStoreParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        this.parts = parts;
        gates = new SqlLimits(parts);
        statements = new SqlLimitStatements(parts);
    }

    /// <inheritdoc/>
    public Action<IReadOnlyCollection<string>>? Touched
    {
        get => parts.Dialect.LimitsTouched;
        set => parts.Dialect.LimitsTouched = value;
    }

    /// <inheritdoc/>
    public Task<LimitPass> PassAsync(string key, int most, IReadOnlyCollection<string> paused, CancellationToken cancellationToken) =>
        PassAsync((commands, token) => PassAsync(commands, key, most, paused, token), cancellationToken);

    /// <inheritdoc/>
    public Task<LimitPass> PassTurnAsync(string key, IReadOnlyCollection<string> paused, CancellationToken cancellationToken) =>
        PassAsync((commands, token) => PassTurnAsync(commands, key, paused, token), cancellationToken);

    private async Task<LimitPass> PassAsync(
        SqlUnit<(LimitPass Pass, DateTimeOffset Now)> run, CancellationToken cancellationToken)
    {
        var (pass, now) = await parts.Runner.WriteAsync(run, cancellationToken).ConfigureAwait(false);
        foreach (var (queue, until) in pass.Queues)
        {
            parts.Arrived?.Invoke(queue, now + until);
        }

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
        // Most often none has fallen due, which is seen without a transaction that writes.
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

    /// <inheritdoc/>
    public Task<long> RecountAsync(string key, CancellationToken cancellationToken) =>
        parts.Runner.WriteAsync((commands, token) => RecountAsync(commands, key, token), cancellationToken);

    private async ValueTask<(LimitPass Pass, DateTimeOffset Now)> PassAsync(
        SqlCommands commands, string gate, int most, IReadOnlyCollection<string> paused, CancellationToken cancellationToken)
    {
        await LimitWaitingAsync(commands, cancellationToken).ConfigureAwait(false);
        var candidates = await commands.QueryAsync(
            statements.ReadGate, statements.Gated, cancellationToken, SqlArgument.Text("gate", gate), SqlArgument.Number("limit", most))
            .ConfigureAwait(false);
        if (candidates.Count == 0)
        {
            return (new LimitPass(0, [], [], MayHaveMore: false, Next: null), default);
        }

        var seen = WithFewKeys(candidates, gate, out var names);
        var (keys, now) = await HoldAsync(commands, names, cancellationToken).ConfigureAwait(false);
        if (keys[gate].KeepsOrder)
        {
            return (LimitPass.Later, now);
        }

        var there = await HoldJobsAsync(commands, seen, cancellationToken).ConfigureAwait(false);
        var plan = PassPlan.Of(gate, there, keys.Values, paused, now);
        await WriteAsync(commands, plan, keys.Values, cancellationToken).ConfigureAwait(false);
        return there.Count == 0
            ? (LimitPass.Later, now)
            : (plan.Result(now, mayHaveMore: plan.HasRoom && (candidates.Count == most || there.Count < candidates.Count)), now);
    }

    /// <summary>
    /// The job whose turn it is, or the first by its due time, is read before the keys are locked, because it says which. If it has left
    /// meanwhile, another pass finds the next.
    /// </summary>
    private async ValueTask<(LimitPass Pass, DateTimeOffset Now)> PassTurnAsync(
        SqlCommands commands, string gate, IReadOnlyCollection<string> paused, CancellationToken cancellationToken)
    {
        await LimitWaitingAsync(commands, cancellationToken).ConfigureAwait(false);
        var due = await commands.QueryAsync(
            statements.ReadDueGates, statements.Gated, cancellationToken, SqlArgument.Number("limit", MostDue), parts.Now())
            .ConfigureAwait(false);
        if (due.Exists(job => StoredLimits.Keys(job.Limits).Contains(gate, StringComparer.Ordinal)))
        {
            // Another transaction has a job that fell due: it may be before those at the gate.
            return (LimitPass.Later, default);
        }

        var name = SqlArgument.Text("gate", gate);
        var candidates = await commands.QueryAsync(statements.ReadTurn, statements.Gated, cancellationToken, name).ConfigureAwait(false);
        if (candidates.Count == 0)
        {
            candidates = await commands.QueryAsync(statements.ReadFirst, statements.Gated, cancellationToken, name).ConfigureAwait(false);
        }

        if (candidates is not [var candidate])
        {
            return (new LimitPass(0, [], [], MayHaveMore: false, Next: null), default);
        }

        WithFewKeys(candidates, gate, out var names);
        var (keys, now) = await HoldAsync(commands, names, cancellationToken).ConfigureAwait(false);
        var own = keys[gate];
        if (own.HeldBy is { } holder && holder != candidate.Id && await HasEndedAsync(commands, own, holder, cancellationToken)
            .ConfigureAwait(false))
        {
            own.GiveTurn(null);
        }

        var there = await HoldJobsAsync(commands, candidates, cancellationToken).ConfigureAwait(false);
        var plan = PassPlan.Of(gate, there, keys.Values, paused, now);
        await WriteAsync(commands, plan, keys.Values, cancellationToken).ConfigureAwait(false);
        return (there.Count == 0 ? LimitPass.Later : plan.Result(now, mayHaveMore: false), now);
    }

    /// <summary>Whether a job that had the turn of a key has ended, or cannot run and gives way.</summary>
    private async ValueTask<bool> HasEndedAsync(
        SqlCommands commands, LimitKeyState key, Guid holder, CancellationToken cancellationToken)
    {
        // Twice where a failed job keeps the turn: a replay may carry it from one table to the other while both are read.
        for (int look = 0; look < (key.HoldsOnFailure ? 2 : 1); look++)
        {
            var places = await commands.QueryAsync(
                statements.ReadHolder, static reader => reader.GetInt32(0), cancellationToken, SqlArgument.Id("id", holder))
                .ConfigureAwait(false);
            if (places.Exists(place => place == LivePlace || key.HoldsOnFailure))
            {
                return false;
            }
        }

        return true;
    }

    private async ValueTask LimitWaitingAsync(SqlCommands commands, CancellationToken cancellationToken)
    {
        if (statements.LimitWaiting is { } limit)
        {
            await commands.ExecuteAsync(limit, cancellationToken, SqlArgument.Text("patience", Patience)).ConfigureAwait(false);
        }
    }

    /// <summary>The jobs from the first on that need no more keys than a pass locks.</summary>
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

    /// <summary>Locks the keys, adds to each what was given back, and reads what its limit allows.</summary>
    private async ValueTask<(Dictionary<string, LimitKeyState> Keys, DateTimeOffset Now)> HoldAsync(
        SqlCommands commands, SortedSet<string> names, CancellationToken cancellationToken)
    {
        var sent = SqlLimitStatements.Keys(names);
        var rows = await HoldRowsAsync(commands, names, cancellationToken).ConfigureAwait(false);
        var freed = await FoldAsync(commands, sent, cancellationToken).ConfigureAwait(false);
        var named = SqlLimitStatements.Keys(names.Select(StoredLimits.LimitOf).Distinct(StringComparer.Ordinal));
        var limits = await commands.QueryAsync(statements.ReadLimitsOf, statements.Limit, cancellationToken, named, parts.Now())
            .ConfigureAwait(false);
        var values = new LimitTable(limits.Select(limit => limit.Limit));
        return (
            rows.ToDictionary(
                row => row.Key,
                row => new LimitKeyState(
                    row.Key, values.Of(row.Key), row.InUse - freed.GetValueOrDefault(row.Key), row.Next, row.RestUntil, row.HeldBy)
                {
                    IsFolded = freed.ContainsKey(row.Key),
                },
                StringComparer.Ordinal),
            rows[0].Now);
    }

    /// <summary>Locks the rows of keys in their order, and adds those that are not there yet.</summary>
    private async ValueTask<List<LimitUse>> HoldRowsAsync(
        SqlCommands commands, SortedSet<string> names, CancellationToken cancellationToken)
    {
        var sent = SqlLimitStatements.Keys(names);
        var rows = await commands.QueryAsync(statements.HoldKeys, statements.Use, cancellationToken, sent, parts.Now())
            .ConfigureAwait(false);
        if (rows.Count < names.Count)
        {
            await commands.ExecuteAsync(statements.AddKeys, cancellationToken, sent).ConfigureAwait(false);
            rows = await commands.QueryAsync(statements.HoldKeys, statements.Use, cancellationToken, sent, parts.Now())
                .ConfigureAwait(false);
        }

        return rows;
    }

    /// <summary>Takes what was given back out of the ledger; returns how much of each key.</summary>
    private async ValueTask<Dictionary<string, long>> FoldAsync(
        SqlCommands commands, SqlArgument keys, CancellationToken cancellationToken)
    {
        var entries = await commands.QueryAsync(statements.ReadLedger, statements.Entry, cancellationToken, keys).ConfigureAwait(false);
        if (entries.Count > 0)
        {
            await commands.ExecuteAsync(
                statements.DropLedger, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(entries.Select(entry => entry.Id))))
                .ConfigureAwait(false);
        }

        return entries.GroupBy(entry => entry.Name, StringComparer.Ordinal)
            .ToDictionary(key => key.Key, key => key.Sum(entry => entry.Number), StringComparer.Ordinal);
    }

    /// <summary>Of the jobs, those that still wait at the gate and that nobody else holds; no one may change them now.</summary>
    private async ValueTask<List<GatedJob>> HoldJobsAsync(
        SqlCommands commands, List<GatedJob> jobs, CancellationToken cancellationToken)
    {
        var held = (await commands.QueryAsync(
            statements.HoldGated, statements.Id, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(jobs.Select(job => job.Id))))
            .ConfigureAwait(false)).ToHashSet();
        return held.Count == jobs.Count ? jobs : jobs.FindAll(job => held.Contains(job.Id));
    }

    private async ValueTask WriteAsync(
        SqlCommands commands, PassPlan plan, IEnumerable<LimitKeyState> keys, CancellationToken cancellationToken)
    {
        foreach (var start in plan.Admitted.GroupBy(admitted => admitted.StartAt))
        {
            var ids = SqlArgument.Json("ids", JsonRows.Ids(start.Select(admitted => admitted.Job.Id)));
            await commands.ExecuteAsync(statements.AdmitJobs, cancellationToken, ids, SqlArgument.Time("due_at", start.Key))
                .ConfigureAwait(false);
        }

        if (plan.Admitted.Count > 0)
        {
            var ids = SqlArgument.Json("ids", JsonRows.Ids(plan.Admitted.Select(admitted => admitted.Job.Id)));
            await commands.ExecuteAsync(statements.LeaveGates, cancellationToken, ids).ConfigureAwait(false);
        }

        foreach (var gate in plan.Moved.GroupBy(moved => moved.Gate, StringComparer.Ordinal))
        {
            var ids = SqlArgument.Json("ids", JsonRows.Ids(gate.Select(moved => moved.Job.Id)));
            await commands.ExecuteAsync(statements.MoveGates, cancellationToken, ids, SqlArgument.Text("gate", gate.Key))
                .ConfigureAwait(false);
        }

        foreach (var key in keys.Where(key => key.HasChanged || key.IsFolded))
        {
            await commands.ExecuteAsync(
                statements.WriteKey, cancellationToken, SqlArgument.Text("name", key.Key), SqlArgument.Number("in_use", key.InUse),
                SqlArgument.Time("next_at", key.Next), SqlArgument.Id("held_by", key.HeldBy)).ConfigureAwait(false);
        }
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
        var held = shut.Count == 0 ? shut : await HoldJobsAsync(commands, shut, cancellationToken).ConfigureAwait(false);
        await gates.GateAsync(
            commands, held.ConvertAll(job => new LimitedJob(job.Id, job.Limits)), mayWait: true, cancellationToken).ConfigureAwait(false);
        return shut.Count == most;
    }

    private async ValueTask<LimitsDue> OpenDueAsync(SqlCommands commands, int most, CancellationToken cancellationToken)
    {
        var due = await commands.QueryAsync(
            statements.ReadDueGates, statements.Gated, cancellationToken, SqlArgument.Number("limit", most), parts.Now())
            .ConfigureAwait(false);
        var held = due.Count == 0 ? due : await HoldJobsAsync(commands, due, cancellationToken).ConfigureAwait(false);
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

    /// <summary>What is not added up yet stays in the ledger: it is read at the moment at which the holders are counted.</summary>
    private async ValueTask<long> RecountAsync(SqlCommands commands, string key, CancellationToken cancellationToken)
    {
        var keys = new SortedSet<string>(StringComparer.Ordinal) { key };
        var held = await HoldRowsAsync(commands, keys, cancellationToken).ConfigureAwait(false);
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
