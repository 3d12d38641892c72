using JobMaster.Storage;

namespace JobMaster.Scheduling;

/// <summary>
/// Inserts jobs with as few statements as the load allows; each caller fails only for its own job. Jobs with an idempotency key, jobs with
/// an id chosen by the caller and all others have separate batches, because the first two may wait for an open transaction.
/// </summary>
internal sealed class InsertBatcher
{
    public const int MaxBatch = 1000;

    private readonly IMasterStore _store;
    private readonly StoreErrors _errors;
    private readonly FirstUse _firstUse;
    private readonly TimeProvider _time;
    private readonly MicroBatcher<NewJob, InsertResult> _plain;
    private readonly MicroBatcher<NewJob, InsertResult> _chosen;
    private readonly MicroBatcher<NewJob, InsertResult> _keyed;
    private readonly HeldInserts _held;

    public InsertBatcher(IMasterStore store, StoreErrors errors, FirstUse firstUse, int maxInFlight, TimeProvider time)
    {
        (_store, _errors, _firstUse, _time) = (store, errors, firstUse, time);
        _plain = new MicroBatcher<NewJob, InsertResult>(
            jobs => SendAsync(jobs, mayBeStored: false, mayCut: false), BatchBytes.Of, MaxBatch, maxInFlight);
        _chosen = new MicroBatcher<NewJob, InsertResult>(jobs => SendSortedAsync(jobs, mayCut: true), BatchBytes.Of, MaxBatch, maxInFlight);
        _keyed = new MicroBatcher<NewJob, InsertResult>(jobs => SendSortedAsync(jobs, mayCut: true), BatchBytes.Of, MaxBatch, maxInFlight);
        _held = new HeldInserts(jobs => SendSortedAsync(jobs, mayCut: false), time);
    }

    public async Task<InsertedJob> InsertAsync(NewJob job, bool idIsChosen, CancellationToken cancellationToken)
    {
        bool isKeyed = job.IdempotencyKey is not null || job.Unique is not null;
        bool isPlain = !isKeyed && !idIsChosen;
        var result = isPlain
            ? await _plain.AddAsync(job, cancellationToken).ConfigureAwait(false)
            : await _held.AddAsync(isKeyed ? _keyed : _chosen, job, cancellationToken).ConfigureAwait(false);
        return result.Job is { } inserted
            ? OwnInsert(job, inserted, idIsChosen)
            : throw Refusal(job, result.Error!, isPlain ? null : HeldInserts.NameOf(job));
    }

    /// <summary>
    /// Inserts a whole list directly, because it is a batch already. While another transaction holds one of its keys, only
    /// this caller waits.
    /// </summary>
    public async Task<IReadOnlyList<InsertedJob>> InsertManyAsync(
        IReadOnlyList<NewJob> jobs, bool idsAreChosen, CancellationToken cancellationToken)
    {
        await _firstUse.ReadyAsync(cancellationToken).ConfigureAwait(false);
        var inserted = new List<InsertedJob>(jobs.Count);
        foreach (var chunk in BatchBytes.Cut(jobs, MaxBatch, BatchBytes.Of))
        {
            try
            {
                var answers = await InsertChunkAsync(chunk, idsAreChosen, cancellationToken).ConfigureAwait(false);
                inserted.AddRange(chunk.Zip(answers, (job, answer) => OwnInsert(job, answer, idsAreChosen)));
            }
            catch (Exception exception) when (
                exception is not OperationCanceledException && (inserted.Count > 0 || exception is not JobMasterException))
            {
                var refusal = Refusal(chunk[0], exception, idsAreChosen ? "an idempotency key or an id of its list" : null);
                throw PartlyStored.Error(refusal, inserted.ConvertAll(job => job.Id), jobs.Count, inTransaction: false);
            }
        }

        return inserted;
    }

