using JobMaster.Storage;

namespace JobMaster.Cluster;

/// <summary>Pauses are stored under the definition's id. A resume also lifts those that older versions stored under an alias.</summary>
internal sealed class DefinitionControls(ControlCalls calls) : IDefinitionControls
{
    public async Task<bool> PauseAsync(
        string definitionId, DateTimeOffset? until = null, OperatorContext? by = null, CancellationToken cancellationToken = default)
    {
        var names = await calls.NamesAsync(Target(definitionId), cancellationToken).ConfigureAwait(false);
        return await calls.SetAsync(
            new NewControl(Target(names[0]), Until: until), AuditActions.PauseDefinition, by, cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> ResumeAsync(
        string definitionId, OperatorContext? by = null, CancellationToken cancellationToken = default)
    {
        var isLifted = false;
        foreach (var name in await calls.NamesAsync(Target(definitionId), cancellationToken).ConfigureAwait(false))
        {
            isLifted |= await calls.LiftAsync(Target(name), AuditActions.ResumeDefinition, by, cancellationToken).ConfigureAwait(false);
        }

        return isLifted;
    }

    private static ControlTarget Target(string definitionId) => new(ControlKind.PauseDefinition, definitionId);
}
