using JobMaster.Storage;

namespace JobMaster.Monitoring;

/// <summary>Combines what is known about each lane: its jobs, its workers, its pause.</summary>
internal sealed class LaneMonitor(IMasterStore store, WorkerMonitor workers) : ILaneMonitor
{
    public async Task<LaneList> ListAsync(CancellationToken cancellationToken = default)
    {
        var controls = await store.Controls.ReadAsync(cancellationToken).ConfigureAwait(false);
        var (counted, isCapped) = CappedCounts.Of(
            await store.Reads.CountLiveAsync(CappedCounts.Asked, cancellationToken).ConfigureAwait(false));
        var counts = counted.ToLookup(count => count.Lane, StringComparer.Ordinal);
        var live = workers.Details(await store.Sessions.ListAsync(cancellationToken).ConfigureAwait(false), controls)
            .Where(worker => worker.IsLive).ToList();
        var pauses = Pauses(controls, ControlKind.PauseLane);
        var lanes = counts.Select(lane => lane.Key)
            .Concat(live.SelectMany(worker => LanePattern.Named(worker.Lanes)))
            .Concat(pauses.Keys)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        return new LaneList(
            [.. lanes.Select(lane => Details(lane, pauses.GetValueOrDefault(lane), live, [.. counts[lane]]))],
            isCapped);
    }

    /// <summary>The pauses of one kind, by name.</summary>
    public static Dictionary<string, PauseDetails> Pauses(StoredControls controls, ControlKind kind) =>
        controls.All.Where(control => control.Control.Target.Kind == kind)
            .ToDictionary(
                control => control.Control.Target.Name,
                control => new PauseDetails(control.Since, control.Control.Until, control.Who, control.Reason), StringComparer.Ordinal);

    private static LaneDetails Details(string lane, PauseDetails? pause, List<WorkerDetails> live, List<JobCount> counts)
    {
        long Of(JobState state) => counts.Where(count => count.State == state && !count.IsParked).Sum(count => count.Count);
        return new LaneDetails
        {
            Name = lane,
            Pause = pause,
            Workers = [.. live.Where(worker => LanePattern.Serves(worker.Lanes, lane))],
            Scheduled = Of(JobState.Scheduled),
            Ready = Of(JobState.Ready),
            Throttled = Of(JobState.Throttled),
            Running = Of(JobState.Running),
            Parked = counts.Where(count => count.IsParked).Sum(count => count.Count),
        };
    }
}
