using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>How much each of many queues may still give to a claim, and where the claim continues.</summary>
internal sealed class QueueShares
{
    private readonly IReadOnlyList<QueueShare> shares;
    private readonly int[] left;
    private readonly Dictionary<JobQueue, int> places;
    private int start;
    private int end;

    /// <param name="shares">The shares of the request.</param>
    /// <param name="soloQueue">The queue that gave a job that runs alone.</param>
    public QueueShares(IReadOnlyList<QueueShare> shares, JobQueue? soloQueue)
    {
        this.shares = shares;
        left = [.. shares.Select(share => share.Limit - (share.Queue == soloQueue ? 1 : 0))];
        places = new Dictionary<JobQueue, int>(shares.Count);
    }

    /// <summary>The most jobs of each of the queues that <see cref="Next"/> returned.</summary>
    public int Each { get; private set; }

    /// <summary>The next queues that may give the same number; empty at the end.</summary>
    public IReadOnlyList<JobQueue> Next()
    {
        while (end < left.Length && left[end] <= 0)
        {
            end++;
        }

        start = end;
        places.Clear();
        var queues = new List<JobQueue>();
        while (end < left.Length && left[end] == left[start] && places.TryAdd(shares[end].Queue, end))
        {
            queues.Add(shares[end++].Queue);
        }

        Each = queues.Count > 0 ? left[start] : 0;
        return queues;
    }

    /// <summary>The job's queue in the order of the claim.</summary>
    public int PlaceOf(StoredJob job) => places[new JobQueue(job.Lane, job.Priority)];

    /// <summary>
    /// Records the jobs that the queues gave, in order. If the claim got as many as it wanted, it continues at the last queue, because the
    /// queues after it have not been read.
    /// </summary>
    public void Took(IReadOnlyList<StoredJob> jobs, bool isFull)
    {
        foreach (var job in jobs)
        {
            left[PlaceOf(job)]--;
        }

        end = isFull && jobs.Count > 0 ? PlaceOf(jobs[^1]) : end;
    }
}
