using JobMaster.Storage;

namespace JobMaster.Cluster;

internal sealed class LaneControls(ControlCalls calls) : ILaneControls
{
    public Task<bool> PauseAsync(
        string lane, DateTimeOffset? until = null, OperatorContext? by = null, CancellationToken cancellationToken = default) =>
        calls.SetAsync(new NewControl(Target(lane), Until: until), AuditActions.PauseLane, by, cancellationToken);

    public Task<bool> ResumeAsync(string lane, OperatorContext? by = null, CancellationToken cancellationToken = default) =>
        calls.LiftAsync(Target(lane), AuditActions.ResumeLane, by, cancellationToken);

    private static ControlTarget Target(string lane) => new(ControlKind.PauseLane, lane);
}
