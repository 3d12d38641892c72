using System.Globalization;
using JobMaster.Scheduling;
using JobMaster.Storage;
using JobMaster.Values;

namespace JobMaster.Monitoring;

/// <summary>The workers that might take a job, checked obstacle by obstacle.</summary>
/// <param name="standings">How claims see the job, by reader.</param>
/// <param name="details">The live workers.</param>
/// <param name="live">Their sessions, in the same order.</param>
/// <param name="all">All sessions, including those without a recent heartbeat.</param>
/// <param name="definitions">The definitions, and the nodes that report them.</param>
internal sealed class Takers(
    IReadOnlyDictionary<string, JobStanding> standings, IReadOnlyList<WorkerDetails> details, IReadOnlyList<SessionInfo> live,
    IReadOnlyList<SessionInfo> all, StoredDefinitions definitions)
{
    private readonly JobStanding _job = standings[""];

    private string Lane => _job.Queue.Lane;

    private IEnumerable<(WorkerDetails Worker, SessionInfo Info)> Serving =>
        details.Zip(live).Where(pair => Serves(pair.Second.Session));

    private IEnumerable<(WorkerDetails Worker, SessionInfo Info)> Taking =>
        Serving.Where(pair => pair.Worker.State == WorkerState.Active);

    private List<(WorkerDetails Worker, SessionInfo Info)> Reading =>
        [.. Taking.Where(pair => standings[pair.Info.Session.Reader ?? ""].IsReadable)];

    /// <summary>Why no worker would take it; empty if one would.</summary>
    public IEnumerable<JobReason> Hindrances()
    {
        if (!Serving.Any())
        {
            var last = all.Where(info => Serves(info.Session)).Select(info => (DateTimeOffset?)info.LastBeatAt).Max();
            var seen = last is null ? "none is known" : string.Create(CultureInfo.InvariantCulture, $"the last was seen at {last:u}");
            yield return new JobReason(JobReasonKind.LaneWithoutWorker, $"No live worker serves lane '{Lane}'; {seen}.") { Since = last };
        }
        else if (!Taking.Any())
        {
            var orders = Serving.SelectMany(pair => pair.Worker.Orders).Select(order => order.Since);
            yield return new JobReason(
                JobReasonKind.WorkersHeldBack,
                $"Every worker of lane '{Lane}' is held back: " +
                string.Join(", ", Serving.Select(pair => $"'{pair.Worker.Name}' on {pair.Worker.Host} is {pair.Worker.State}")) + ".")
            {
                Since = orders.DefaultIfEmpty().Max(),
            };
        }
        else if (Reading.Count == 0)
        {
            yield return new JobReason(
                JobReasonKind.WorkersIncompatible,
                $"No build that serves lane '{Lane}' could read its payload; the job's error says why.");
        }
    }

    /// <summary>Why no node could run it, for a job that a worker would take.</summary>
    public IEnumerable<JobReason> Ignorance()
    {
        if (_job.ParkedReason is null && !IsKnown())
        {
            yield return new JobReason(
                JobReasonKind.DefinitionUnknown,
                $"No live node that serves lane '{Lane}' knows the definition '{_job.DefinitionId}': a node parks the first such job that "
                + "it takes and leaves out the others. They run once a node that serves the lane has the handler.");
        }
    }

    /// <summary>Why it may take some time.</summary>
    public IEnumerable<JobReason> Delays()
    {
        var reading = Reading;
        if (reading.TrueForAll(pair => pair.Worker.Running >= pair.Worker.Slots))
        {
            var slots = reading.Sum(pair => pair.Worker.Slots);
            yield return new JobReason(
                JobReasonKind.WorkersBusy,
                slots == 1
                    ? $"The only slot of lane '{Lane}' was taken at the last heartbeat."
                    : $"All {Counted.Of(slots, "slot")} of lane '{Lane}' were taken at the last heartbeat.");
        }
    }

    private bool IsKnown() =>
        DefinitionList.Named(DefinitionList.Of(definitions, Reading.Select(pair => pair.Info)), _job.DefinitionId)
            .Any(build => build.Nodes.Count > 0);

    private bool Serves(NewSession session) => LanePattern.Serves(session.Lanes, Lane);
}
