using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>The jobs of a batch whose keys other jobs hold, with the holders.</summary>
internal sealed class KeyAnswers
{
    private readonly Dictionary<Guid, Guid> owners = [];
    private readonly HashSet<Guid> refused = [];

    /// <summary>Whether there are no such jobs.</summary>
    public bool IsEmpty => owners.Count == 0;

    /// <summary>Whether another job holds this job's key.</summary>
    public bool Has(Guid jobId) => owners.ContainsKey(jobId);

    /// <summary>The job to return: the one that has the key, or else the job itself.</summary>
    public Guid OwnerOf(Guid jobId) => owners.GetValueOrDefault(jobId, jobId);

    /// <summary>Whether the job is refused.</summary>
    public bool IsRefused(Guid jobId) => refused.Contains(jobId);

    /// <summary>Notes the job that has a job's key.</summary>
    public void Add(Guid jobId, Guid owner) => owners[jobId] = owner;

    /// <summary>Refuses a job for its unique key.</summary>
    /// <exception cref="JobRejectedException">The job is one that refuses its whole batch.</exception>
    public void Refuse(NewJob job, Guid owner)
    {
        if (job.RefusesBatch)
        {
            throw StoredKey.Refusal(job, owner);
        }

        refused.Add(job.Id);
        owners[job.Id] = owner;
    }
}
