using JobMaster.Execution;
using JobMaster.Scheduling;
using JobMaster.Storage;
using JobMaster.Values;

namespace JobMaster.Cluster;

/// <summary>Changes limits for the app, and applies them on this node before the call returns.</summary>
internal sealed class LimitControls(NodeServices node, CallGate gate, ClusterSettings settings) : ILimitControls
{
    private const int LongestName = 200;

    public async Task<bool> OverrideAsync(
        string limit, LimitOverride values, OperatorContext? by = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var entry = await EntryAsync(limit, values.Key, AuditActions.OverrideLimit, by, cancellationToken).ConfigureAwait(false);
        var stored = await node.Callers.Limits.ReadAsync(cancellationToken).ConfigureAwait(false);
        Check(limit, values, stored);
        var (starts, per) = (values.Starts, values.Per);
        var isSet = await node.Callers.Limits.OverrideAsync(
            new NewLimit(
                limit, LimitSource.Operator, values.Key ?? "",
                new LimitValues
                {
                    MaxConcurrent = values.MaxConcurrent, Starts = starts, Per = per,
                    Burst = starts is { } number && per is { } time ? values.Burst ?? LimitValues.DefaultBurst(number, time) : null,
                })
            {
                Until = values.Until is { } until
                    ? new DateTimeOffset(until.UtcTicks - (until.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero)
                    : null,
            },
            entry, cancellationToken).ConfigureAwait(false);
        await settings.ControlChangedAsync(cancellationToken).ConfigureAwait(false);
        return isSet;
    }

    public Task<bool> LiftAsync(
        string limit, string? key = null, OperatorContext? by = null, CancellationToken cancellationToken = default) =>
        LiftAsync(limit, LimitSource.Operator, key, AuditActions.LiftLimit, by, cancellationToken);

    public Task<bool> RemoveAsync(string limit, OperatorContext? by = null, CancellationToken cancellationToken = default) =>
        LiftAsync(limit, LimitSource.Code, key: null, AuditActions.RemoveLimit, by, cancellationToken);

    private async Task<bool> LiftAsync(
        string limit, LimitSource source, string? key, string action, OperatorContext? by, CancellationToken cancellationToken)
    {
        var entry = await EntryAsync(limit, key, action, by, cancellationToken).ConfigureAwait(false);
        if (source == LimitSource.Code)
        {
            await ThrowIfInCodeAsync(limit, entry.Origin.Host, cancellationToken).ConfigureAwait(false);
        }

        var lifted = await node.Callers.Limits.LiftAsync(limit, source, key ?? "", entry, cancellationToken).ConfigureAwait(false);
        await settings.ControlChangedAsync(cancellationToken).ConfigureAwait(false);
        return lifted;
    }

    /// <summary>
    /// Refuses to remove a limit that this node or another live one has in its code: that node would go on to take jobs that name it, and
    /// they would run without it until the next start. Other nodes report their limits with their heartbeats.
    /// </summary>
    private async Task ThrowIfInCodeAsync(string limit, string here, CancellationToken cancellationToken)
    {
        var sessions = await node.Callers.Sessions.ListAsync(cancellationToken).ConfigureAwait(false);
        var holder = node.Limits.Own.Any(own => own.Name == limit)
            ? here
            : sessions.Where(info => info.SilentFor < node.Options.HeartbeatTimeout)
                .FirstOrDefault(info => info.Report?.Limits.Contains(limit, StringComparer.Ordinal) == true)?.Session.NodeName;
        if (holder is not null)
        {
            throw new JobRejectedException(
                $"Limit '{limit}' is in the code of a live node, {holder}, so it was not removed. Take AddLimit(\"{limit}\", …) out of " +
                "the code and restart the nodes that have it, then remove it. To let more jobs run now, call OverrideAsync.");
        }
    }

    private async Task<NewAuditEntry> EntryAsync(
        string limit, string? key, string action, OperatorContext? by, CancellationToken cancellationToken)
    {
        ThrowIfNoName("limit", limit);
        if (key is not null)
        {
            ThrowIfNoName("key", key);
        }

        var origin = node.Operators.Origin(by);
        await node.FirstUse.ReadyAsync(cancellationToken).ConfigureAwait(false);
        gate.ThrowIfReadOnly();
        return new NewAuditEntry
        {
            Origin = origin, Action = action, TargetKind = AuditTargets.Limit, TargetId = StoredLimits.Key(limit, key),
        };
    }

    private static void Check(string limit, LimitOverride values, IReadOnlyList<StoredLimit> stored)
    {
        var known = stored.Where(one => one.Limit.Source == LimitSource.Code).Select(one => one.Limit.Name).ToList();
        if (!known.Contains(limit, StringComparer.Ordinal))
        {
            var others = known.Count == 0 ? "none" : string.Join(", ", known.Select(name => $"'{name}'"));
            throw new ArgumentException($"There is no limit '{limit}'; there are {others}. Correct the name.");
        }

        if (values is { MaxConcurrent: null, Starts: null })
        {
            throw new ArgumentException($"The override of limit '{limit}' changes nothing. Set MaxConcurrent, or Starts and Per.");
        }

        if (values.MaxConcurrent < 0)
        {
            throw new ArgumentException($"MaxConcurrent {values.MaxConcurrent} of limit '{limit}' must be zero or more.");
        }

        if (values.MaxConcurrent > 1 && stored.Any(one => one.Limit.Name == limit && one.Limit.Values.KeepOrder is not null))
        {
            throw new ArgumentException(
                $"MaxConcurrent {values.MaxConcurrent} of limit '{limit}' must be zero or one: it keeps order, so one job of a key " +
                "runs at a time.");
        }

        if (values.Starts is null != values.Per is null || (values.Burst is not null && values.Starts is null))
        {
            throw new ArgumentException($"The override of limit '{limit}' must give Starts and Per together, and Burst only with them.");
        }

        if (values is { Starts: { } starts, Per: { } per } && !LimitValues.IsRate(starts, per, values.Burst ?? 1))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"The rate {starts} in {per:c} with burst {values.Burst ?? 1} of limit '{limit}' {LimitValues.RateRule}"));
        }
    }

    private static void ThrowIfNoName(string what, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!NameText.IsValid(name, LongestName))
        {
            throw new ArgumentException($"The {what} '{NameText.Shown(name)}' {NameText.Rule(name, LongestName)}.");
        }
    }
}
