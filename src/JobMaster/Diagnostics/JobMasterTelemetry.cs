using System.Diagnostics;
using System.Diagnostics.Metrics;
using JobMaster.Storage;

namespace JobMaster.Diagnostics;

/// <summary>The spans and metrics of one cluster, under the name <c>JobMaster</c>. <c>docs/operations.md</c> lists them with their units.</summary>
internal sealed class JobMasterTelemetry : IDisposable
{
    public const string Name = "JobMaster";

    private const string ErrorType = "error.type";

    private readonly ActivitySource _source = new(Name);
    private readonly Meter _meter;
    private readonly string _clusterId;
    private readonly Counter<long> _scheduled;
    private readonly Counter<long> _finished;
    private readonly Counter<long> _fenced;
    private readonly Counter<long> _rescued;
    private readonly Counter<long> _occurrences;
    private readonly Counter<long> _storeRetries;
    private readonly Counter<long> _admitted;
    private readonly Histogram<double> _run;
    private readonly Histogram<double> _wait;
    private readonly Histogram<double> _storeCall;
    private readonly UpDownCounter<long> _inFlight;

    public JobMasterTelemetry(string clusterId, IMeterFactory? meters)
    {
        _clusterId = clusterId;
        _meter = meters?.Create(Name) ?? new Meter(Name);
        _scheduled = _meter.CreateCounter<long>("jobmaster.jobs.scheduled", "{job}", "Jobs accepted.");
        _finished = _meter.CreateCounter<long>("jobmaster.attempts.finished", "{attempt}", "Attempts recorded, by outcome.");
        _fenced = _meter.CreateCounter<long>("jobmaster.attempts.fenced", "{attempt}", "Outcomes refused because the job had been given to another worker.");
        _rescued = _meter.CreateCounter<long>("jobmaster.jobs.rescued", "{job}", "Jobs taken back from dead workers.");
        _occurrences = _meter.CreateCounter<long>("jobmaster.occurrences", "{occurrence}", "Occurrences of recurring schedules, by what became of them.");
        _admitted = _meter.CreateCounter<long>("jobmaster.messages.admitted", "{message}", "Messages of agents brought to the master, by what became of them.");
        _storeRetries = _meter.CreateCounter<long>("jobmaster.store.retries", "{call}", "Store calls made again after a transient failure.");
        _run = _meter.CreateHistogram<double>("jobmaster.attempt.duration", "s", "How long handlers run.");
        _wait = _meter.CreateHistogram<double>("jobmaster.job.wait", "s", "From due to started.");
        _storeCall = _meter.CreateHistogram<double>("jobmaster.store.duration", "s", "How long store calls take.");
        _inFlight = _meter.CreateUpDownCounter<long>("jobmaster.attempts.running", "{attempt}", "Handlers running now.");
        Depth = new QueueDepth();
        _meter.CreateObservableGauge("jobmaster.jobs.live", () => Depth.Measure(_clusterId), "{job}", "Live jobs by lane and state, sampled.");
    }

    public QueueDepth Depth { get; }

    public Activity? StartEnqueue(NewJob job, int count = 1)
    {
        var activity = _source.StartActivity("jobmaster.schedule", ActivityKind.Producer);
        activity?.SetTag("jobmaster.cluster", _clusterId).SetTag("jobmaster.definition", job.DefinitionId)
            .SetTag("jobmaster.lane", job.Lane).SetTag("messaging.batch.message_count", count);
        return activity;
    }

    /// <summary>The run is linked to what the caller named, else to the scheduling span, else to the caller's own activity.</summary>
    public static NewJob WithTrace(NewJob job, string? named, Activity? enqueue) =>
        named is null && enqueue?.Id is { } id ? job with { TraceParent = id } : job;

    /// <summary>A span of its own, linked to the scheduling call: a job may run days later, and then it is no part of that trace.</summary>
    public Activity? StartRun(StoredJob job)
    {
        var links = ActivityContext.TryParse(job.TraceParent, null, isRemote: true, out var parent) ? new[] { new ActivityLink(parent) } : null;
        var activity = _source.StartActivity(ActivityKind.Consumer, parentContext: default, links: links, name: "jobmaster.run");
        activity?.SetTag("jobmaster.cluster", _clusterId).SetTag("jobmaster.definition", job.DefinitionId).SetTag("jobmaster.lane", job.Lane)
            .SetTag("jobmaster.job.id", job.Id.ToString()).SetTag("jobmaster.claim_no", job.ClaimNo);
        return activity;
    }