    private async Task<IReadOnlyList<InsertedJob>> InsertChunkAsync(
        IReadOnlyList<NewJob> chunk, bool idsAreChosen, CancellationToken cancellationToken)
    {
        long since = _time.GetTimestamp();
        while (true)
        {
            try
            {
                return await _store.Jobs.InsertAsync(chunk, idsAreChosen, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (_store.IsHeld(exception) && _time.GetElapsedTime(since) < HeldInserts.Patience)
            {
                // The store has waited a while already.
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>If a new id is stored already, this call has stored it: it was sent twice because the first reply was lost.</summary>
    private static InsertedJob OwnInsert(NewJob job, InsertedJob inserted, bool idIsChosen) =>
        !inserted.IsNew && !idIsChosen && inserted.Id == job.Id ? inserted with { IsNew = true } : inserted;

    /// <summary>Sorted by key, so that two processes that insert the same keys lock them in the same order.</summary>
    private async Task<IReadOnlyList<InsertResult>> SendSortedAsync(IReadOnlyList<NewJob> jobs, bool mayCut)
    {
        var sorted = jobs.DistinctBy(job => job.Id).OrderBy(StoredKey.OfIdempotency, StringComparer.Ordinal).ThenBy(job => job.Id).ToList();
        var sent = await SendAsync(sorted, mayBeStored: true, mayCut).ConfigureAwait(false);
        var results = sent.Zip(sorted).ToDictionary(pair => pair.Second.Id, pair => pair.First);
        var answered = new HashSet<Guid>();
        return [.. jobs.Select(job => answered.Add(job.Id) ? results[job.Id] : AsDuplicate(results[job.Id]))];
    }

    private static InsertResult AsDuplicate(InsertResult first) =>
        first.Job is { } job ? first with { Job = job with { IsNew = false } } : first;

    /// <summary>
    /// Sends a batch. If the store refuses it, it is halved until the bad job is alone. If another transaction holds a key, the batch is
    /// split into a few parts, and then each job is sent alone. A batch whose jobs all want one key is not split, because each part would
    /// wait for the key again. An unavailable store fails the whole batch.
    /// </summary>
    private async Task<IReadOnlyList<InsertResult>> SendAsync(IReadOnlyList<NewJob> jobs, bool mayBeStored, bool mayCut)
    {
        try
        {
            await _firstUse.ReadyAsync(CancellationToken.None).ConfigureAwait(false);
            var inserted = await _store.Jobs.InsertAsync(jobs, mayBeStored, CancellationToken.None).ConfigureAwait(false);
            return [.. inserted.Select(job => new InsertResult(job, null))];
        }
        catch (Exception exception) when (mayBeStored && _store.IsHeld(exception))
        {
            return !mayCut || jobs.Count <= HeldInserts.FewJobs
                ? [.. jobs.Select(_ => new InsertResult(null, exception, IsHeld: true))]
                : await SendInPartsAsync(
                    jobs, Math.Max(HeldInserts.FewJobs, (int)Math.Sqrt(jobs.Count)), mayBeStored, mayCut).ConfigureAwait(false);
        }
        catch (Exception exception) when (jobs.Count == 1 || exception is JobMasterException || _store.IsTransient(exception))
        {
            return [.. jobs.Select(_ => new InsertResult(null, exception))];
        }
        catch (Exception)
        {
            return await SendInPartsAsync(jobs, (jobs.Count + 1) / 2, mayBeStored, mayCut).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<InsertResult>> SendInPartsAsync(IReadOnlyList<NewJob> jobs, int size, bool mayBeStored, bool mayCut)
    {
        var results = new List<InsertResult>(jobs.Count);
        foreach (var part in jobs.Chunk(size))
        {
            results.AddRange(await SendAsync(part, mayBeStored, mayCut).ConfigureAwait(false));
        }

        return results;
    }

    /// <param name="job">The job, or the first of a list.</param>
    /// <param name="cause">The store's exception.</param>
    /// <param name="held">
    /// The key or id that another transaction may hold; null if the job has neither a key nor an id that the caller chose.
    /// </param>
    private JobMasterException Refusal(NewJob job, Exception cause, string? held) =>
        cause as JobMasterException
        ?? (cause is ObjectDisposedException ? _errors.Explain(cause) : null)
        ?? new JobMasterStoreException(
            held is not null && _store.IsHeld(cause)
                ? $"The store could not take job '{job.DefinitionId}' ({job.Id}): "
                    + $"a transaction that is still open holds {held} and did not end within {HeldInserts.Patience.TotalSeconds:0} s. "
                    + "End that transaction, then schedule the job again."
                : _store.IsTransient(cause)
                    ? $"The store could not take job '{job.DefinitionId}' ({job.Id}) and kept failing: {_errors.Words(cause)} "
                        + "Schedule it again once the store is back."
                    : $"The store refused job '{job.DefinitionId}' ({job.Id}): {_errors.Words(cause)}",
            cause);
}

/// <summary>The result for one job of a batch.</summary>
/// <param name="Job">The job as stored; null if it was not stored.</param>
/// <param name="Error">Why it was not stored.</param>
/// <param name="IsHeld">Whether another transaction holds its key or its id, or that of a job sent with it.</param>
internal readonly record struct InsertResult(InsertedJob? Job, Exception? Error, bool IsHeld = false);
