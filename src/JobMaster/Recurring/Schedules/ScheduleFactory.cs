using JobMaster.Scheduling;
using JobMaster.Storage;
using JobMaster.Values;

namespace JobMaster.Recurring;

/// <summary>Turns a request into a schedule to store. Makes all possible checks before anything is written.</summary>
internal sealed class ScheduleFactory(JobFactory jobs, RecurrenceCompilers compilers, TimeProvider time)
{
    private static readonly TimeSpan ShortestStep = TimeSpan.FromSeconds(1);

    /// <summary>Creates the schedule, except for values that depend on when it is stored.</summary>
    /// <exception cref="JobRejectedException">The request cannot be accepted.</exception>
    public StoredSchedule Create(RecurringRequest request, string? profileId = null)
    {
        var requested = Requested(request);
        ThrowIfOwnTime(requested);
        var job = jobs.Create(requested);
        var options = request.Options;
        var schedule = new StoredSchedule
        {
            Id = JobIds.Next(time),
            ProfileId = profileId,
            Key = options.Key is null ? null : Name(options.Key),
            State = RecurringScheduleState.Active,
            DefinitionId = job.DefinitionId,
            Lane = job.Lane,
            Priority = job.Priority,
            Timeout = job.Timeout,
            MaxRetries = job.MaxRetries,
            Payload = job.Payload,
            Metadata = job.Metadata,
            Tenant = job.Tenant,
            Unique = job.Unique,
            IsUniqueByPayload = jobs.IsUniqueByPayload(requested),
            TypeId = request.TypeId,
            Expression = request.Expression,
            ZoneId = options.TimeZoneId,
            StartAfter = options.StartAfter is { } start ? Cut(start, "StartAfter") : null,
            EndBefore = options.EndBefore is { } end ? Cut(end, "EndBefore") : null,
            Anchor = default,
            Misfire = options.Misfire,
            MisfireGrace = options.MisfireGrace,
            MisfireLimit = options.MisfireLimit,
            Overlap = options.Overlap,
            CreatedAt = default,
            UpdatedAt = default,
        };
        ThrowIfInvalid(schedule);
        return schedule;
    }

    /// <summary>
    /// The schedule of a request that keeps what it leaves out: that is as the stored schedule has it, and so are the policies that have
    /// their default value. An end that has passed is not kept: the schedule would never fire again.
    /// </summary>
    /// <exception cref="JobRejectedException">The request cannot be accepted.</exception>
    public StoredSchedule Kept(RecurringRequest request, StoredSchedule stored, DateTimeOffset now)
    {
        var (job, options, defaults) = (Requested(request), request.Options, new RecurringScheduleOptions());
        var call = job.Options;
        bool keepsData = job.HasNoPayload;
        JobFactory.ThrowIfNoVersion(call.PayloadVersion, !keepsData);
        if (!keepsData && job.DefinitionId is { } id)
        {
            jobs.ThrowIfNewer(call.PayloadVersion, $"schedule {stored.Id}", id, stored.Payload);
        }

        var wanted = Create(request with
        {
            Job = job with
            {
                KeepsPayload = keepsData,
                Options = call with
                {
                    Priority = call.Priority ?? stored.Priority,
                    WorkerLane = call.WorkerLane ?? stored.Lane,
                    Timeout = call.Timeout ?? stored.Timeout,
                    MaxNumberOfRetries = call.MaxNumberOfRetries ?? stored.MaxRetries,
                    Tenant = call.Tenant ?? stored.Tenant,
                    Unique = call.Unique ?? (stored.IsUniqueByPayload ? stored.Unique! with { Key = null } : stored.Unique),
                    PayloadVersion = keepsData || job.DefinitionId is not { } named
                        ? call.PayloadVersion
                        : jobs.NewVersion(call.PayloadVersion, named, stored.Payload),
                },
            },
            Options = options with
            {
                Job = null,
                TimeZoneId = options.TimeZoneId ?? stored.ZoneId,
                StartAfter = options.StartAfter ?? stored.StartAfter,
                EndBefore = options.EndBefore ?? (stored.EndBefore <= now ? null : stored.EndBefore),
                Misfire = options.Misfire == defaults.Misfire ? stored.Misfire : options.Misfire,
                MisfireGrace = options.MisfireGrace == defaults.MisfireGrace ? stored.MisfireGrace : options.MisfireGrace,
                MisfireLimit = options.MisfireLimit == defaults.MisfireLimit ? stored.MisfireLimit : options.MisfireLimit,
                Overlap = options.Overlap == defaults.Overlap ? stored.Overlap : options.Overlap,
            },
        });
        bool keepsRule = call.Unique is null && (keepsData || stored.Unique is null);
        bool isOfKeptData = keepsData && !keepsRule && wanted.IsUniqueByPayload;
        if (isOfKeptData && PayloadEnvelope.KeyOf(stored.Payload) is not null)
        {
            throw new JobRejectedException(
                $"The unique rule takes its key from the message data, and that of schedule {stored.Id} is encrypted. Give the message "
                + "data, or the rule a key.");
        }

        return wanted with
        {
            // Encrypted data belongs to the id it was encrypted for.
            DefinitionId = keepsData ? stored.DefinitionId : wanted.DefinitionId,
            Payload = keepsData ? stored.Payload : wanted.Payload,
            Metadata = call.Metadata is null ? stored.Metadata : wanted.Metadata,
            Unique = keepsRule ? stored.Unique
                : isOfKeptData ? StoredKey.Keyed(wanted.Unique! with { Key = null }, PayloadEnvelope.Shown(stored.Payload))
                : wanted.Unique,
            IsUniqueByPayload = keepsRule ? stored.IsUniqueByPayload : wanted.IsUniqueByPayload,
        };
    }

