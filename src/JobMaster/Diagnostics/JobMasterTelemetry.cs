using System.Diagnostics;
using System.Diagnostics.Metrics;
using JobMaster.Storage;

namespace JobMaster.Diagnostics;

/// <summary>
/// The spans and metrics of one cluster, under the name <c>JobMaster</c>. <c>docs/operations.md</c> lists them with their units.
/// </summary>
internal sealed class JobMasterTelemetry : IDisposable
{
    public const string Name = "JobMaster";

    private readonly ActivitySource? _source = GuardedSpan.CreateSource(Name);
    private readonly Meter _meter;
    private readonly string _clusterId;
    private readonly Counter<long>? _scheduled;
    private readonly Counter<long>? _finished;
    private readonly Counter<long>? _fenced;
    private readonly Counter<long>? _rescued;
    private readonly Counter<long>? _occurrences;
    private readonly Counter<long>? _storeRetries;
    private readonly Counter<long>? _admitted;
    private readonly Counter<long>? _eventsDropped;
    private readonly Histogram<double>? _run;
    private readonly Histogram<double>? _wait;
    private readonly Histogram<double>? _storeCall;
    private readonly UpDownCounter<long>? _inFlight;

    public JobMasterTelemetry(string clusterId, IMeterFactory? meters)
    {
        _clusterId = clusterId;
        _meter = GuardedInstruments.CreateMeter(Name, meters);
        _scheduled = Counter("jobmaster.jobs.scheduled", "{job}", "Jobs accepted.");
        _finished = Counter("jobmaster.attempts.finished", "{attempt}", "Attempts recorded, by outcome.");
        _fenced = Counter("jobmaster.attempts.fenced", "{attempt}", "Outcomes refused because another worker had the job.");
        _rescued = Counter("jobmaster.jobs.rescued", "{job}", "Jobs rescued from dead workers.");
        _occurrences = Counter("jobmaster.occurrences", "{occurrence}", "Occurrences of recurring schedules, by result.");
        _admitted = Counter(
            "jobmaster.messages.admitted", "{message}", "Agents' messages brought to the master, by result.");
        _eventsDropped = Counter("jobmaster.events.dropped", "{event}", "Events dropped because a subscriber was too slow.");
        _storeRetries = Counter("jobmaster.store.retries", "{call}", "Store calls repeated after a transient failure.");
        _run = Histogram("jobmaster.attempt.duration", "How long handlers run.");
        _wait = Histogram("jobmaster.job.wait", "The time from due to claimed.");
        _storeCall = Histogram("jobmaster.store.duration", "How long store calls take.");
        _inFlight = GuardedInstruments.Create(
            () => _meter.CreateUpDownCounter<long>("jobmaster.attempts.running", "{attempt}", "Handlers running now."));
        Depth = new QueueDepth();
        GuardedInstruments.Create(() => _meter.CreateObservableGauge(
            "jobmaster.jobs.live", () => Depth.Measure(_clusterId), "{job}", "Live jobs by lane and state, sampled."));
        GuardedInstruments.Create(() => _meter.CreateObservableGauge(
            "jobmaster.limit.in_use", () => Limits.InUse(_clusterId), "{job}", "Permits held of the busiest keys of limits, sampled."));
        GuardedInstruments.Create(() => _meter.CreateObservableGauge(
            "jobmaster.limit.waiting", () => Limits.Waiting(_clusterId), "{job}", "Due jobs that wait for these keys, sampled."));
        GuardedInstruments.Create(() => _meter.CreateObservableGauge(
            "jobmaster.limit.maximum", () => Limits.Most(_clusterId), "{job}", "How many jobs of these keys may run at once."));
    }

    public QueueDepth Depth { get; }

    public LimitLevels Limits { get; } = new();

    /// <summary>Counts for the cluster's statistics; null if none are kept.</summary>
    public NodeStatistics? Statistics { get; init; }

    public GuardedSpan StartEnqueue(NewJob job)
    {
        var span = Start("schedule", "send", job.Lane, ActivityKind.Producer);
        return span.IsEmpty ? span : Describe(span, job.DefinitionId).SetTag("messaging.message.id", job.Id.ToString());
    }

    public GuardedSpan StartEnqueue(IReadOnlyList<NewJob> jobs)
    {
        var span = Start("schedule", "send", jobs[0].Lane, ActivityKind.Producer);
        return span.IsEmpty ? span : Describe(span, jobs[0].DefinitionId).SetTag("messaging.batch.message_count", jobs.Count);
    }

    /// <summary>
    /// Starts a span with names and tags of OpenTelemetry's semantic conventions for messaging: the lane is the destination, a job
    /// is a message.
    /// </summary>
    private GuardedSpan Start(string operation, string type, string lane, ActivityKind kind, ActivityLink[]? links = null)
    {
        if (_source?.HasListeners() != true)
        {
            return default;
        }

        var span = GuardedSpan.Start(_source, $"{operation} {lane}", kind, links);
        return span.IsEmpty
            ? span
            : span.SetTag("messaging.system", "jobmaster").SetTag("messaging.operation.name", operation)
                .SetTag("messaging.operation.type", type).SetTag("messaging.destination.name", lane);
    }

    private GuardedSpan Describe(GuardedSpan span, string definitionId) =>
        span.SetTag("jobmaster.cluster", _clusterId).SetTag("jobmaster.definition", definitionId);

    /// <summary>Links the run to the caller's trace parent, else to the scheduling span, else to the caller's own activity.</summary>
    public static NewJob WithTrace(NewJob job, string? named, GuardedSpan enqueue) =>
        named is null && enqueue.Id is { } id ? job with { TraceParent = id } : job;

