using System.Collections.Concurrent;
using JobMaster.Storage;

namespace JobMaster.Diagnostics;

/// <summary>
/// Counts this node's work, by lane and definition, and by tenant if configured. Names beyond a limit share one cell, so memory is limited
/// for any names.
/// </summary>
/// <param name="maxTenants">How many tenants are counted separately; zero for none.</param>
internal sealed class NodeStatistics(int maxTenants)
{
    private const int MostPairs = 1000;

    /// <summary>A pair or a tenant without a job in this many takes gives its place to another.</summary>
    private const int IdleTakes = 120;

    private readonly ConcurrentDictionary<(string DefinitionId, string Lane), CountedPair> _pairs = new();
    private readonly ConcurrentDictionary<string, CountedTenant> _tenants = new(StringComparer.Ordinal);
    private readonly Dictionary<StatisticCell, int> _idle = [];
    private readonly CountedPair _otherPairs = new("", "", new());
    private readonly CountedTenant _otherTenants = new("", new());

    /// <summary>Pairs that left just after a thread had looked them up, and to which the thread then added.</summary>
    private readonly ConcurrentQueue<CountedPair> _latePairs = new();
    private readonly ConcurrentQueue<CountedTenant> _lateTenants = new();

    /// <summary>
    /// The pair looked up last: jobs often come in runs of one kind, and two compared names cost less than a hash of both.
    /// </summary>
    private volatile CountedPair? _recent;
    private volatile Action? _atNext;
    private int _pairCount;
    private int _tenantCount;

    /// <summary>Calls back once, at the next count, on the thread that counts.</summary>
    public void NotifyNext(Action notify) => Interlocked.Exchange(ref _atNext, notify);

    public void Count(int slot, string definitionId, string lane, string? tenant)
    {
        var pair = Pair(definitionId, lane);
        pair.Cell.Add(slot);
        Added(pair);
        if (Tenant(tenant) is { } counted)
        {
            counted.Cell.Add(slot);
            Added(counted);
        }
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

    /// <summary>Takes the counts since the last call. One caller at a time.</summary>
    /// <param name="periods">How many of the usual times between two takes have passed since the last one.</param>
    public IReadOnlyList<NewStatistic> Take(int periods = 1)
    {
        var sums = new Dictionary<(StatisticScope Scope, string Name), long[]>();
        TakePairs();
        TakeTenants();
        return [.. sums.Select(sum => new NewStatistic(sum.Key.Scope, sum.Key.Name, TimeSpan.Zero, sum.Value))];

        void TakePairs()
        {
            foreach (var (key, pair) in _pairs)
            {
                if (IsIdle(pair.Cell, TakePair(pair), periods))
                {
                    pair.Cell.Leave();
                    _pairs.TryRemove(key, out _);
                    Interlocked.Decrement(ref _pairCount);
                    TakePair(pair);
                }
            }

            TakePair(_otherPairs);
            while (_latePairs.TryDequeue(out var late))
            {
                TakePair(late);
            }
        }

        bool TakePair(CountedPair pair)
        {
            var counts = new long[StatisticSlots.Count];
            var any = pair.Cell.TakeInto(counts);
            if (any)
            {
                Add(StatisticScope.Cluster, "", counts);
                Add(StatisticScope.Lane, pair.Lane, counts);
                Add(StatisticScope.Definition, pair.DefinitionId, counts);
            }

            return any;
        }

        void TakeTenants()
        {
            foreach (var (name, tenant) in _tenants)
            {
                if (IsIdle(tenant.Cell, TakeTenant(tenant), periods))
                {
                    tenant.Cell.Leave();
                    _tenants.TryRemove(name, out _);
                    Interlocked.Decrement(ref _tenantCount);
                    TakeTenant(tenant);
                }
            }

            TakeTenant(_otherTenants);
            while (_lateTenants.TryDequeue(out var late))
            {
                TakeTenant(late);
            }
        }

        bool TakeTenant(CountedTenant tenant)
        {
            var counts = new long[StatisticSlots.Count];
            var any = tenant.Cell.TakeInto(counts);
            if (any)
            {
                Add(StatisticScope.Tenant, tenant.Name, counts);
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

    /// <summary>Whether a cell has been idle for so long that it leaves.</summary>
    private bool IsIdle(StatisticCell cell, bool hadJobs, int periods)
    {
        int takes = hadJobs ? 0 : _idle.GetValueOrDefault(cell) + periods;
        if (takes is 0 or >= IdleTakes)
        {
            _idle.Remove(cell);
            return takes > 0;
        }

        _idle[cell] = takes;
        return false;
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
        var pair = Pair(job.DefinitionId, job.Lane);
        AddTo(pair.Cell);
        Added(pair);
        if (Tenant(job.Tenant) is { } tenant)
        {
            AddTo(tenant.Cell);
            Added(tenant);
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

    /// <summary>
    /// Called after each addition. A thread may add to a pair that it looked up long ago and that has left since. Nobody takes that pair
    /// any more, so it is queued here to be taken once more. No count is lost: the pair is marked as left before it is taken for the last
    /// time, and the mark is read only after the addition.
    /// </summary>
    private void Added(CountedPair pair)
    {
        if (pair.Cell.HasLeft)
        {
            _latePairs.Enqueue(pair);
        }

        Notify();
    }

    private void Added(CountedTenant tenant)
    {
        if (tenant.Cell.HasLeft)
        {
            _lateTenants.Enqueue(tenant);
        }

        Notify();
    }

    private void Notify()
    {
        if (_atNext is not null)
        {
            Interlocked.Exchange(ref _atNext, null)?.Invoke();
        }
    }

    private CountedPair Pair(string definitionId, string lane)
    {
        if (_recent is { Cell.HasLeft: false } recent && recent.DefinitionId == definitionId && recent.Lane == lane)
        {
            return recent;
        }

        if (!_pairs.TryGetValue((definitionId, lane), out var pair))
        {
            if (Volatile.Read(ref _pairCount) >= MostPairs)
            {
                return _otherPairs;
            }

            pair = Found(_pairs, (definitionId, lane), new(definitionId, lane, new()), ref _pairCount);
        }

        _recent = pair;
        return pair;
    }

    private CountedTenant? Tenant(string? name) =>
        maxTenants == 0 || name is null ? null
        : _tenants.TryGetValue(name, out var tenant) ? tenant
        : Volatile.Read(ref _tenantCount) >= maxTenants ? _otherTenants
        : Found(_tenants, name, new(name, new()), ref _tenantCount);

    private static TCounted Found<TKey, TCounted>(ConcurrentDictionary<TKey, TCounted> all, TKey key, TCounted added, ref int count)
        where TKey : notnull
        where TCounted : class
    {
        var found = all.GetOrAdd(key, added);
        if (ReferenceEquals(found, added))
        {
            Interlocked.Increment(ref count);
        }

        return found;
    }

    /// <summary>The counts of a definition's jobs in one lane.</summary>
    private sealed record CountedPair(string DefinitionId, string Lane, StatisticCell Cell);

    private sealed record CountedTenant(string Name, StatisticCell Cell);
}
