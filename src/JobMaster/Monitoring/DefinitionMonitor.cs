using JobMaster.Scheduling;
using JobMaster.Storage;

namespace JobMaster.Monitoring;

/// <summary>Reads the stored definitions, and checks payloads against them.</summary>
internal sealed class DefinitionMonitor(IMasterStore store, JobDefinitionRegistry registry, PayloadCheck check) : IDefinitionMonitor
{
    public async Task<IReadOnlyList<DefinitionDetails>> ListAsync(CancellationToken cancellationToken = default)
    {
        var controls = await store.Controls.ReadAsync(cancellationToken).ConfigureAwait(false);
        var pauses = LaneMonitor.Pauses(controls, ControlKind.PauseDefinition);
        var list = DefinitionList.Of(await store.Definitions.ListAsync(cancellationToken).ConfigureAwait(false));
        return pauses.Count == 0 ? list : [
            .. list.Select(one => one with
            {
                Pause = one.Aliases.Prepend(one.Id).Select(id => pauses.GetValueOrDefault(id)).FirstOrDefault(pause => pause is not null),
            })];
    }

    public async Task<DefinitionDetails?> GetAsync(string definitionId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(definitionId);
        return DefinitionList.Find(await ListAsync(cancellationToken).ConfigureAwait(false), definitionId);
    }

    public async Task<IReadOnlyList<PayloadProblem>> ValidateAsync(
        string definitionId, string? payloadJson, int? payloadVersion = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(definitionId);
        if (registry.Find(definitionId) is { } here)
        {
            int own = payloadVersion ?? here.Versions.Current;
            return check.Problems(here, payloadJson, own) is { Count: > 0 } found ? found : check.OtherCase(here, payloadJson, own);
        }

        var definition = await GetAsync(definitionId, cancellationToken).ConfigureAwait(false) ?? throw new JobRejectedException(
            $"No node has, or had, the definition '{definitionId}'. Start a host that has its handler, or correct the id.");
        int version = payloadVersion ?? definition.PayloadVersion;
        return PayloadCheck.Problems(definition, payloadJson, version) is { Count: > 0 } problems
            ? problems
            : PayloadCheck.OtherCase(definition, payloadJson, version);
    }
}
