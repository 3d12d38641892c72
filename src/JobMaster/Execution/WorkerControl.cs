using JobMaster.Diagnostics;

namespace JobMaster.Execution;

/// <summary>Applies operators' orders to one worker, and stops running jobs when the grace period of a stop is over.</summary>
internal sealed class WorkerControl : IDisposable
{
    private readonly NodeServices _node;
    private readonly WorkerSetup _setup;
    private readonly Action<WorkerOrders> _obey;
    private readonly Action _stopRunning;
    private readonly Lock _lock = new();
    private ITimer? _grace;
    private WorkerOrders _orders;
    private volatile bool _isHeldBack;
    private volatile bool _isStopped;

    /// <param name="node">The node.</param>
    /// <param name="setup">The worker's setup.</param>
    /// <param name="obey">Called with the orders after each change of operators' controls.</param>
    /// <param name="stopRunning">Stops running jobs.</param>
    public WorkerControl(NodeServices node, WorkerSetup setup, Action<WorkerOrders> obey, Action stopRunning) =>
        (_node, _setup, _obey, _stopRunning) = (node, setup, obey, stopRunning);

    public bool TakesJobs => !_isHeldBack;

    public bool IsStopped => _isStopped;

    /// <summary>Reads the orders that are in force for the worker.</summary>
    public void Look()
    {
        lock (_lock)
        {
            var orders = _node.Controls.For(_setup.Name);
            _isHeldBack = !orders.TakesJobs;
            _isStopped = orders.StopAfter is not null;
            if (orders != _orders)
            {
                SetGrace(orders.StopAfter);
                _orders = orders;
                Log.WorkerTold(_node.Logger, _setup.Name, Text(orders));
            }

            _obey(orders);
        }
    }

    public void Dispose() => _grace?.Dispose();

    private static string Text(WorkerOrders orders) => string.Join(", ", Parts(orders));

    private static IEnumerable<string> Parts(WorkerOrders orders)
    {
        if (orders.TakesJobs)
        {
            yield return "take jobs";
        }

        if (orders.IsCordoned)
        {
            yield return "take no jobs";
        }

        if (orders.StopAfter is { } grace)
        {
            yield return FormattableString.Invariant($"stop, running jobs within {grace}");
        }

        if (orders.Slots is { } slots)
        {
            yield return FormattableString.Invariant($"run {slots} job(s) at once");
        }
    }

    private void SetGrace(TimeSpan? grace)
    {
        _grace?.Dispose();
        _grace = grace is { } longest
            ? _node.Time.CreateTimer(_ => _stopRunning(), null, longest, Timeout.InfiniteTimeSpan)
            : null;
    }
}
