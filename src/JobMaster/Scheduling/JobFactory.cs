using System.Diagnostics;
using System.Text;
using JobMaster.Limits;
using JobMaster.Storage;
using JobMaster.Values;

namespace JobMaster.Scheduling;

/// <summary>
/// Turns a request into a job to store. Values of the call override attributes, and attributes override the cluster's defaults. Checks
/// everything possible before anything is written.
/// </summary>
internal sealed partial class JobFactory(
    JobMasterClusterOptions options, JobDefinitionRegistry definitions, PayloadSerializer payloads, PayloadStorage storage,
    PayloadCheck check, LimitsInForce limits, TimeProvider time)
{
    /// <exception cref="JobRejectedException">The request cannot be accepted.</exception>
    /// <param name="request">The request.</param>
    /// <param name="forAgent">Whether the job goes to an agent, which its id shows.</param>
    public NewJob Create(JobRequest request, bool forAgent = false)
    {
        try
        {
            return Checked(request, forAgent);
        }
        catch (JobRejectedException) when (OptionProblems(request.Options) is { Count: > 1 } problems)
        {
            throw new JobRejectedException($"{problems.Count} problems with the job's options:\n- {string.Join("\n- ", problems)}");
        }
    }

    private NewJob Checked(JobRequest request, bool forAgent)
    {
        var definition = Resolve(request);
        var definitionId = definition?.Id ?? request.DefinitionId!;
        var call = request.Options;
        KeyOptions.ThrowIfWrong(call, request.After);
        DueRules.ThrowIfDueTwice(request);
        DueRules.ThrowIfNeverStarted(request, time.GetUtcNow());
        var payload = Sized(Payload(request, definition), "Message data", definitionId);
        return new NewJob
        {
            Id = JobIds.Given(call.Id, time.GetUtcNow()) ?? (forAgent ? AgentJobId.Create(time.GetUtcNow()) : JobIds.Next(time)),
            DefinitionId = Name(definitionId, "Definition id", 200),
            Lane = Lane(call.WorkerLane ?? definition?.Lane ?? JobMasterWorkerOptions.DefaultLane),
            Priority = Priority(call.Priority ?? definition?.Priority ?? JobMasterPriority.Medium),
            DueAt = ScheduleTime.Given(request.At, ScheduleTime.TheTime),
            Delay = Delay(request.After),
            Timeout = Timeout(call.Timeout ?? definition?.Timeout ?? options.DefaultJobTimeout),
            MaxRetries = Retries(call.MaxNumberOfRetries ?? definition?.MaxRetries ?? options.DefaultMaxRetryCount),
            ExpiresAt = ScheduleTime.Given(call.ExpiresAt, "ExpiresAt"),
            Payload = storage.Seal(payload, Version(request, definition), definitionId),
            Metadata = Sized(Metadata(call.Metadata, definition), "Metadata", definitionId),
            Tenant = call.Tenant is null ? null : Name(call.Tenant, "Tenant", 200),
            IdempotencyKey = call.IdempotencyKey is null ? null : Name(call.IdempotencyKey, "Idempotency key", 200),
            IdempotencyScope = call.IdempotencyScope,
            IdempotencyWindow = call.IdempotencyWindow,
            IdempotencyMark = call.IdempotencyMark is null ? null : Name(call.IdempotencyMark, "Idempotency mark", 200),
            Limits = limits.Of(call, definition, definitionId),
            Unique = UniqueOf(call, definition) is { } unique ? StoredKey.Keyed(unique, payload) : null,
            TraceParent = TraceParent(call.TraceParent) ?? Activity.Current?.Id,
            ScheduledBy = ThisNode.Name,
        };
    }

    /// <summary>Whether the job's unique key is taken from its payload.</summary>
    public bool IsUniqueByPayload(JobRequest request) => UniqueOf(request.Options, Resolve(request)) is { Key: null };

    /// <summary>All problems of a call's options. Called only after one was found.</summary>
    private List<string> OptionProblems(JobOptions call)
    {
        List<string> problems = [];
        Try(() => JobIds.Given(call.Id, time.GetUtcNow()));
        Try(() => call.WorkerLane is { } lane ? Lane(lane) : null);
        Try(() => call.Priority is { } priority ? Priority(priority) : null);
        Try(() => call.Timeout is { } timeout ? Timeout(timeout) : null);
        Try(() => call.MaxNumberOfRetries is { } retries ? Retries(retries) : null);
        Try(() => call.Tenant is { } tenant ? Name(tenant, "Tenant", 200) : null);
        Try(() => call.IdempotencyKey is { } key ? Name(key, "Idempotency key", 200) : null);
        Try(() => ScheduleTime.Given(call.ExpiresAt, "ExpiresAt"));
        Try(() => TraceParent(call.TraceParent));
        Try(() =>
        {
            KeyOptions.ThrowIfWrong(call, after: TimeSpan.Zero);
            return null;
        });
        return problems;

        void Try(Func<object?> check)
        {
            try
            {
                check();
            }
            catch (JobRejectedException exception)
            {
                problems.Add(exception.Message);
            }
        }
    }

    /// <summary>Whether the job is under a limit, so that the master must hold it.</summary>
    public bool IsLimited(JobRequest request) => limits.Of(request.Options, Resolve(request), request.DefinitionId) is not null;

    /// <summary>Whether the job is unique because its handler says so.</summary>
    public bool IsUniqueByHandler(JobRequest request) => definitions.HasUnique && Resolve(request)?.Unique is not null;

    private JobDefinition? Resolve(JobRequest request)
    {
        if (request.HandlerType is { } handlerType)
        {
            return definitions.ForHandler(handlerType);
        }

        if (request.IsBareText && definitions.OfText is { } text)
        {
            throw new JobRejectedException(
                $"'{request.DefinitionId}' may be a definition id, or a payload for '{text.HandlerType.FullName}', which takes a string. " +
                "Say which: " +
                $"OnceNowAsync<{text.HandlerType.Name}, string>(payload), or ScheduleAsync(JobRequest.ForDefinition(\"definition.id\")); " +
                "likewise at a time, after a while and for a schedule.");
        }

        return request.DefinitionId is { } id ? definitions.Find(id) : definitions.ForPayload(request.PayloadType!);
    }

    private static JobUnique? UniqueOf(JobOptions call, JobDefinition? definition) => call.Unique ?? definition?.Unique;

    private static int Version(JobRequest request, JobDefinition? definition)
    {
        var current = definition?.Versions.Current ?? 1;
        var version = request.Options.PayloadVersion ?? current;
        return version == current
            || (version >= 1 && (definition is null || request.PayloadType is null || request.PayloadType != definition.PayloadType))
            ? version
            : throw new JobRejectedException(version < 1
                ? $"PayloadVersion {version} must be 1 or more."
                : $"PayloadVersion {version} was given with a '{request.PayloadType!.FullName}', which the handler " +
                    $"'{definition!.HandlerType.FullName}' takes as version {current}. Leave it out.");
    }

    private string? Payload(JobRequest request, JobDefinition? definition)
    {
        if (request.PayloadType is { } payloadType)
        {
            return Written(request, payloadType, definition, definition?.Id ?? request.DefinitionId!);
        }

        if (request.KeepsPayload)
        {
            return null;
        }

        if (request.Data is null && definition?.PayloadType is { } expected)
        {
            throw new JobRejectedException(
                $"Job '{definition.Id}' needs a '{expected.FullName}' and was given none. Pass it, as in OnceNowAsync(payload) or " +
                "OnceAfterAsync(delay, payload), " +
                "for a schedule RecurringAsync(recurrence, payload), and in a profile Add(recurrence, payload).");
        }

        return definition is null || definition.PayloadType is not null
            ? Fitting(request.Data?.ToJson(), request, definition)
            : request.Data?.ToJson();
    }

    /// <summary>
    /// Data written as JSON must fit the handler, if the handler is known: from code in this process, else from the definition that its
    /// node stored.
    /// </summary>
    private string? Fitting(string? json, JobRequest request, JobDefinition? definition)
    {
        ThrowIfUnfit(
            json, request.DefinitionId, definition, Version(request, definition),
            "Correct the payload, or say with JobOptions.PayloadVersion which version it is.");
        return json;
    }

    private void ThrowIfUnfit(string? json, string? definitionId, JobDefinition? definition, int version, string remedy)
    {
        var problems = check.Mistakes(definition, definition?.Id ?? definitionId!, json, version);
        if (problems.Count > 0)
        {
            throw new JobRejectedException(
                $"The payload of job '{definition?.Id ?? definitionId}' does not fit " +
                $"{(definition is null ? "its definition" : $"its handler '{definition.HandlerType.FullName}'")}, version {version}: "
                + $"{string.Join("; ", problems.Take(10)).TrimEnd('.')}. {remedy}")
            { IsOfPayload = true };
        }
    }

    /// <summary>
    /// The handler's type may be able to read data that another type wrote, so this check reads it as the attempt will.
    /// </summary>
    private string Readable(string json, Type given, JobDefinition definition) =>
        WhyUnread(json, definition) is not { } whyNot
            ? json
            : throw new JobRejectedException(
                $"Job '{definition.Id}' was given a {JsonExcerpt.TypeName(given)}, but its handler '{definition.HandlerType.FullName}' " +
                "takes "
                + $"{(definition.PayloadType is { } type ? $"a {JsonExcerpt.TypeName(type)}" : "message data")}. {whyNot} "
                + "Pass what the handler takes, or correct the definition id.");

    private string? WhyUnread(string json, JobDefinition definition) =>
        PayloadReading.WhyNot(payloads, json, definition)
        ?? (check.Mistakes(definition, definition.Id, json, definition.Versions.Current) is { Count: > 0 } mistakes
            ? $"Its JSON does not fit: {string.Join("; ", mistakes.Take(10)).TrimEnd('.')}."
            : null);

    /// <summary>
    /// The start has checked the handlers' own payload types. This checks payloads that a producer gives by definition id.
    /// </summary>
    private string Written(JobRequest request, Type type, JobDefinition? definition, string definitionId)
    {
        var payload = request.Payload;
        ArgumentNullException.ThrowIfNull(payload);
        var whyNot = (definition?.PayloadType == type ? null : payloads.WhyNotWritten(type)) ?? payloads.WhyLost(payload, type);
        if (whyNot is not null)
        {
            throw new JobRejectedException($"The payload of job '{definitionId}' would be stored without a part of it. {whyNot}");
        }

        try
        {
            var json = payloads.Serialize(payload, type);
            if (payloads.WhyCut(json, payload, type) is { } whyCut)
            {
                throw new JobRejectedException($"The payload of job '{definitionId}' would be stored without a part of it. {whyCut}");
            }

            return definition is not null && definition.PayloadType == type ? json
                : definition is not null && request.Options.PayloadVersion is null && !PayloadReading.IsWrittenByHand(type)
                    ? Readable(json, type, definition)
                : Fitting(json, request, definition)!;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new JobRejectedException(
                $"Job '{definitionId}' cannot be stored. {exception.Message}", exception);
        }
    }

    private static string? Metadata(JobMetadata? call, JobDefinition? definition)
    {
        var inherited = definition?.Metadata ?? JobMetadata.Empty;
        return (inherited.Count, call?.Count ?? 0) switch
        {
            (0, 0) => null,
            (_, 0) => inherited.ToJson(),
            (0, _) => call!.ToJson(),
            _ => inherited.MergedWith(call!).ToJson(),
        };
    }

    private string? Sized(string? json, string what, string definitionId)
    {
        if (json is null || Encoding.UTF8.GetMaxByteCount(json.Length) <= options.MaxMessageByteSize)
        {
            return json;
        }

        var size = Encoding.UTF8.GetByteCount(json);
        return size <= options.MaxMessageByteSize ? json : throw new JobRejectedException(
            FormattableString.Invariant(
                $"{what} of job '{definitionId}' is {size:N0} bytes; the limit is {options.MaxMessageByteSize:N0}. ") +
            "Store the content elsewhere and pass a reference, or raise ClusterMaxMessageByteSize.");
    }

    private static string Name(string value, string what, int maxLength) =>
        NameText.IsValid(value, maxLength)
            ? value
            : throw new JobRejectedException($"{what} '{NameText.Shown(value)}' {NameText.Rule(value, maxLength)}.");

    private static string Lane(string value) =>
        LaneText.IsValid(value) ? value : throw new JobRejectedException($"Lane '{NameText.Shown(value)}' {LaneText.Rule(value)}.");

    /// <summary>Infinite means never everywhere else in .NET; other negative delays are times that have passed.</summary>
    private static TimeSpan Delay(TimeSpan after) =>
        after == System.Threading.Timeout.InfiniteTimeSpan
            ? throw Never($"The delay {after} is Timeout.InfiniteTimeSpan, which means never,")
        : after == TimeSpan.MaxValue ? throw Never($"The delay {after} is TimeSpan.MaxValue, which means never,")
        : after > TimeSpan.Zero ? after
        : TimeSpan.Zero;

    private static JobRejectedException Never(string what) => new(
        $"{what} and a job must be due some time. Give a delay, zero or less for now, or schedule the job when it is wanted.");

    /// <summary>An invalid trace parent would link the run to nothing.</summary>
    private static string? TraceParent(string? given) =>
        given is null || ActivityContext.TryParse(given, null, out _)
            ? given
            : throw new JobRejectedException(
                $"TraceParent '{NameText.Shown(given)}' is no W3C trace parent such as " +
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01. Give Activity.Current?.Id, or leave it out: the current " +
                "activity is taken.");

    private static JobMasterPriority Priority(JobMasterPriority value) => Enum.IsDefined(value)
        ? value
        : throw new JobRejectedException($"Priority {(int)value} is not one of {string.Join(", ", Enum.GetNames<JobMasterPriority>())}.");

    private static TimeSpan Timeout(TimeSpan value) => JobTimeouts.AreValid(value)
        ? value
        : throw new JobRejectedException($"Timeout {value} must be more than zero and at most {JobTimeouts.Longest.Days} days.");

    private static int Retries(int value) => value >= 0
        ? value
        : throw new JobRejectedException($"Max number of retries {value} must be zero or more.");
}
