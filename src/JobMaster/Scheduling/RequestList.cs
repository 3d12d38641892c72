using JobMaster.Storage;

namespace JobMaster.Scheduling;

/// <summary>The lists of calls for many jobs. A refusal says which place of the list it is about.</summary>
internal static class RequestList
{
    public static List<T> Each<T>(IReadOnlyList<JobRequest> requests, Func<JobRequest, T> take)
    {
        var taken = new List<T>(requests.Count);
        try
        {
            foreach (var request in requests)
            {
                taken.Add(take(request));
            }

            return taken;
        }
        catch (JobRejectedException exception)
        {
            exception.Place = taken.Count;
            throw;
        }
    }

    /// <summary>The refusal, with the place of its job.</summary>
    public static JobRejectedException At(this JobRejectedException refusal, int place)
    {
        refusal.Place = place;
        return refusal;
    }

    /// <exception cref="JobRejectedException">Two jobs of the list have one id or one key.</exception>
    public static void ThrowIfRepeated(IReadOnlyList<NewJob> jobs)
    {
        if (jobs.GroupBy(job => job.Id).FirstOrDefault(group => group.Skip(1).Any()) is { } twins)
        {
            throw new JobRejectedException(
                $"Job id {twins.Key} is used {twins.Count()} times in one call. Give each job its own id, or none.")
                .At(SecondOf(jobs, job => $"{job.Id}", $"{twins.Key}"));
        }

        var byUnique = jobs.Where(job => job.Unique?.OnConflict == UniqueConflict.Reject)
            .GroupBy(StoredKey.OfUnique, StringComparer.Ordinal);
        if (byUnique.FirstOrDefault(group => group.Skip(1).Any()) is { } rivals)
        {
            throw new JobRejectedException(
                $"{rivals.Count()} jobs of definition '{rivals.First().DefinitionId}' have one unique key in one call: "
                + "all but the first would be refused. Give each job a key of its own, or set OnConflict to ReturnExisting.")
                .At(SecondOf(
                    jobs, job => job.Unique?.OnConflict == UniqueConflict.Reject ? StoredKey.OfUnique(job) : null, rivals.Key!));
        }

        var byKey = jobs.Where(job => job.IdempotencyKey is not null).GroupBy(StoredKey.OfIdempotency, StringComparer.Ordinal);
        if (byKey.FirstOrDefault(group => group.Skip(1).Any()) is { } keyed)
        {
            throw new JobRejectedException(
                $"Idempotency key '{keyed.First().IdempotencyKey}' is used {keyed.Count()} times in one call: "
                + "all but its first job would be dropped. Give each job its own key, or none.")
                .At(SecondOf(jobs, StoredKey.OfIdempotency, keyed.Key!));
        }
    }

    private static int SecondOf(IReadOnlyList<NewJob> jobs, Func<NewJob, string?> keyOf, string key) =>
        Enumerable.Range(0, jobs.Count).Where(place => keyOf(jobs[place]) == key).ElementAt(1);
}
