using JobMaster.Execution;
using JobMaster.Storage;
using JobMaster.Values;

namespace JobMaster.Cluster;

/// <summary>Sets and lifts controls for the app, and has this node obey before the call returns.</summary>
internal sealed class ControlCalls(NodeServices node, ClusterSettings settings)
{
    private const int LongestName = 200;

    public async Task<bool> SetAsync(NewControl control, string action, OperatorContext? by, CancellationToken cancellationToken)
    {
        Check(control.Target);
        if (control.Until is { } until)
        {
            await node.FirstUse.ReadyAsync(cancellationToken).ConfigureAwait(false);
            var now = (await node.Callers.Controls.ReadAsync(cancellationToken).ConfigureAwait(false)).Now;
            if (until <= now)
            {
                throw new ArgumentException(
                    FormattableString.Invariant(
                        $"The end {until:u} of the pause has passed: it is {now:u} at the store. Give a later one, or null for none."));
            }
        }

        return await ChangeAsync(
            control.Target, action, by,
            entry => node.Callers.Controls.SetAsync(control with { Until = Micro(control.Until) }, entry, cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }

    public Task<bool> LiftAsync(ControlTarget target, string action, OperatorContext? by, CancellationToken cancellationToken)
    {
        Check(target);
        return ChangeAsync(
            target, action, by, entry => node.Callers.Controls.LiftAsync(target, entry, cancellationToken), cancellationToken);
    }

    private async Task<bool> ChangeAsync(
        ControlTarget target, string action, OperatorContext? by, Func<NewAuditEntry, Task<bool>> change,
        CancellationToken cancellationToken)
    {
        var origin = node.Operators.Origin(by);
        await node.FirstUse.ReadyAsync(cancellationToken).ConfigureAwait(false);
        var changed = await change(new NewAuditEntry
        {
            Origin = origin, Action = action, TargetKind = KindOf(target),
            TargetId = target.Host.Length == 0 ? target.Name : $"{target.Name}@{target.Host}",
        }).ConfigureAwait(false);
        await settings.ControlChangedAsync(cancellationToken).ConfigureAwait(false);
        return changed;
    }

    private static string KindOf(ControlTarget target) => target.Kind switch
    {
        ControlKind.PauseLane => AuditTargets.Lane,
        ControlKind.PauseDefinition => AuditTargets.Definition,
        _ => AuditTargets.Worker,
    };

    private static void Check(ControlTarget target)
    {
        var isLane = target.Kind == ControlKind.PauseLane;
        if (!(isLane ? LaneText.IsValid(target.Name) : NameText.IsValid(target.Name, LongestName)))
        {
            var rule = isLane ? LaneText.Rule(target.Name) : NameText.Rule(target.Name, LongestName);
            throw new ArgumentException($"The {KindOf(target)} '{NameText.Shown(target.Name)}' {rule}.");
        }

        if (target.Host.Length > 0 && !NameText.IsValid(target.Host, LongestName))
        {
            throw new ArgumentException($"The host '{NameText.Shown(target.Host)}' {NameText.Rule(target.Host, LongestName)}.");
        }
    }

    /// <summary>As stores keep it: in UTC, finer parts cut off.</summary>
    private static DateTimeOffset? Micro(DateTimeOffset? time) =>
        time is { } given ? new DateTimeOffset(given.UtcTicks - (given.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero) : null;
}
