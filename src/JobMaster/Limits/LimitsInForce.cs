using JobMaster.Scheduling;
using JobMaster.Storage;
using JobMaster.Values;

namespace JobMaster.Limits;

/// <summary>The limits that this node knows: those of its code and, after it has read them, all of the cluster.</summary>
internal sealed class LimitsInForce
{
    private readonly IReadOnlyList<NewLimit> _own;
    private readonly Func<string, IReadOnlyList<string>> _namedBy;
    private volatile LimitTable _table;

    /// <param name="own">The limits of this node's code.</param>
    /// <param name="namedBy">The limits that the handler of a definition names; null if no handler names any.</param>
    public LimitsInForce(IReadOnlyList<NewLimit> own, Func<string, IReadOnlyList<string>>? namedBy = null) =>
        (_own, _table, _namedBy) = (own, new LimitTable(own), namedBy ?? (static _ => []));

    /// <summary>Whether there is any limit, so that jobs may wait under one.</summary>
    public bool AreNone => _table.IsEmpty;

    /// <summary>The limits of this node's code.</summary>
    public IReadOnlyList<NewLimit> Own => _own;

    /// <summary>Applies the limits that were read from the store.</summary>
    public void Learn(IReadOnlyList<StoredLimit> stored)
    {
        List<NewLimit> all = [.. stored.Select(limit => limit.Limit)];
        all.AddRange(_own.Where(own => !all.Exists(limit => limit.Source == LimitSource.Code && limit.Name == own.Name)));
        _table = new LimitTable(all);
    }

    /// <summary>Called with keys that a transaction of the app may soon touch.</summary>
    public Action<IReadOnlyCollection<string>>? Uncommitted { get; set; }

    /// <summary>A transaction that may commit has written a job with these limits.</summary>
    public void NoteUncommitted(string? limits)
    {
        if (limits is not null)
        {
            Uncommitted?.Invoke(StoredLimits.Keys(limits));
        }
    }

    /// <summary>The keys of the limits that the job of a call is under; null for none.</summary>
    /// <exception cref="JobRejectedException">The job would be under too many limits, or names an unknown one.</exception>
    public string? Of(JobOptions call, JobDefinition? definition, string? definitionId)
    {
        if (_table.IsEmpty && call.LimitKeys is { Count: 0 } && definition is null or { Limits.Count: 0 })
        {
            return null;
        }

        if (call.LimitKeys is null)
        {
            throw new JobRejectedException("LimitKeys is null. Leave it out, or give an empty list.");
        }

        foreach (var key in call.LimitKeys.Where(key => !NameText.IsValid(key, 300)))
        {
            throw new JobRejectedException($"Limit key '{NameText.Shown(key)}' {NameText.Rule(key, 300)}.");
        }

        return KeysOf(
            definition?.Id ?? definitionId!, call.WorkerLane ?? definition?.Lane ?? JobMasterWorkerOptions.DefaultLane, call.Tenant,
            call.LimitKeys.Concat(definition?.Limits ?? []));
    }

    /// <summary>The keys of the limits that a job is under; null for none.</summary>
    /// <param name="definitionId">The job's definition.</param>
    /// <param name="lane">Its lane.</param>
    /// <param name="tenant">Its tenant, if any.</param>
    /// <param name="named">The keys that its handler and its call name.</param>
    /// <exception cref="JobRejectedException">The job would be under too many limits, or names an unknown one.</exception>
    public string? KeysOf(string definitionId, string lane, string? tenant, IEnumerable<string> named)
    {
        var table = _table;
        var keys = named.ToList();
        if (keys.Count == 0 && table.Rules.Count == 0)
        {
            return null;
        }

        foreach (var key in keys.Where(key => !table.Has(StoredLimits.LimitOf(key))))
        {
            throw new JobRejectedException(
                $"The job names the limit '{StoredLimits.LimitOf(key)}', which the cluster does not have. Add it with " +
                $"config.AddLimit(\"{StoredLimits.LimitOf(key)}\", …), or correct the name; there "
                + (table.Rules.Count == 0 ? "are no limits." : $"are {string.Join(", ", table.Rules.Select(rule => $"'{rule.Name}'"))}."));
        }

        foreach (var rule in table.Rules)
        {
            var by = rule.Scope switch
            {
                LimitScope.Cluster => "",
                LimitScope.Lane => lane,
                LimitScope.Definition => definitionId,
                LimitScope.Tenant => tenant,
                _ => null,
            };
            if (by is not null && (rule.Of is null || rule.Of == by))
            {
                keys.Add(StoredLimits.Key(rule.Name, rule.Of is not null || rule.Scope == LimitScope.Cluster ? null : by));
            }
        }

        var turns = keys.Where(KeepsOrder).Distinct(StringComparer.Ordinal).ToList();
        if (turns.Count > 1)
        {
            throw new JobRejectedException(
                $"The job would be under '{turns[0]}' and '{turns[1]}', which both keep order. Two orders can block each other for ever, " +
                "so a job can have one: leave a key out of LimitKeys, or take KeepOrder from one of the limits.");
        }

        var text = StoredLimits.Join(keys, turns is [var first] ? first : null);
        return StoredLimits.Keys(text) is { Length: > StoredLimits.Most } all
            ? throw new JobRejectedException(
                $"The job would be under {all.Length} limits, {string.Join(", ", all.Select(key => $"'{key}'"))}; at most " +
                $"{StoredLimits.Most} are possible. Name fewer in LimitKeys, or remove one with config.AddLimit.")
            : text;
    }

    /// <summary>A job that comes from an agent or a schedule, under the limits of its handler, lane, definition and tenant.</summary>
    public NewJob Under(NewJob job)
    {
        var named = _namedBy(job.DefinitionId);
        if (_table.IsEmpty && named.Count == 0)
        {
            return job;
        }

        try
        {
            return job with { Limits = KeysOf(job.DefinitionId, job.Lane, job.Tenant, named) };
        }
        catch (JobRejectedException)
        {
            // It has been accepted already. It would now have more limits than a job can have, so it runs under none.
            return job;
        }
    }

    /// <summary>How many jobs of a key may run at once; null for any number.</summary>
    public int? MaxConcurrent(string key) => _table.Of(key)?.MaxConcurrent;

    /// <summary>How many jobs of a key a pass must look at: no more than ever run at once, and at most the given number.</summary>
    public int MostAtOnce(string key, int most) => MaxConcurrent(key) is { } atOnce ? Math.Clamp(atOnce, 1, most) : most;

    /// <summary>Whether the jobs of a key run one at a time in due order.</summary>
    public bool KeepsOrder(string key) => _table.Of(key)?.KeepOrder is not null;

    /// <summary>Whether there is room for a job of a key, as far as this node knows.</summary>
    public bool MayPass(LimitUse use)
    {
        var state = new LimitKeyState(use.Key, _table.Of(use.Key), use.InUse, use.Next);
        return !state.IsFull && state.StartAt(use.Now) <= use.Now + LimitKeyState.LookAhead;
    }

    /// <summary>Whether a job must start near the time for which it was let through, because one of its limits is a rate.</summary>
    public bool HasRate(string limits)
    {
        var table = _table;
        return StoredLimits.Keys(limits).Any(key => table.Of(key)?.Starts is not null);
    }
}
