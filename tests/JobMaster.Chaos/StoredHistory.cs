using JobMaster.Storage;

namespace JobMaster.Chaos;

/// <summary>Every job the store holds, wherever it is, with the attempts before its last.</summary>
internal sealed class StoredHistory
{
    private StoredHistory(IReadOnlyList<StoredJob> jobs, IReadOnlyDictionary<Guid, IReadOnlyList<StoredAttempt>> earlier) =>
        (Jobs, Earlier) = (jobs, earlier);

    public IReadOnlyList<StoredJob> Jobs { get; }

    /// <summary>The earlier attempts of the jobs that were claimed more than once.</summary>
    public IReadOnlyDictionary<Guid, IReadOnlyList<StoredAttempt>> Earlier { get; }

    public static async Task<StoredHistory> ReadAsync(IJobReadStore reads)
    {
        var jobs = new List<StoredJob>();
        foreach (var section in Enum.GetValues<JobSection>())
        {
            await AddAsync(reads, section, jobs);
        }

        var earlier = new Dictionary<Guid, IReadOnlyList<StoredAttempt>>();
        foreach (var job in jobs.Where(job => job.ClaimNo > 1))
        {
            earlier[job.Id] = await reads.GetEarlierAttemptsAsync(job.Id, int.MaxValue, 1000, CancellationToken.None);
        }

        return new StoredHistory(jobs, earlier);
    }

    public int Losses(Guid jobId) => Count(jobId, AttemptResult.Lost);

    /// <summary>Attempts that failed, after which the job was tried again or replayed.</summary>
    public int Failures(Guid jobId) => Count(jobId, AttemptResult.Failed);

    /// <summary>Attempts that were given back, as by a worker that was told to stop.</summary>
    public int Releases(Guid jobId) => Count(jobId, AttemptResult.Released);

    private int Count(Guid jobId, AttemptResult result) =>
        Earlier.TryGetValue(jobId, out var attempts) ? attempts.Count(attempt => attempt.Result == result) : 0;

    private static async Task AddAsync(IJobReadStore reads, JobSection section, List<StoredJob> jobs)
    {
        (DateTimeOffset, Guid)? after = null;
        while (true)
        {
            var page = await reads.ListAsync(new JobListRequest { Section = section, After = after, Limit = 1000 }, CancellationToken.None);
            jobs.AddRange(page);
            if (page.Count < 1000)
            {
                return;
            }

            after = (page[^1].FinalizedAt ?? default, page[^1].Id);
        }
    }
}
