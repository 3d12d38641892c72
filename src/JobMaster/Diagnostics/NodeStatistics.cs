using System.Collections.Concurrent;
using JobMaster.Storage;

namespace JobMaster.Diagnostics;

/// <summary>
/// Counts what this node does, by lane and definition, and by tenant if wanted. Names beyond a limit share one cell, so memory is bounded
/// whatever names jobs bring.
/// </summary>
/// <param name="maxTenants">How many tenants are counted apart; zero for none.</param>
internal sealed class NodeStatistics(int maxTenants)
{
    private const int MostPairs = 1000;

    /// <summary>A tenant without a job in so many takes gives its place to another.</summary>
    private const int IdleTakes = 120;

    private readonly ConcurrentDictionary<(string DefinitionId, string Lane), CountedPair> _pairs = new();
    private readonly ConcurrentDictionary<string, StatisticCell> _tenants = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _idle = new(StringComparer.Ordinal);
    private readonly StatisticCell _otherPairs = new();
    private readonly StatisticCell _otherTenants = new();
    private List<(string Tenant, StatisticCell Cell)> _left = [];

    /// <summary>
    /// The pair looked up last: jobs often come in runs of one kind, and two compared names cost less than a hash of both.
    /// </summary>
    private volatile CountedPair? _recent;
    private int _pairCount;
    private int _tenantCount;

    public void Count(int slot, string definitionId, string lane, string? tenant)
    {
        Pair(definitionId, lane).Add(slot);
        Tenant(tenant)?.Add(slot);
    }

    public void Started(StoredJob job, TimeSpan wait) =>
        Timed(job, StatisticSlots.WaitSum, StatisticSlots.WaitBuckets, wait, started: true);

    public void Stopped(StoredJob job, TimeSpan run) => Timed(job, StatisticSlots.RunSum, StatisticSlots.RunBuckets, run, started: false);

    public void Finished(StoredJob job, OutcomeKind outcome) => Count(SlotOf(outcome), job.DefinitionId, job.Lane, job.Tenant);

    public void Rescued(RescuedJob job)
    {
        Count(StatisticSlots.Lost, job.DefinitionId, job.Queue.Lane, tenant: null);
        if (job.State is JobState.Failed or JobState.Cancelled)
        {
            Count(
                job.State == JobState.Failed ? StatisticSlots.Failed : StatisticSlots.Cancelled, job.DefinitionId, job.Queue.Lane,
                tenant: null);
        }
    }

    /// <summary>Takes what was counted since the last call. One caller at a time.</summary>
    public IReadOnlyList<NewStatistic> Take()
    {
        var sums = new Dictionary<(StatisticScope Scope, string Name), long[]>();
        foreach (var pair in _pairs.Values)
        {
            TakePair(pair.DefinitionId, pair.Lane, pair.Cell);
        }

        TakePair("", "", _otherPairs);
        TakeTenants();
        return [.. sums.Select(sum => new NewStatistic(sum.Key.Scope, sum.Key.Name, TimeSpan.Zero, sum.Value))];

        void TakePair(string definitionId, string lane, StatisticCell cell)
        {
            var counts = new long[StatisticSlots.Count];
            if (cell.TakeInto(counts))
            {
                Add(StatisticScope.Cluster, "", counts);
                Add(StatisticScope.Lane, lane, counts);
                Add(StatisticScope.Definition, definitionId, counts);
            }
        }

        void TakeTenants()
        {
            foreach (var (tenant, cell) in _left)
            {
                TakeTenant(tenant, cell);
            }

            _left = [];
            foreach (var (tenant, cell) in _tenants)
            {
                if (TakeTenant(tenant, cell))
                {
                    _idle.Remove(tenant);
                }
                else if ((_idle[tenant] = _idle.GetValueOrDefault(tenant) + 1) >= IdleTakes && _tenants.TryRemove(tenant, out _))
                {
                    // Taken once more later: a thread may just have found this cell and add to it.
                    _left.Add((tenant, cell));
                    _idle.Remove(tenant);
                    Interlocked.Decrement(ref _tenantCount);
                }
            }

            TakeTenant("", _otherTenants);
        }

        bool TakeTenant(string tenant, StatisticCell cell)
        {
            var counts = new long[StatisticSlots.Count];
            var any = cell.TakeInto(counts);
            if (any)
            {
                Add(StatisticScope.Tenant, tenant, counts);
            }

            return any;
        }

        void Add(StatisticScope scope, string name, long[] counts)
        {
            if (!sums.TryGetValue((scope, name), out var sum))
            {
                sums[(scope, name)] = sum = new long[StatisticSlots.Count];
            }

            for (var slot = 0; slot < counts.Length; slot++)
            {
                sum[slot] += counts[slot];
            }
        }
    }

    private static int SlotOf(OutcomeKind outcome) => outcome switch
    {
        OutcomeKind.Succeeded => StatisticSlots.Succeeded,
        OutcomeKind.Failed => StatisticSlots.Failed,
        OutcomeKind.Cancelled => StatisticSlots.Cancelled,
        OutcomeKind.Retry => StatisticSlots.Retried,
        OutcomeKind.Snooze => StatisticSlots.Snoozed,
        _ => StatisticSlots.Returned,
    };

    private void Timed(StoredJob job, int sumSlot, int firstBucket, TimeSpan time, bool started)
    {
        AddTo(Pair(job.DefinitionId, job.Lane));
        if (Tenant(job.Tenant) is { } tenant)
        {
            AddTo(tenant);
        }

        void AddTo(StatisticCell cell)
        {
            cell.AddTime(sumSlot, firstBucket, time);
            if (started)
            {
                cell.Add(StatisticSlots.Started);
            }
        }
    }

    private StatisticCell Pair(string definitionId, string lane)
    {
        if (_recent is { } recent && recent.DefinitionId == definitionId && recent.Lane == lane)
        {
            return recent.Cell;
        }

        if (!_pairs.TryGetValue((definitionId, lane), out var pair))
        {
            if (Volatile.Read(ref _pairCount) >= MostPairs)
            {
                return _otherPairs;
            }

            pair = Added(_pairs, (definitionId, lane), new(definitionId, lane, new()), ref _pairCount);
        }

        _recent = pair;
        return pair.Cell;
    }

    private StatisticCell? Tenant(string? tenant) =>
        maxTenants == 0 || tenant is null ? null
        : _tenants.TryGetValue(tenant, out var cell) ? cell
        : Volatile.Read(ref _tenantCount) >= maxTenants ? _otherTenants
        : Added(_tenants, tenant, new StatisticCell(), ref _tenantCount);

    private static TCell Added<TKey, TCell>(ConcurrentDictionary<TKey, TCell> cells, TKey key, TCell added, ref int count)
        where TKey : notnull
        where TCell : class
    {
        var cell = cells.GetOrAdd(key, added);
        if (ReferenceEquals(cell, added))
        {
            Interlocked.Increment(ref count);
        }

        return cell;
    }

    /// <summary>The counts of a definition's jobs in one lane.</summary>
    private sealed record CountedPair(string DefinitionId, string Lane, StatisticCell Cell);
}
