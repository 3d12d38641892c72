using System.Text.Json;
using JobMaster.AspNetCore.Access;
using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;
using JobMaster.AspNetCore.Patches;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>Reads the job or schedule that a caller submits.</summary>
internal static class Submission
{
    /// <summary>The longest key of a schedule, like in the core.</summary>
    private const int LongestKey = 200;

    /// <summary>The request for one job. A caller limited to one tenant submits for it. The payload stays the sent text.</summary>
    /// <param name="call">The call.</param>
    /// <param name="body">The sent body.</param>
    /// <param name="path">The place in the body.</param>
    /// <param name="key">The Idempotency-Key header, if any.</param>
    public static async Task<JobRequest> ReadAsync(ApiCall call, SubmitBody body, string path, string? key)
    {
        string definitionId = One(path, ("definitionId", body.DefinitionId), ("type", body.Type))
            ?? throw ApiProblem.BadBody($"{path}.definitionId", "'definitionId' is missing: it names what to run.");
        string definitionPath = $"{path}.{(body.DefinitionId is null ? "type" : "definitionId")}";
        string? tenant = One(path, ("tenant", body.Tenant), ("tenantId", body.TenantId)) ?? SoleTenant(call);
        if (body.Dependencies is { ValueKind: not JsonValueKind.Null } parents
            && !(parents.ValueKind == JsonValueKind.Array && parents.GetArrayLength() == 0))
        {
            throw ApiProblem.BadBody($"{path}.dependencies", "'dependencies' is not supported: jobs cannot wait for others yet.");
        }

        CheckLimits(
            call.Caller, (definitionId, definitionPath), (tenant, $"{path}.{(body.TenantId is null ? "tenant" : "tenantId")}"));
        SubmissionRules.Check(body, path, call.Now);
        KeyRules.Check(body, path, key);
        await NamedDefinitions.CheckAsync(call, definitionId, definitionPath);

        CheckScope(call.Caller, body.IdempotencyScope, $"{path}.idempotencyScope");
        CheckScope(call.Caller, body.Unique?.Scope, $"{path}.unique.scope");
        await CheckIdAsync(call, body.Id, $"{path}.id");
        if (body.ExpiresAt <= call.Now && !await IsRepeatedAsync(call, body.Id, body.IdempotencyKey ?? key))
        {
            SubmissionRules.CheckNotExpired(body.ExpiresAt, call.Now, path);
        }

        int? version = One(path, ("payloadVersion", body.PayloadVersion), ("schemaVersion", body.SchemaVersion));
        string versionPath = $"{path}.{(body.PayloadVersion is null ? "schemaVersion" : "payloadVersion")}";
        string? payload = body.Payload is { ValueKind: not JsonValueKind.Null } element ? element.GetRawText() : null;
        if (payload is not null || !await KeepsPayloadAsync(call, body))
        {
            await CheckPayloadAsync(call, definitionId, payload, version, path, versionPath);
        }

        var at = One(path, ("at", body.At), ("runAt", body.RunAt));
        return JobRequest.ForDefinition(definitionId, Data(payload, $"{path}.payload")) with
        {
            At = at,
            After = Seconds(body.AfterSeconds, $"{path}.afterSeconds") ?? TimeSpan.Zero,
            Options = new JobOptions
            {
                Id = body.Id, Tenant = tenant, Priority = body.Priority, ExpiresAt = body.ExpiresAt, PayloadVersion = version,
                WorkerLane = One(path, ("workerLane", body.WorkerLane), ("queue", body.Queue)),
                Timeout = Seconds(body.TimeoutSeconds, $"{path}.timeoutSeconds"),
                MaxNumberOfRetries = One(path, ("maxRetries", body.MaxRetries), ("maxAttempts", body.MaxAttempts - 1), body.MaxAttempts),
                IdempotencyKey = Key(path, body.IdempotencyKey, key),
                IdempotencyScope = body.IdempotencyScope ?? OwnScope(call.Caller, body.IdempotencyKey ?? key),
                IdempotencyMark = key is null ? null : SubmitMark.Of(body, payload),
                IdempotencyWindow = Seconds(body.IdempotencyWindowSeconds, $"{path}.idempotencyWindowSeconds"),
                Unique = body.Unique is { } unique ? Unique(unique, $"{path}.unique") : null,
                Metadata = body.Metadata is { ValueKind: not JsonValueKind.Null } metadata
                    ? Metadata(metadata.GetRawText(), $"{path}.metadata")
                    : null,
                TraceParent = body.TraceParent,
                LimitKeys = await LimitRules.KeysAsync(call, body.LimitKeys, $"{path}.limitKeys"),
            },
        };
    }

