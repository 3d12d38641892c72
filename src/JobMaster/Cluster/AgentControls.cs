using JobMaster.Storage;

namespace JobMaster.Cluster;

internal sealed class AgentControls(ControlCalls calls) : IAgentControls
{
    public Task<bool> DrainAsync(string agent, OperatorContext? by = null, CancellationToken cancellationToken = default) =>
        calls.SetAsync(new NewControl(Target(agent)), AuditActions.DrainAgent, by, cancellationToken);

    public Task<bool> ResumeAsync(string agent, OperatorContext? by = null, CancellationToken cancellationToken = default) =>
        calls.LiftAsync(Target(agent), AuditActions.ResumeAgent, by, cancellationToken);

    private static ControlTarget Target(string agent) => new(ControlKind.DrainAgent, agent);
}
