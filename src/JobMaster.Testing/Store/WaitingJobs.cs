using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>The jobs of one queue in the order of claims: by due time, then insertion.</summary>
internal sealed class WaitingJobs
{
    private static readonly Comparer<LiveJob> Order = Comparer<LiveJob>.Create((a, b) =>
        (a.Row.DueAt, a.Sequence).CompareTo((b.Row.DueAt, b.Sequence)));

    private readonly SortedSet<LiveJob> ordinary = new(Order);
    private readonly SortedSet<LiveJob> solo = new(Order);

    /// <summary>The first due job, of either kind.</summary>
    public LiveJob? First => Earlier(ordinary.Min, solo.Min);

    /// <summary>The first due ordinary job.</summary>
    public LiveJob? FirstOrdinary => ordinary.Min;

    /// <summary>The first due job of those lost too often to run beside others of their kind.</summary>
    public LiveJob? FirstSolo => solo.Min;

    /// <summary>The first due job of those that count; a due job that must run alone does not count.</summary>
    public LiveJob? FirstToCome(DateTimeOffset now, Func<LiveJob, bool> counts) =>
        Earlier(ordinary.FirstOrDefault(counts), solo.FirstOrDefault(counts) is { } alone && alone.Row.DueAt > now ? alone : null);

    /// <summary>The jobs lost too often to run beside others of their kind.</summary>
    public IEnumerable<LiveJob> SoloDueAt(DateTimeOffset now) => solo.TakeWhile(job => job.Row.DueAt <= now);

    /// <summary>All other jobs.</summary>
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