    /// <summary>The recurring schedule of a body with <c>cron</c> or <c>natural</c>.</summary>
    public static RecurringRequest Recurring(ApiCall call, SubmitBody body, JobRequest job)
    {
        string member = body.Cron is null ? "natural" : "cron";
        SubmissionRules.CheckRecurring(body, member);

        var recurrence = Expressions.Of(body.Cron, body.Natural, Expressions.InBody)!.Value;
        return new RecurringRequest(job, recurrence.TypeId, recurrence.Expression)
        {
            Options = new RecurringScheduleOptions { Key = body.ScheduleKey, TimeZoneId = body.TimeZone },
            KeepsUnset = body.ScheduleKey is not null,
            MayChange = stored => MayChange(call, body, job, stored),
            By = call.Operator(),
        };
    }

    /// <summary>Whether the body changes a schedule and leaves its payload as it is. The core decides again with the change.</summary>
    private static async Task<bool> KeepsPayloadAsync(ApiCall call, SubmitBody body) =>
        SubmissionRules.IsRecurring(body) && body.ScheduleKey is { Length: > 0 and <= LongestKey } key && !key.Any(char.IsControl)
        && await call.Monitor.Schedules.FindAsync(key, cancellationToken: call.Aborted) is { } stored
        && stored.State != RecurringScheduleState.Cancelled && call.Caller.Sees(stored);

    /// <summary>Whether the body may replace the schedule that holds the key.</summary>
    private static bool MayChange(ApiCall call, SubmitBody body, JobRequest job, RecurringScheduleContext stored)
    {
        if (!call.Caller.Sees(stored))
        {
            throw ApiProblem.KeyTaken(body.ScheduleKey!);
        }

        if (stored.Tenant != job.Options?.Tenant)
        {
            throw ApiProblem.KeyOfTenant(body.ScheduleKey!, stored.Tenant, job.Options?.Tenant);
        }

        HiddenValues.Check(call, body.Payload, stored);
        return true;
    }

    public static MessageData? Data(string? json, string path)
    {
        try
        {
            return json is null ? null : MessageData.Parse(json);
        }
        catch (Exception exception) when (exception is JobMasterException or ArgumentException or JsonException or FormatException)
        {
            throw ApiProblem.BadBody(path, ApiProblem.TextOf(exception));
        }
    }

    private static JobMetadata Metadata(string json, string path)
    {
        try
        {
            return JobMetadata.Parse(json);
        }
        catch (Exception exception) when (exception is JobMasterException or ArgumentException or JsonException or FormatException)
        {
            throw ApiProblem.BadBody(path, ApiProblem.TextOf(exception));
        }
    }

    private static JobUnique Unique(UniqueBody body, string path) => new()
    {
        Key = body.Key,
        While = body.While ?? throw ApiProblem.BadBody($"{path}.while", "'while' is missing: 'waiting' or 'waitingOrRunning'."),
        OnConflict = body.OnConflict ?? UniqueConflict.ReturnExisting,
        Scope = body.Scope ?? JobKeyScope.DefinitionAndTenant,
        LongestWait = Seconds(body.LongestWaitSeconds, $"{path}.longestWaitSeconds"),
    };

    /// <summary>A key shared with others would reveal hidden jobs to a limited caller.</summary>
    private static void CheckScope(ApiCaller caller, JobKeyScope? scope, string path)
    {
        if (scope == JobKeyScope.Cluster ? caller.IsLimited : scope == JobKeyScope.Tenant && caller.Definitions is not null)
        {
            throw ApiProblem.Forbidden(
                $"'{caller.Name}' is limited to some tenants or definitions, and a key of scope '{scope}' may belong to another.").At(path);
        }
    }

    private static JobKeyScope? OwnScope(ApiCaller caller, string? key) =>
        key is not null && caller.Definitions is not null ? JobKeyScope.DefinitionAndTenant : null;

    /// <summary>Checked before anything is stored, so that a batch with a foreign id stores nothing.</summary>
    private static async Task CheckIdAsync(ApiCall call, Guid? id, string path)
    {
        if (call.Caller.IsLimited && id is { } given
            && await call.Monitor.Jobs.GetAsync(given, call.Aborted) is { } job && !call.Caller.Sees(job))
        {
            throw ApiProblem.IdTaken(given).At(path);
        }
    }

