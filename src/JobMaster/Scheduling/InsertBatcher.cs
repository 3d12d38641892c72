using JobMaster.Storage;

namespace JobMaster.Scheduling;

/// <summary>
/// Inserts jobs with as few statements as the load allows, and so that each caller fails only for its own job.
/// Jobs with a key of their own never share a batch with others: they can wait for a lock another transaction holds on that key.
/// </summary>
internal sealed class InsertBatcher
{
    public const int MaxBatch = 1000;

    private readonly IJobStore _store;
    private readonly StoreErrors _errors;
    private readonly FirstUse _firstUse;
    private readonly Func<Exception, bool> _isTransient;
    private readonly MicroBatcher<NewJob, Result> _plain;
    private readonly MicroBatcher<NewJob, Result> _keyed;

    public InsertBatcher(IMasterStore store, StoreErrors errors, FirstUse firstUse, int maxInFlight)
    {
        (_store, _errors, _firstUse) = (store.Jobs, errors, firstUse);
        _isTransient = store.IsTransient;
        _plain = new MicroBatcher<NewJob, Result>(jobs => SendAsync(jobs, mayBeStored: false), MaxBatch, maxInFlight);
        _keyed = new MicroBatcher<NewJob, Result>(SendKeyedAsync, MaxBatch, maxInFlight);
    }

    public async Task<InsertedJob> InsertAsync(NewJob job, bool idIsChosen, CancellationToken cancellationToken)
    {
        var batcher = idIsChosen || job.IdempotencyKey is not null ? _keyed : _plain;
        var result = await batcher.AddAsync(job, cancellationToken).ConfigureAwait(false);
        return result.Job is { } inserted ? OwnInsert(job, inserted, idIsChosen) : throw Refusal(job, result.Error!);
    }

    /// <summary>Inserts a whole list at once, past the batcher: it is a batch already.</summary>
    public async Task<IReadOnlyList<InsertedJob>> InsertManyAsync(IReadOnlyList<NewJob> jobs, bool idsAreChosen, CancellationToken cancellationToken)
    {
        await _firstUse.ReadyAsync(cancellationToken).ConfigureAwait(false);
        var inserted = new List<InsertedJob>(jobs.Count);
        foreach (var chunk in jobs.Chunk(MaxBatch))
        {
            try
            {
                var answers = await _store.InsertAsync(chunk, idsAreChosen, cancellationToken).ConfigureAwait(false);
                inserted.AddRange(chunk.Zip(answers, (job, answer) => OwnInsert(job, answer, idsAreChosen)));
            }
            catch (Exception exception) when (exception is not (OperationCanceledException or JobMasterException))
            {
                throw Refusal(chunk[0], exception);
            }
        }

        return inserted;
    }

    /// <summary>A new id that is found stored already is this very call's, sent twice because the first reply was lost.</summary>
    private static InsertedJob OwnInsert(NewJob job, InsertedJob inserted, bool idIsChosen) =>
        !inserted.IsNew && !idIsChosen && inserted.Id == job.Id ? inserted with { IsNew = true } : inserted;

    /// <summary>Sorted by key, so that two processes that insert the same keys lock them in the same order.</summary>
    private async Task<IReadOnlyList<Result>> SendKeyedAsync(IReadOnlyList<NewJob> jobs)
    {
        var sorted = jobs.DistinctBy(job => job.Id).OrderBy(job => job.IdempotencyKey, StringComparer.Ordinal).ThenBy(job => job.Id).ToList();
        var results = (await SendAsync(sorted, mayBeStored: true).ConfigureAwait(false)).Zip(sorted).ToDictionary(pair => pair.Second.Id, pair => pair.First);
        var answered = new HashSet<Guid>();
        return [.. jobs.Select(job => answered.Add(job.Id) ? results[job.Id] : AsDuplicate(results[job.Id]))];
    }

    private static Result AsDuplicate(Result first) => first.Job is { } job ? new Result(job with { IsNew = false }, null) : first;

    /// <summary>A batch the store refuses is halved until the bad job stands alone. A store that is away fails the whole batch: halving would only ask it again and again.</summary>
    private async Task<IReadOnlyList<Result>> SendAsync(IReadOnlyList<NewJob> jobs, bool mayBeStored)
    {
        try
        {
            await _firstUse.ReadyAsync(CancellationToken.None).ConfigureAwait(false);
            var inserted = await _store.InsertAsync(jobs, mayBeStored, CancellationToken.None).ConfigureAwait(false);
            return [.. inserted.Select(job => new Result(job, null))];
        }
        catch (Exception exception) when (jobs.Count == 1 || exception is JobMasterException || _isTransient(exception))
        {
            return [.. jobs.Select(_ => new Result(null, exception))];
        }
        catch (Exception)
        {
            var half = jobs.Count / 2;
            var first = await SendAsync([.. jobs.Take(half)], mayBeStored).ConfigureAwait(false);
            var second = await SendAsync([.. jobs.Skip(half)], mayBeStored).ConfigureAwait(false);
            return [.. first, .. second];
        }
    }

    private Exception Refusal(NewJob job, Exception cause) => cause as JobMasterException ?? new JobMasterStoreException(
        _isTransient(cause)
            ? $"The store could not take job '{job.DefinitionId}' ({job.Id}) and kept failing: {_errors.Words(cause)} Schedule it again once the store is back."
            : $"The store refused job '{job.DefinitionId}' ({job.Id}): {_errors.Words(cause)}",
        cause);

    private readonly record struct Result(InsertedJob? Job, Exception? Error);
}