    /// <summary>An attempt has its outcome. One that failed, whether it is tried again or not, or that could not read its payload, is an error.</summary>
    /// <param name="activity">The attempt's span; null when nobody listens.</param>
    /// <param name="outcome">The outcome; null when the job was given to another worker.</param>
    /// <param name="error">What the attempt failed with; null when the handler gave up by <see cref="JobAttempt.Fail"/>.</param>
    public static void EndRun(Activity? activity, AttemptOutcome? outcome, Exception? error)
    {
        activity?.SetTag("jobmaster.outcome", outcome?.Kind.ToString());
        if (outcome?.Kind is not (OutcomeKind.Failed or OutcomeKind.Retry or OutcomeKind.Park))
        {
            return;
        }

        if (error is null)
        {
            activity?.SetStatus(ActivityStatusCode.Error, outcome.Error?.Split('\n', 2)[0]).SetTag(ErrorType, "failed");
        }
        else
        {
            SetError(activity, error);
        }
    }

    /// <summary>Marks a span as failed the way OpenTelemetry has it: status, <c>error.type</c> and an exception event.</summary>
    /// <param name="activity">The span; null when nobody listens.</param>
    /// <param name="exception">What it failed with.</param>
    /// <returns>False, so that it can stand in an exception filter.</returns>
    public static bool SetError(Activity? activity, Exception exception)
    {
        activity?.SetStatus(ActivityStatusCode.Error, exception.Message).SetTag(ErrorType, exception.GetType().FullName).AddException(exception);
        return false;
    }

    /// <summary>Marks the span as failed when the work does.</summary>
    public static Task<T> WatchAsync<T>(Activity? activity, Task<T> work)
    {
        return activity is null ? work : WatchedAsync();

        async Task<T> WatchedAsync()
        {
            try
            {
                return await work.ConfigureAwait(false);
            }
            catch (Exception exception) when (SetError(activity, exception))
            {
                throw;
            }
        }
    }

    public Activity? StartStoreCall(string operation) => _source.StartActivity(operation, ActivityKind.Client);

    public void Scheduled(NewJob job) => _scheduled.Add(1, Tags(job.DefinitionId, job.Lane));

    public void Started(StoredJob job, TimeSpan wait)
    {
        _inFlight.Add(1, Tags(job.DefinitionId, job.Lane));
        _wait.Record(Math.Max(0, wait.TotalSeconds), Tags(job.DefinitionId, job.Lane));
    }

    public void Stopped(StoredJob job, TimeSpan duration)
    {
        _inFlight.Add(-1, Tags(job.DefinitionId, job.Lane));
        _run.Record(duration.TotalSeconds, Tags(job.DefinitionId, job.Lane));
    }

    public void Finished(StoredJob job, OutcomeKind outcome)
    {
        var tags = Tags(job.DefinitionId, job.Lane);
        tags.Add("jobmaster.outcome", outcome.ToString());
        _finished.Add(1, tags);
    }

    public void Fenced(StoredJob job) => _fenced.Add(1, Tags(job.DefinitionId, job.Lane));

    public void Rescued(RescuedJob job) => _rescued.Add(1, Tags(job.DefinitionId, job.Queue.Lane));

    public void Occurred(IReadOnlyList<PlannedOccurrence> occurrences)
    {
        foreach (var occurrence in occurrences)
        {
            _occurrences.Add(occurrence.Range?.Count ?? 1, new TagList { { "jobmaster.cluster", _clusterId }, { "jobmaster.result", occurrence.Result.ToString() } });
        }
    }
    public void Admitted(string agent, AdmitKind kind, int count) => _admitted.Add(
        count, new TagList { { "jobmaster.cluster", _clusterId }, { "jobmaster.agent", agent }, { "jobmaster.admission", kind.ToString() } });

    public void StoreCall(string operation, TimeSpan duration, bool failed) => _storeCall.Record(
        duration.TotalSeconds,
        new TagList { { "jobmaster.cluster", _clusterId }, { "jobmaster.operation", operation }, { "jobmaster.failed", failed } });

    public void StoreRetry(string operation) => _storeRetries.Add(
        1, new TagList { { "jobmaster.cluster", _clusterId }, { "jobmaster.operation", operation } });

    public void Dispose()
    {
        _source.Dispose();
        _meter.Dispose();
    }

    private TagList Tags(string definitionId, string lane) => new()
    {
        { "jobmaster.cluster", _clusterId }, { "jobmaster.definition", definitionId }, { "jobmaster.lane", lane },
    };
}