    /// <summary>Whether the job may exist already. A repeated call gets the same answer as the first, however late it comes.</summary>
    private static async Task<bool> IsRepeatedAsync(ApiCall call, Guid? id, string? key) =>
        (id is { } given && await call.Monitor.Jobs.GetAsync(given, call.Aborted) is { } job && call.Caller.Sees(job))
        || (key is not null && (await call.Monitor.Jobs.SearchAsync(
            new JobSearch { IdempotencyKey = key, TimeLimit = TimeSpan.FromMilliseconds(500) }, null, call.Aborted))
            .Jobs.Any(call.Caller.Sees));

    private static async Task CheckPayloadAsync(
        ApiCall call, string definitionId, string? payload, int? version, string path, string versionPath)
    {
        // Read once for all jobs of a batch.
        var definition = NamedDefinitions.FindBuild(await call.DefinitionsAsync(), definitionId);

        // A version newer than any known one is for a future build, like in the process of the handler.
        var builds = definition?.Others.Prepend(definition).ToList() ?? [];
        if (version is { } old && builds.Count > 0 && builds.TrueForAll(build => old < build.OldestPayloadVersion))
        {
            throw ApiProblem.BadBody(
                versionPath,
                $"'{versionPath.Split('.')[^1]}' is {old}, which no known build of '{definitionId}' reads; they read versions "
                + $"{builds.Min(build => build.OldestPayloadVersion)} to {builds.Max(build => build.PayloadVersion)}. Give one of these, "
                + "and a payload that fits it.");
        }

        bool isToCome = version is { } given && definition is not null
            && builds.TrueForAll(build => build.PayloadVersion < given);
        IReadOnlyList<PayloadProblem> problems = isToCome || (definition is null && call.Options.AcceptsUnknownDefinitions) ? []
            : definition is not null ? call.Monitor.Definitions.Validate(definition, payload, version)
            : await call.Monitor.Definitions.ValidateAsync(definitionId, payload, version, call.Aborted);
        if (problems is [var problem, ..])
        {
            throw ApiProblem.BadBody(
                $"{path}.payload{problem.Path.TrimStart('$')}", $"The payload does not fit '{definitionId}': {problem}");
        }
    }

    /// <exception cref="ApiProblem">
    /// 404 for a definition that is hidden from the caller, 403 for a tenant that is not one of its own.
    /// </exception>
    private static void CheckLimits(ApiCaller caller, (string Id, string Path) definition, (string? Name, string Path) tenant)
    {
        if (!caller.SeesDefinition(definition.Id))
        {
            throw ApiProblem.NotFound("definition", definition.Id).At(definition.Path);
        }

        if (!caller.SeesTenant(tenant.Name))
        {
            string own = string.Join(", ", caller.Tenants ?? []);
            throw ApiProblem.Forbidden(
                tenant.Name is null
                    ? $"'{caller.Name}' submits for the tenants {own} only. Give one of them as 'tenant'."
                    : $"'{caller.Name}' may not submit for the tenant '{tenant.Name}'; it may for {own}.").At(tenant.Path);
        }
    }

    private static string? SoleTenant(ApiCall call) => call.Caller.Tenants is [var only] ? only : null;

    public static TimeSpan? Seconds(double? seconds, string path, double most = 1e9) => seconds switch
    {
        null => null,
        >= 0 when seconds <= most => TimeSpan.FromSeconds(seconds.Value),
        _ => throw ApiProblem.BadBody(
            path, FormattableString.Invariant($"'{path.Split('.')[^1]}' is {seconds}; it must be from 0 to {most:N0}.")),
    };

    private static string? Key(string path, string? own, string? header) => own is null || header is null || own == header
        ? own ?? header
        : throw ApiProblem.BadBody(
            $"{path}.idempotencyKey",
            $"'idempotencyKey' is '{own}' and the header Idempotency-Key is '{header}'; they mean the same. Give one of them.");

    /// <summary>The given value; both may be given if they are the same.</summary>
    /// <param name="path">The place in the body.</param>
    /// <param name="first">A name, and its value.</param>
    /// <param name="second">The other name, and its value in the meaning of the first.</param>
    /// <param name="sent">The value of the second as it was sent; null if it is the same.</param>
    private static T? One<T>(string path, (string Name, T? Value) first, (string Name, T? Value) second, object? sent = null) =>
        first.Value is null ? second.Value
        : second.Value is null || EqualityComparer<T>.Default.Equals(first.Value, second.Value) ? first.Value
        : throw ApiProblem.BadBody(
            $"{path}.{second.Name}",
            $"'{first.Name}' is '{first.Value}' and '{second.Name}' is '{sent ?? second.Value}'"
            + $"{(sent is null ? "" : $", which is {second.Value} as '{first.Name}'")}; they mean the same. Give one of them.");
}
