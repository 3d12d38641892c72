using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>The jobs one queue can give, in the order it gives them: by due time, then insertion.</summary>
internal sealed class WaitingJobs
{
    private static readonly Comparer<LiveJob> Order = Comparer<LiveJob>.Create((a, b) =>
        (a.Row.DueAt, a.Sequence).CompareTo((b.Row.DueAt, b.Sequence)));

    private readonly SortedSet<LiveJob> ordinary = new(Order);
    private readonly SortedSet<LiveJob> solo = new(Order);

    /// <summary>The job due first, of either kind.</summary>
    public LiveJob? First => Earlier(ordinary.Min, solo.Min);

    /// <summary>The ordinary job due first.</summary>
    public LiveJob? FirstOrdinary => ordinary.Min;

    /// <summary>The job due first of those lost too often to run beside others of their kind.</summary>
    public LiveJob? FirstSolo => solo.Min;

    /// <summary>Of those that count, the job due first; one that must run alone is none of them once it is due.</summary>
    public LiveJob? FirstToCome(DateTimeOffset now, Func<LiveJob, bool> counts) =>
        Earlier(ordinary.FirstOrDefault(counts), solo.FirstOrDefault(counts) is { } alone && alone.Row.DueAt > now ? alone : null);

    /// <summary>Those lost too often to run beside others of their kind.</summary>
    public IEnumerable<LiveJob> SoloDueAt(DateTimeOffset now) => solo.TakeWhile(job => job.Row.DueAt <= now);

    /// <summary>All others.</summary>
    public IEnumerable<LiveJob> OrdinaryDueAt(DateTimeOffset now) => ordinary.TakeWhile(job => job.Row.DueAt <= now);

    public void Add(LiveJob job) => KindOf(job).Add(job);

    public void Remove(LiveJob job) => KindOf(job).Remove(job);

    private static LiveJob? Earlier(LiveJob? one, LiveJob? other) => (one, other) switch
    {
        (null, var only) => only,
        (var only, null) => only,
        var (a, b) => Order.Compare(a, b) <= 0 ? a : b,
    };

    private SortedSet<LiveJob> KindOf(LiveJob job) => job.Row.LostCount >= ClaimRequest.SoloAfterLosses ? solo : ordinary;
}
