using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>One section of final jobs, in the order they became final.</summary>
internal sealed class FinalJobs(InMemoryFailures? failures = null)
{
    private readonly Dictionary<Guid, StoredJob> byId = [];
    private readonly SortedSet<(DateTimeOffset FinalizedAt, Guid Id)> order = [];

    /// <summary>Oldest first.</summary>
    public SortedSet<(DateTimeOffset FinalizedAt, Guid Id)> Order => order;

    public IEnumerable<StoredJob> All => byId.Values;

    public StoredJob? Find(Guid id) => byId.GetValueOrDefault(id);

    public void Add(StoredJob job)
    {
        byId.Add(job.Id, job);
        order.Add(PlaceOf(job));
        failures?.Added(job);
    }

    public void Remove(StoredJob job)
    {
        byId.Remove(job.Id);
        order.Remove(PlaceOf(job));
        failures?.Removed(job);
    }

    private static (DateTimeOffset FinalizedAt, Guid Id) PlaceOf(StoredJob job) => (job.FinalizedAt!.Value, job.Id);
}
