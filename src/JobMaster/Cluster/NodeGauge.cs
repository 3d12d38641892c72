using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Cluster;

/// <summary>
/// Measures the condition of this process for the heartbeat. Times are real, because the processors and the garbage collector know no other
/// time. Only the clock's offset belongs to the node's own clock.
/// </summary>
internal sealed class NodeGauge(IReadOnlyList<Worker> workers, TimeProvider time, Guid? nodeId, IReadOnlyList<string> limits)
{
    private readonly TimeProvider _real = TimeProvider.System;
    private long _measuredAt = TimeProvider.System.GetTimestamp();
    private TimeSpan _cpu = Environment.CpuUsage.TotalTime;
    private TimeSpan _pauses = GC.GetTotalPauseDuration();
    private TimeSpan? _offset;

    /// <summary>The store answered a statement with its time.</summary>
    /// <param name="storeNow">The store's time while it ran the statement.</param>
    /// <param name="sentAt">When the statement was sent.</param>
    public void StoreTold(DateTimeOffset storeNow, long sentAt) =>
        _offset = time.GetUtcNow() - (time.GetElapsedTime(sentAt) / 2) - storeNow;

    public NodeReport Measure()
    {
        var now = _real.GetTimestamp();
        var (wall, cpu, pauses) = (_real.GetElapsedTime(_measuredAt, now), Environment.CpuUsage.TotalTime, GC.GetTotalPauseDuration());
        var report = new NodeReport
        {
            CpuShare = Share(cpu - _cpu, wall * Environment.ProcessorCount),
            MemoryBytes = Environment.WorkingSet,
            PoolQueue = ThreadPool.PendingWorkItemCount,
            GcPauseShare = Share(pauses - _pauses, wall),
            ClockOffset = _offset,
            NodeId = nodeId,
            Limits = limits,
            Workers = workers.ToDictionary(worker => worker.Session.Id, worker => worker.Report),
        };
        (_measuredAt, _cpu, _pauses) = (now, cpu, pauses);
        return report;
    }

    private static double Share(TimeSpan part, TimeSpan whole) => whole > TimeSpan.Zero ? Math.Clamp(part / whole, 0, 1) : 0;
}