    /// <summary>Returns the schedule with the changes.</summary>
    /// <exception cref="JobRejectedException">The change cannot be accepted.</exception>
    public StoredSchedule Change(StoredSchedule schedule, RecurringScheduleChange change)
    {
        JobFactory.ThrowIfNoVersion(change.PayloadVersion, change.Data is not null);
        if (change.Data is not null)
        {
            jobs.ThrowIfNewer(change.PayloadVersion, $"schedule {schedule.Id}", schedule.DefinitionId, schedule.Payload);
        }

        // A request by definition id checks the parts of a job. Values that the change does not set are the schedule's own.
        var job = jobs.Create(JobRequest.ForDefinition(schedule.DefinitionId, change.Data) with
        {
            KeepsPayload = change.Data is null,
            Options = new JobOptions
            {
                Priority = change.Priority ?? schedule.Priority,
                WorkerLane = change.WorkerLane ?? schedule.Lane,
                Timeout = change.Timeout ?? schedule.Timeout,
                MaxNumberOfRetries = change.MaxNumberOfRetries ?? schedule.MaxRetries,
                Metadata = change.Metadata,
                Tenant = change.Tenant ?? schedule.Tenant,
                PayloadVersion = jobs.NewVersion(change.PayloadVersion, schedule.DefinitionId, schedule.Payload),
                Unique = schedule.IsUniqueByPayload ? schedule.Unique! with { Key = null } : schedule.Unique,
            },
        });
        var changed = schedule with
        {
            // Encrypted data belongs to the id it was encrypted for, which may differ from the schedule's if that has become an alias.
            DefinitionId = change.Data is null ? schedule.DefinitionId : job.DefinitionId,
            Lane = job.Lane,
            Priority = job.Priority,
            Timeout = job.Timeout,
            MaxRetries = job.MaxRetries,
            Payload = change.Data is null ? schedule.Payload : job.Payload,
            Metadata = change.Metadata is null ? schedule.Metadata : job.Metadata,
            Tenant = job.Tenant,
            Unique = change.Data is null || schedule.Unique is null ? schedule.Unique : job.Unique,
            TypeId = change.Expression?.TypeId ?? schedule.TypeId,
            Expression = change.Expression?.Expression ?? schedule.Expression,
            ZoneId = change.TimeZoneId ?? schedule.ZoneId,
            StartAfter = change.StartAfter is { } start ? Cut(start, "StartAfter") : schedule.StartAfter,
            EndBefore = change.EndBefore == DateTimeOffset.MaxValue ? null
                : change.EndBefore is { } end ? Cut(end, "EndBefore") : schedule.EndBefore,
            Misfire = change.Misfire ?? schedule.Misfire,
            MisfireGrace = change.MisfireGrace ?? schedule.MisfireGrace,
            MisfireLimit = change.MisfireLimit ?? schedule.MisfireLimit,
            Overlap = change.Overlap ?? schedule.Overlap,
        };
        ThrowIfInvalid(changed);
        return changed;
    }

    /// <summary>Returns the schedule as it begins at an instant: counted from its start, or else from that instant.</summary>
    /// <exception cref="JobRejectedException">
    /// It has no future occurrence and no end bound. A profile is not refused, because the passing of time must not keep an
    /// app from starting.
    /// </exception>
    public StoredSchedule Begun(StoredSchedule schedule, DateTimeOffset now)
    {
        var anchored = schedule with { Anchor = schedule.StartAfter ?? now };
        var begun = Resumed(anchored with { UpdatedAt = now }, now);
        if (schedule.ProfileId is null)
        {
            NeverFiring.ThrowIfOver(begun, ScheduleTimes.Of(begun, compilers), now);
        }

        return begun;
    }

