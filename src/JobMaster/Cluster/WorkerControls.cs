using JobMaster.Storage;

namespace JobMaster.Cluster;

internal sealed class WorkerControls(ControlCalls calls) : IWorkerControls
{
    private const int MostSlots = 10_000;
    private static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestGrace = TimeSpan.FromHours(24);

    public Task<bool> CordonAsync(
        string worker, string? host = null, OperatorContext? by = null, CancellationToken cancellationToken = default) =>
        calls.SetAsync(
            new NewControl(Target(ControlKind.CordonWorker, worker, host)), AuditActions.CordonWorker, by, cancellationToken);

    public Task<bool> UncordonAsync(
        string worker, string? host = null, OperatorContext? by = null, CancellationToken cancellationToken = default) =>
        calls.LiftAsync(Target(ControlKind.CordonWorker, worker, host), AuditActions.UncordonWorker, by, cancellationToken);

    public Task<bool> StopAsync(
        string worker, TimeSpan? grace = null, string? host = null, OperatorContext? by = null,
        CancellationToken cancellationToken = default)
    {
        var longest = grace ?? DefaultGrace;
        if (longest < TimeSpan.Zero || longest > LongestGrace)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The grace period {longest} must be from zero to 24 hours."), nameof(grace));
        }

        return calls.SetAsync(
            new NewControl(Target(ControlKind.StopWorker, worker, host), longest.Ticks / TimeSpan.TicksPerMicrosecond),
            AuditActions.StopWorker, by, cancellationToken);
    }

    public Task<bool> StartAsync(
        string worker, string? host = null, OperatorContext? by = null, CancellationToken cancellationToken = default) =>
        calls.LiftAsync(Target(ControlKind.StopWorker, worker, host), AuditActions.StartWorker, by, cancellationToken);

    public Task<bool> SetConcurrencyAsync(
        string worker, int? jobs, string? host = null, OperatorContext? by = null, CancellationToken cancellationToken = default)
    {
        var target = Target(ControlKind.WorkerSlots, worker, host);
        return jobs switch
        {
            null => calls.LiftAsync(target, AuditActions.SetWorkerConcurrency, by, cancellationToken),
            < 1 or > MostSlots => throw new ArgumentException(
                FormattableString.Invariant($"The number of jobs {jobs} must be from 1 to {MostSlots:N0}, or null."), nameof(jobs)),
            _ => calls.SetAsync(new NewControl(target, jobs), AuditActions.SetWorkerConcurrency, by, cancellationToken),
        };
    }

    private static ControlTarget Target(ControlKind kind, string worker, string? host) => host is ""
        ? throw new ArgumentException("The host is empty. Name one, or pass null for the workers of that name on all hosts.", nameof(host))
        : new(kind, worker, host ?? "");
}
