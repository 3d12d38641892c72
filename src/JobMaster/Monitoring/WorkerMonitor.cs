using System.Globalization;
using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Monitoring;

/// <summary>Reads sessions together with the orders for them.</summary>
internal sealed class WorkerMonitor(IMasterStore store, TimeSpan heartbeatTimeout) : IWorkerMonitor
{
    public async Task<IReadOnlyList<WorkerDetails>> ListAsync(CancellationToken cancellationToken = default)
    {
        var controls = await store.Controls.ReadAsync(cancellationToken).ConfigureAwait(false);
        return Details(await store.Sessions.ListAsync(cancellationToken).ConfigureAwait(false), controls);
    }

    public async Task<IReadOnlyList<WorkerOrderDetails>> ListOrdersAsync(CancellationToken cancellationToken = default) =>
        [
            .. (await store.Controls.ReadAsync(cancellationToken).ConfigureAwait(false)).All.Select(Order).OfType<WorkerOrderDetails>()
                .OrderBy(order => order.Worker, StringComparer.Ordinal)
                .ThenBy(order => order.Host, StringComparer.Ordinal)
                .ThenBy(order => order.Since)];

    public IReadOnlyList<WorkerDetails> Details(IReadOnlyList<SessionInfo> sessions, StoredControls controls) =>
        [.. sessions.Select(info => Details(info, controls))];

    private WorkerDetails Details(SessionInfo info, StoredControls controls)
    {
        var (session, report) = (info.Session, info.Report);
        var host = ControlsInForce.HostOf(session.NodeName);
        var held = controls.All.Where(control => WorkerOrders.IsFor(control.Control.Target, session.WorkerName, host)).ToList();
        var orders = WorkerOrders.Of(held.Select(control => control.Control), session.WorkerName, host);
        WorkerReport? own = report?.Workers.TryGetValue(session.Id, out var found) == true ? found : null;
        return new WorkerDetails
        {
            SessionId = session.Id,
            Name = session.WorkerName,
            Host = host,
            ProcessId = ProcessOf(session.NodeName.AsSpan(host.Length)),
            Version = session.Version,
            Lanes = session.Lanes,
            AgentName = session.AgentName,
            State = orders.StopAfter is not null ? WorkerState.Stopped : orders.IsCordoned ? WorkerState.Cordoned : WorkerState.Active,
            Orders = [.. held.Select(Order).OfType<WorkerOrderDetails>()],
            Slots = own?.Slots ?? orders.Slots ?? session.Concurrency,
            Running = own?.Running,
            CpuShare = report?.CpuShare,
            MemoryBytes = report?.MemoryBytes,
            ThreadPoolQueue = report?.PoolQueue,
            GcPauseShare = report?.GcPauseShare,
            ClockOffset = report?.ClockOffset,
            StartedAt = info.StartedAt,
            LastBeatAt = info.LastBeatAt,
            IsLive = info.SilentFor < heartbeatTimeout,
        };
    }

    private static int ProcessOf(ReadOnlySpan<char> nodeName) =>
        int.TryParse(nodeName.TrimStart(':'), CultureInfo.InvariantCulture, out var id) ? id : 0;

    private static WorkerOrderDetails? Order(StoredControl stored)
    {
        var (target, value) = (stored.Control.Target, stored.Control.Value);
        return target.Kind is not (ControlKind.CordonWorker or ControlKind.StopWorker or ControlKind.WorkerSlots)
            ? null
            : new WorkerOrderDetails
            {
                Worker = target.Name,
                Host = target.Host.Length == 0 ? null : target.Host,
                IsCordoned = target.Kind == ControlKind.CordonWorker,
                StopAfter = target.Kind == ControlKind.StopWorker ? TimeSpan.FromMicroseconds(value ?? 0) : null,
                Slots = target.Kind == ControlKind.WorkerSlots ? (int?)value : null,
                Since = stored.Since,
                By = stored.Who,
                Reason = stored.Reason,
            };
    }
}