    /// <summary>Returns the schedule as it continues from an instant in its own phase.</summary>
    public StoredSchedule Resumed(StoredSchedule schedule, DateTimeOffset now)
    {
        var times = ScheduleTimes.Of(schedule, compilers);
        var next = times.Next(now);
        return schedule with
        {
            NextAt = next,
            IsWaiting = false,
            State = next is null && !times.IsByHandOnly ? RecurringScheduleState.Ended : RecurringScheduleState.Active,
            UpdatedAt = now,
        };
    }

    private void ThrowIfInvalid(StoredSchedule schedule)
    {
        if (schedule.TypeId.Length > 100 || schedule.Expression.Length > 2000)
        {
            throw new JobRejectedException(
                $"The expression has {schedule.Expression.Length:N0} characters and its type {schedule.TypeId.Length:N0}; the limits are " +
                "2,000 and 100.");
        }

        var anchor = schedule.StartAfter ?? DateTimeOffset.UnixEpoch;
        var times = ScheduleTimes.Of(schedule with { Anchor = anchor, EndBefore = null }, compilers);
        var first = times.After(anchor).Take(2).ToList();
        NeverFiring.ThrowIfDead(schedule, times, time.GetUtcNow());
        if (first is [var one, var two] && two - one < ShortestStep)
        {
            throw new JobRejectedException(
                $"{schedule.TypeId} '{schedule.Expression}' recurs after {two - one}; a schedule fires once a second at most.");
        }

        if (schedule.EndBefore <= schedule.StartAfter)
        {
            throw new JobRejectedException(
                $"EndBefore {schedule.EndBefore:u} is not after StartAfter {schedule.StartAfter:u}: the schedule would never fire.");
        }

        if (PolicyProblem(schedule) is { } problem)
        {
            throw new JobRejectedException(problem);
        }
    }

    private static string? PolicyProblem(StoredSchedule schedule) => schedule switch
    {
        { MisfireGrace: var grace } when grace < TimeSpan.Zero => $"MisfireGrace {grace} must be zero or more.",
        { MisfireLimit: < 1 or > OccurrencePlan.MaxStep } =>
            FormattableString.Invariant($"MisfireLimit {schedule.MisfireLimit} must be from 1 to {OccurrencePlan.MaxStep:N0}."),
        { Misfire: var misfire } when !Enum.IsDefined(misfire) => $"Misfire {(int)misfire} is not one of {Names<MisfirePolicy>()}.",
        { Overlap: var overlap } when !Enum.IsDefined(overlap) => $"Overlap {(int)overlap} is not one of {Names<OverlapPolicy>()}.",
        _ => null,
    };

    private static string Names<TEnum>()
        where TEnum : struct, Enum => string.Join(", ", Enum.GetNames<TEnum>());

    /// <summary>The job's options are in its own request or in those of the schedule.</summary>
    private static JobRequest Requested(RecurringRequest request) => request.Options.Job is not { } options
        ? request.Job
        : request.Job.Options == new JobOptions()
            ? request.Job with { Options = options }
            : throw new JobRejectedException(
                "The job of the recurring schedule has options in JobRequest.Options and in RecurringScheduleOptions.Job. Set one of " +
                "them.");

    private static void ThrowIfOwnTime(JobRequest job)
    {
        var own = new[]
        {
            ("At", job.At is not null), ("After", job.After != TimeSpan.Zero), ("ClusterId", job.ClusterId is not null),
            ("Id", job.Options.Id is not null), ("IdempotencyKey", job.Options.IdempotencyKey is not null),
            ("IdempotencyScope", job.Options.IdempotencyScope is not null),
            ("IdempotencyWindow", job.Options.IdempotencyWindow is not null),
            ("IdempotencyMark", job.Options.IdempotencyMark is not null),
            ("LimitKeys", job.Options.LimitKeys.Count > 0),
            ("ExpiresAt", job.Options.ExpiresAt is not null), ("TraceParent", job.Options.TraceParent is not null),
        };
        var names = string.Join(", ", own.Where(each => each.Item2).Select(each => each.Item1));
        if (names.Length > 0)
        {
            throw new JobRejectedException(
                $"The job of a recurring schedule has {names} of its own, which only a single job can have. Leave out {names}; bounds " +
                "and key of the schedule are in its own Options.");
        }
    }

    private static DateTimeOffset Cut(DateTimeOffset given, string what)
    {
        var at = ScheduleTime.Given(given, what).Value;
        return new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
    }

    private static string Name(string key) =>
        NameText.IsValid(key, 200) ? key : throw new JobRejectedException($"Key '{NameText.Shown(key)}' {NameText.Rule(key, 200)}.");
}
