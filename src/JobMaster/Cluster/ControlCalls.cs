using JobMaster.Execution;
using JobMaster.Scheduling;
using JobMaster.Storage;
using JobMaster.Values;

namespace JobMaster.Cluster;

/// <summary>Sets and lifts controls for the app, and applies them on this node before the call returns.</summary>
internal sealed class ControlCalls(NodeServices node, CallGate gate, ClusterSettings settings)
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

    /// <summary>All names of a definition, its id first: those known to this process and the store, and the given one.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(ControlTarget definition, CancellationToken cancellationToken)
    {
        Check(definition);
        await node.FirstUse.ReadyAsync(cancellationToken).ConfigureAwait(false);
        var stored = await node.Callers.Definitions.ListAsync(cancellationToken).ConfigureAwait(false);
        var own = node.Definitions.Find(definition.Name);
        var definitions = DefinitionList.Of(stored);
        var id = own?.Id ?? DefinitionList.Find(definitions, definition.Name)?.Id ?? definition.Name;
        return [.. (own?.Aliases ?? []).Prepend(id).Concat(DefinitionList.NamesOnNodes(definitions, own?.Id ?? definition.Name))
            .Append(definition.Name).Distinct(StringComparer.Ordinal)];
    }

    private async Task<bool> ChangeAsync(
        ControlTarget target, string action, OperatorContext? by, Func<NewAuditEntry, Task<bool>> change,
        CancellationToken cancellationToken)
    {
        var origin = node.Operators.Origin(by);
        await node.FirstUse.ReadyAsync(cancellationToken).ConfigureAwait(false);
        gate.ThrowIfReadOnly();
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
        ControlKind.DrainAgent => AuditTargets.Agent,
        _ => AuditTargets.Worker,
    };

    private static void Check(ControlTarget target)
    {
        var kind = KindOf(target);
        ThrowIfNoName(kind, target.Name, target.Kind == ControlKind.PauseLane ? LaneText.Longest : LongestName);
        if (target.Host.Length > 0)
        {
            ThrowIfNoName("host", target.Host, LongestName);
        }
    }

    /// <summary>An order is for one name. A pattern would be stored, but no worker would follow it.</summary>
    private static void ThrowIfNoName(string what, string name, int longest)
    {
        if (!NameText.IsValid(name, longest))
        {
            throw new ArgumentException($"The {what} '{NameText.Shown(name)}' {NameText.Rule(name, longest)}.");
        }

        if (name.Contains('*'))
        {
            throw new ArgumentException(
                $"The {what} '{name}' has a star, and an order is for one {what} by its exact name. Give an order for each of them"
                + (what == "host" ? ", or null for every host." : "."));
        }
    }

    /// <summary>As stores keep it: in UTC, without finer fractions.</summary>
    private static DateTimeOffset? Micro(DateTimeOffset? time) =>
        time is { } given ? new DateTimeOffset(given.UtcTicks - (given.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero) : null;
}
