using System.Collections.Concurrent;
using System.Diagnostics;

namespace JobMaster.Tests.Diagnostics;

/// <summary>Keeps the spans that ended, those of other tests' clusters too.</summary>
internal sealed class SpanSink : IDisposable
{
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ActivityListener _listener;

    public SpanSink(string clusterId)
    {
        ClusterId = clusterId;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "JobMaster",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The id to give the cluster whose spans are wanted.</summary>
    public string ClusterId { get; }

    public IReadOnlyList<Activity> All => [.. _spans];

    /// <summary>The cluster's spans of one operation, in the order they ended.</summary>
    public IReadOnlyList<Activity> Of(string name) =>
        [.. _spans.Where(span => Equals(span.GetTagItem("messaging.operation.name"), name)
            && Equals(span.GetTagItem("jobmaster.cluster"), ClusterId))];

    public void Dispose() => _listener.Dispose();
}
