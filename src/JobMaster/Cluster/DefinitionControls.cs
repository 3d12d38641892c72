using JobMaster.Storage;

namespace JobMaster.Cluster;

internal sealed class DefinitionControls(ControlCalls calls) : IDefinitionControls
{
    public Task<bool> PauseAsync(
        string definitionId, DateTimeOffset? until = null, OperatorContext? by = null, CancellationToken cancellationToken = default) =>
        calls.SetAsync(new NewControl(Target(definitionId), Until: until), AuditActions.PauseDefinition, by, cancellationToken);

    public Task<bool> ResumeAsync(string definitionId, OperatorContext? by = null, CancellationToken cancellationToken = default) =>
        calls.LiftAsync(Target(definitionId), AuditActions.ResumeDefinition, by, cancellationToken);

    private static ControlTarget Target(string definitionId) => new(ControlKind.PauseDefinition, definitionId);
}
