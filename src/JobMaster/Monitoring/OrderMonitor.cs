using JobMaster.Storage;

namespace JobMaster.Monitoring;

/// <summary>Reads the stored controls as orders.</summary>
internal sealed class OrderMonitor(IMasterStore store) : IOrderMonitor
{
    public async Task<IReadOnlyList<OrderDetails>> ListAsync(CancellationToken cancellationToken = default) =>
    [
        .. (await store.Controls.ReadAsync(cancellationToken).ConfigureAwait(false)).All
            .OrderBy(stored => stored.Control.Target.Kind)
            .ThenBy(stored => stored.Control.Target.Name, StringComparer.Ordinal)
            .ThenBy(stored => stored.Control.Target.Host, StringComparer.Ordinal)
            .Select(Details),
    ];

    private static OrderDetails Details(StoredControl stored)
    {
        var (target, value) = (stored.Control.Target, stored.Control.Value);
        return new OrderDetails
        {
            Kind = (OrderKind)target.Kind,
            Name = target.Name,
            Host = target.Host.Length == 0 ? null : target.Host,
            StopAfter = target.Kind == ControlKind.StopWorker ? TimeSpan.FromMicroseconds(value ?? 0) : null,
            Slots = target.Kind == ControlKind.WorkerSlots ? (int?)value : null,
            Since = stored.Since,
            Until = stored.Control.Until,
            By = stored.Who,
            Reason = stored.Reason,
        };
    }
}
