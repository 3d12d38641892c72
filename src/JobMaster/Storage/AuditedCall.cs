namespace JobMaster.Storage;

/// <summary>
/// Store calls that write audit entries. An entry is part of the change's transaction. So a repeat after a lost reply first searches for
/// entries of the first run: if it finds them, the first run was committed, and its answer is returned.
/// </summary>
/// <param name="call">Makes and repeats the calls.</param>
/// <param name="audits">The provider's audit.</param>
internal sealed class AuditedCall(StoreCall call, IAuditStore audits)
{
    /// <summary>A change of one object. Returns whether it was made.</summary>
    public Task<bool> RunAsync(
        string operation, NewAuditEntry? audit, Func<NewAuditEntry?, Task<bool>> send, CancellationToken cancellationToken) =>
        RunAsync(
            operation, audit?.Origin, audit?.TargetId ?? "", by => send(by is null ? audit : audit! with { Origin = by }),
            cancellationToken);

    /// <summary>A change of one object, without a result.</summary>
    public Task RunAsync(string operation, NewAuditEntry? audit, Func<NewAuditEntry?, Task> send, CancellationToken cancellationToken) =>
        RunAsync(
            operation,
            audit,
            async sent =>
            {
                await send(sent).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    /// <summary>A change of one object. Returns whether it was made.</summary>
    public Task<bool> RunAsync(
        string operation, AuditOrigin? by, string target, Func<AuditOrigin?, Task<bool>> send, CancellationToken cancellationToken) =>
        RunAsync(operation, by, [target], (run, filed) => filed.Count > 0 ? Task.FromResult(true) : send(run), cancellationToken);

    /// <summary>A change of many jobs. Returns an answer for each, in the order sent.</summary>
    /// <param name="operation">The name of the call.</param>
    /// <param name="by">Who makes the change; if null, no audit entry is written.</param>
    /// <param name="ids">The jobs.</param>
    /// <param name="send">Sends the call for these jobs.</param>
    /// <param name="answer">The answer for a job that the first run changed.</param>
    /// <param name="cancellationToken">Stops between two repeats.</param>
    public Task<IReadOnlyList<T>> RunEachAsync<T>(
        string operation, AuditOrigin? by, IReadOnlyList<Guid> ids,
        Func<IReadOnlyList<Guid>, AuditOrigin?, Task<IReadOnlyList<T>>> send, Func<Guid, AuditEntry, T> answer,
        CancellationToken cancellationToken) =>
        RunAsync(
            operation, by, Targets(ids),
            async (run, filed) =>
            {
                if (filed.Count == 0)
                {
                    return await send(ids, run).ConfigureAwait(false);
                }

                var changed = ByJob(filed);
                List<Guid> others = [.. ids.Where(id => !changed.ContainsKey(id))];
                var answers = new Queue<T>(others.Count == 0 ? [] : await send(others, run).ConfigureAwait(false));
                return (IReadOnlyList<T>)[
                    .. ids.Select(id => changed.TryGetValue(id, out var entry) ? answer(id, entry) : answers.Dequeue())];
            },
            cancellationToken);

    /// <summary>A change of many jobs. Returns the changed ones by ascending id.</summary>
    public Task<IReadOnlyList<Guid>> RunSomeAsync(
        string operation, AuditOrigin by, IReadOnlyList<Guid> ids,
        Func<IReadOnlyList<Guid>, AuditOrigin, Task<IReadOnlyList<Guid>>> send, CancellationToken cancellationToken) =>
        RunAsync(
            operation, by, Targets(ids),
            async (run, filed) =>
            {
                if (filed.Count == 0)
                {
                    return await send(ids, run!).ConfigureAwait(false);
                }

                var changed = ByJob(filed);
                List<Guid> others = [.. ids.Where(id => !changed.ContainsKey(id))];
                var more = others.Count == 0 ? [] : await send(others, run!).ConfigureAwait(false);
                return (IReadOnlyList<Guid>)[.. changed.Keys.Concat(more).Order()];
            },
            cancellationToken);

    private static string[] Targets(IReadOnlyList<Guid> ids) => [.. ids.Distinct().Select(static id => id.ToString())];

    private static Dictionary<Guid, AuditEntry> ByJob(IReadOnlyList<AuditEntry> filed) =>
        filed.DistinctBy(static entry => entry.TargetId).ToDictionary(static entry => Guid.Parse(entry.TargetId));

    /// <param name="operation">The name of the call.</param>
    /// <param name="by">Who makes the change.</param>
    /// <param name="targets">The possible targets of the entries.</param>
    /// <param name="send">Sends the call; receives the entries of its first run.</param>
    /// <param name="cancellationToken">Stops between two repeats.</param>
    private Task<T> RunAsync<T>(
        string operation, AuditOrigin? by, string[] targets, Func<AuditOrigin?, IReadOnlyList<AuditEntry>, Task<T>> send,
        CancellationToken cancellationToken)
    {
        if (by is null)
        {
            return call.RunAsync(operation, _ => send(null, []), cancellationToken);
        }

        var id = audits.GetNewCallId();
        return call.RunAsync(
            operation, again => again ? AgainAsync() : send(by with { Call = new AuditCall(id) }, []), cancellationToken);

        async Task<T> AgainAsync()
        {
            var filed = await FiledAsync().ConfigureAwait(false);
            var run = new AuditCall(id, filed);
            T answer;
            try
            {
                answer = await send(by with { Call = run }, filed).ConfigureAwait(false);
            }
            catch (Exception exception) when (filed.Count == 0 && exception is not OperationCanceledException)
            {
                // The first run was committed meanwhile, so its ids were taken.
                if (await FiledAsync().ConfigureAwait(false) is { Count: > 0 } taken)
                {
                    return await send(by with { Call = new AuditCall(id, taken) }, taken).ConfigureAwait(false);
                }

                throw;
            }

            // The first run may have committed meanwhile and left this one nothing to do.
            return filed.Count == 0 && !run.HasFiled && await FiledAsync().ConfigureAwait(false) is { Count: > 0 } late
                ? await send(by with { Call = new AuditCall(id, late) }, late).ConfigureAwait(false)
                : answer;
        }

        Task<IReadOnlyList<AuditEntry>> FiledAsync() => audits.ListOfCallAsync(new AuditCall(id), targets, cancellationToken);
    }
}