    /// <summary>
    /// Starts a new trace, linked to the scheduling call: a job may run days later, when it is no longer part of that trace.
    /// </summary>
    public GuardedSpan StartRun(StoredJob job)
    {
        var links = ActivityContext.TryParse(job.TraceParent, null, isRemote: true, out var parent)
            ? new[] { new ActivityLink(parent) }
            : null;
        var span = Start("run", "process", job.Lane, ActivityKind.Consumer, links);
        return span.IsEmpty
            ? span
            : Describe(span, job.DefinitionId)
                .SetTag("messaging.message.id", job.Id.ToString()).SetTag("jobmaster.claim_no", job.ClaimNo);
    }

    /// <summary>
    /// Ends the span of an attempt. A failed attempt is an error, even if it is tried again; so is an unreadable payload.
    /// </summary>
    /// <param name="span">The attempt's span.</param>
    /// <param name="outcome">The outcome; null if another worker has the job.</param>
    /// <param name="error">The exception of the attempt; null if the handler gave up by <see cref="JobAttempt.Fail"/>.</param>
    public static void EndRun(GuardedSpan span, AttemptOutcome? outcome, Exception? error)
    {
        if (span.IsEmpty)
        {
            return;
        }

        span.SetTag("jobmaster.outcome", outcome?.Kind.ToString());
        if (outcome?.Kind is not (OutcomeKind.Failed or OutcomeKind.Retry or OutcomeKind.Park))
        {
            return;
        }

        if (error is null)
        {
            span.SetError(outcome.Error?.Split('\n', 2)[0]);
        }
        else
        {
            span.SetError(error);
        }
    }

    /// <summary>Marks the span as failed if the work fails.</summary>
    public static Task<T> WatchAsync<T>(GuardedSpan span, Task<T> work)
    {
        return span.IsEmpty ? work : WatchedAsync();

        async Task<T> WatchedAsync()
        {
            try
            {
                return await work.ConfigureAwait(false);
            }
            catch (Exception exception) when (span.SetError(exception))
            {
                throw;
            }
        }
    }

    public GuardedSpan StartStoreCall(string operation) => GuardedSpan.Start(_source, operation, ActivityKind.Client);

    public void Scheduled(NewJob job)
    {
        _scheduled.Count(1, Tags(job.DefinitionId, job.Lane));
        Statistics?.Count(StatisticSlots.Accepted, job.DefinitionId, job.Lane, job.Tenant);
    }

    public void Started(StoredJob job, TimeSpan wait)
    {
        Statistics?.Started(job, wait);
        if (_inFlight is { Enabled: true })
        {
            _inFlight.Count(1, Tags(job.DefinitionId, job.Lane));
        }

        if (_wait is { Enabled: true })
        {
            _wait.Measure(Math.Max(0, wait.TotalSeconds), Tags(job.DefinitionId, job.Lane));
        }
    }

    public void Stopped(StoredJob job, TimeSpan duration)
    {
        Statistics?.Stopped(job, duration);
        if (_inFlight is { Enabled: true })
        {
            _inFlight.Count(-1, Tags(job.DefinitionId, job.Lane));
        }

        if (_run is { Enabled: true })
        {
            _run.Measure(duration.TotalSeconds, Tags(job.DefinitionId, job.Lane));
        }
    }

    public void Finished(StoredJob job, OutcomeKind outcome)
    {
        Statistics?.Finished(job, outcome);
        if (_finished is not { Enabled: true })
        {
            return;
        }

        var tags = Tags(job.DefinitionId, job.Lane);
        tags.Add("jobmaster.outcome", outcome.ToString());
        _finished.Count(1, tags);
    }

    public void Fenced(StoredJob job) => _fenced.Count(1, Tags(job.DefinitionId, job.Lane));

    public void Rescued(RescuedJob job)
    {
        _rescued.Count(1, Tags(job.DefinitionId, job.Queue.Lane));
        Statistics?.Rescued(job);
    }

    public void Occurred(IReadOnlyList<PlannedOccurrence> occurrences)
    {
        foreach (var occurrence in occurrences)
        {
            _occurrences.Count(
                occurrence.Range?.Count ?? 1,
                new TagList { { "jobmaster.cluster", _clusterId }, { "jobmaster.result", occurrence.Result.ToString() } });
        }
    }

    public void Admitted(string agent, AdmitKind kind, int count) => _admitted.Count(
        count,
        new TagList { { "jobmaster.cluster", _clusterId }, { "jobmaster.agent", agent }, { "jobmaster.admission", kind.ToString() } });

    public void StoreCall(string operation, TimeSpan duration, bool failed) => _storeCall.Measure(
        duration.TotalSeconds,
        new TagList { { "jobmaster.cluster", _clusterId }, { "jobmaster.operation", operation }, { "jobmaster.failed", failed } });

    public void StoreRetry(string operation) => _storeRetries.Count(
        1, new TagList { { "jobmaster.cluster", _clusterId }, { "jobmaster.operation", operation } });

    public void EventDropped(string subscriber) => _eventsDropped.Count(
        1, new TagList { { "jobmaster.cluster", _clusterId }, { "jobmaster.subscriber", subscriber } });

    public void Dispose()
    {
        GuardedInstruments.End(_source);
        GuardedInstruments.End(_meter);
    }

    private Counter<long>? Counter(string name, string unit, string description) =>
        GuardedInstruments.Create(() => _meter.CreateCounter<long>(name, unit, description));

    private Histogram<double>? Histogram(string name, string description) =>
        GuardedInstruments.Create(() => _meter.CreateHistogram(
            name, "s", description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = StatisticSlots.Bounds }));

    private TagList Tags(string definitionId, string lane) => new()
    {
        { "jobmaster.cluster", _clusterId }, { "jobmaster.definition", definitionId }, { "jobmaster.lane", lane },
    };
}
