using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// The jobs of a batch that want unique keys, by key, in the order sent. The jobs of one key are tried one after the other.
/// </summary>
internal sealed class UniqueQueues
{
    private readonly Dictionary<string, Queue<NewJob>> queues = new(StringComparer.Ordinal);

    public UniqueQueues(IEnumerable<NewJob> jobs)
    {
        foreach (var job in jobs)
        {
            string key = StoredKey.OfUnique(job)!;
            if (!queues.TryGetValue(key, out var queue))
            {
                queues[key] = queue = new Queue<NewJob>();
            }

            queue.Enqueue(job);
        }
    }

    /// <summary>The next job of each key; none when all are done.</summary>
    public List<UniqueWish> Next() =>
        [.. queues.Where(queue => queue.Value.Count > 0).Select(queue => new UniqueWish(queue.Key, queue.Value.Dequeue()))];

    /// <summary>
    /// Resolves the next jobs of a key whose holder is known, without a call to the database. If several jobs replace the holder, only the
    /// last matters, and it stays in the queue. A job that may be of another definition or tenant than the holder stays there too.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="last">The job that was tried last.</param>
    /// <param name="answers">The results of the jobs.</param>
    public void Settle(string key, NewJob last, KeyAnswers answers)
    {
        var holder = answers.OwnerOf(last.Id);
        bool isLikeLast = holder == last.Id || (Replaces(last) && !answers.IsRefused(last.Id));
        var queue = queues[key];
        while (queue.TryPeek(out var job))
        {
            if (Replaces(job) && !(isLikeLast && MayReplace(last, job) && queue.Count > 1 && MayReplace(last, queue.ElementAt(1))))
            {
                return;
            }

            queue.Dequeue();
            if (job.Unique!.OnConflict == UniqueConflict.Reject)
            {
                answers.Refuse(job, holder);
            }
            else
            {
                answers.Add(job.Id, holder);
            }
        }
    }

    private static bool MayReplace(NewJob holder, NewJob job) =>
        Replaces(job) && job.DefinitionId == holder.DefinitionId && job.Tenant == holder.Tenant;

    private static bool Replaces(NewJob job) => job.Unique!.OnConflict == UniqueConflict.ReplaceWaiting;
}

/// <summary>A job and the unique key it wants.</summary>
/// <param name="Key">The key, as stored.</param>
/// <param name="Job">The job.</param>
internal sealed record UniqueWish(string Key, NewJob Job)
{
    /// <summary>The wish for the key.</summary>
    public KeyWish Wish => new(Key, Job.Id) { While = Job.Unique!.While };
}
