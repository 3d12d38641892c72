using System.Diagnostics.CodeAnalysis;
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
        var here = registry.Find(definitionId);
        if (Reads(here, payloadVersion))
        {
            return check.Mistakes(here, here.Id, payloadJson, payloadVersion ?? here.Versions.Current);
        }

        var definition = await GetAsync(definitionId, cancellationToken).ConfigureAwait(false);
        if (definition is null)
        {
            return here is null
                ? throw new JobRejectedException(
                    $"No node has, or had, the definition '{definitionId}'. Start a host that has its handler, or correct the id.")
                : [UnreadVersion(payloadVersion!.Value, here.Versions.Oldest, here.Versions.Current)];
        }

        return Mistakes(definition, payloadJson, payloadVersion);
    }

    public IReadOnlyList<PayloadProblem> Validate(DefinitionDetails definition, string? payloadJson, int? payloadVersion = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var here = registry.Find(definition.Id);
        return Reads(here, payloadVersion)
            ? check.Mistakes(here, here.Id, payloadJson, payloadVersion ?? here.Versions.Current)
            : Mistakes(definition, payloadJson, payloadVersion);
    }

    /// <summary>Whether the handler is here and knows the version, so that its own reading decides.</summary>
    private static bool Reads([NotNullWhen(true)] JobDefinition? here, int? payloadVersion) =>
        here is not null && (payloadVersion is not { } given || given <= here.Versions.Current);

    private static IReadOnlyList<PayloadProblem> Mistakes(DefinitionDetails definition, string? payloadJson, int? payloadVersion)
    {
        int version = payloadVersion ?? definition.PayloadVersion;
        var builds = definition.Others.Prepend(definition).ToList();
        return builds.Exists(build => version >= build.OldestPayloadVersion && version <= build.PayloadVersion)
            ? PayloadCheck.Mistakes(definition, payloadJson, version)
            : [UnreadVersion(version, builds.Min(build => build.OldestPayloadVersion), builds.Max(build => build.PayloadVersion))];
    }

    private static PayloadProblem UnreadVersion(int version, int oldest, int newest) => new(
        "$", $"is of version {version}, which no known build reads; they read {(oldest == newest ? "" : $"versions {oldest} to ")}"
        + $"{(oldest == newest ? "version " : "")}{newest}");
}
