using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>Operators' orders to one worker.</summary>
/// <param name="IsCordoned">It takes no jobs.</param>
/// <param name="StopAfter">
/// It gives back jobs that have not started, and stops those that still run after this time; null for no stop.
/// </param>
/// <param name="Slots">How many jobs it runs at once; null for the configured number.</param>
internal readonly record struct WorkerOrders(bool IsCordoned, TimeSpan? StopAfter, int? Slots)
{
    public bool TakesJobs => !IsCordoned && StopAfter is null;

    /// <summary>
    /// The orders for a worker. A cordon or stop counts for its host or for every host; slots for its host override others.
    /// </summary>
    public static WorkerOrders Of(IEnumerable<NewControl> all, string worker, string host)
    {
        var orders = default(WorkerOrders);
        var hasOwnSlots = false;
        foreach (var control in all.Where(control => IsFor(control.Target, worker, host)))
        {
            switch (control.Target.Kind)
            {
                case ControlKind.CordonWorker:
                    orders = orders with { IsCordoned = true };
                    break;
                case ControlKind.StopWorker:
                    var grace = TimeSpan.FromMicroseconds(control.Value ?? 0);
                    orders = orders with { StopAfter = orders.StopAfter < grace ? orders.StopAfter : grace };
                    break;
                case ControlKind.WorkerSlots when !hasOwnSlots:
                    orders = orders with { Slots = (int?)control.Value };
                    hasOwnSlots = control.Target.Host.Length > 0;
                    break;
            }
        }

        return orders;
    }

    public static bool IsFor(ControlTarget target, string worker, string host) =>
        target.Kind is ControlKind.CordonWorker or ControlKind.StopWorker or ControlKind.WorkerSlots
        && target.Name == worker && (target.Host.Length == 0 || target.Host == host);
}
