using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace JobMaster.Client;

/// <summary>A job to submit.</summary>
public sealed record JobSubmission
{
    /// <summary>The definition to run.</summary>
    public required string DefinitionId { get; init; }

    /// <summary>The payload, a JSON object. Its text is sent as it is.</summary>
    public JsonElement? Payload { get; init; }

    /// <summary>The version of the payload. Default: the definition's.</summary>
    public int? PayloadVersion { get; init; }

    /// <summary>The lane. Default: the definition's.</summary>
    public string? WorkerLane { get; init; }

    /// <summary>VeryLow, Low, Medium, High or Critical. Default: the definition's.</summary>
    public string? Priority { get; init; }

    /// <summary>The tenant. Default: the one of the API key, if it is limited to one.</summary>
    public string? Tenant { get; init; }

    /// <summary>When it is due. Default: now.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The seconds from now until it is due, by the store's clock.</summary>
    public double? AfterSeconds { get; init; }

    /// <summary>No attempt starts after this instant.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How often it is tried again. Default: the definition's.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>How many seconds an attempt may take. Default: the definition's.</summary>
    public double? TimeoutSeconds { get; init; }

    /// <summary>Its metadata, a JSON object.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>
    /// A repeated key returns the job it was first used for. Default: none; the client's own retries are safe without it.
    /// </summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The job's id. Default: the client makes one, so that a repeated call stores nothing twice.</summary>
    public Guid? Id { get; init; }

    /// <summary>The W3C trace context of the submitter. Default: that of the current activity.</summary>
    public string? TraceParent { get; init; }

    /// <summary>
    /// The limits of the job in addition to those of its handler, lane, definition and tenant: a name, or a name, a colon and a key.
    /// Default: none.
    /// </summary>
    public IReadOnlyList<string>? LimitKeys { get; init; }

    /// <summary>A job with a payload that is JSON text.</summary>
    /// <param name="definitionId">The definition to run.</param>
    /// <param name="payloadJson">The payload; null for none.</param>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static JobSubmission Of(string definitionId, [StringSyntax(StringSyntaxAttribute.Json)] string? payloadJson = null) => new()
    {
        DefinitionId = definitionId, Payload = payloadJson is null ? null : JsonElement.Parse(payloadJson),
    };

    /// <summary>A job with a payload that a generated serializer writes.</summary>
    /// <param name="definitionId">The definition to run.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="type">How it is written.</param>
    public static JobSubmission Of<T>(string definitionId, T payload, JsonTypeInfo<T> type) => new()
    {
        DefinitionId = definitionId, Payload = JsonSerializer.SerializeToElement(payload, type),
    };

    /// <summary>A job with a payload that is written by its public properties.</summary>
    /// <param name="definitionId">The definition to run.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="options">How it is written. Default: the form that its handler reads by default.</param>
    [RequiresUnreferencedCode("The payload's type is read by reflection. Pass its JsonTypeInfo in trimmed apps.")]
    [RequiresDynamicCode("The payload's type is read by reflection. Pass its JsonTypeInfo in apps compiled ahead of time.")]
    public static JobSubmission Of<T>(string definitionId, T payload, JsonSerializerOptions? options = null) => new()
    {
        DefinitionId = definitionId, Payload = JsonSerializer.SerializeToElement(payload, options),
    };
}

/// <summary>The body for many jobs.</summary>
internal sealed record JobSubmissions(IReadOnlyList<JobSubmission> Jobs);

/// <summary>A job that was submitted.</summary>
public sealed record SubmittedJob
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The definition it runs.</summary>
    public required string DefinitionId { get; init; }

    /// <summary>When it was stored.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was due at first.</summary>
    public required DateTimeOffset ScheduledAt { get; init; }

    /// <summary>False when its idempotency key or its given id was taken; then this is the original job.</summary>
    public required bool IsNew { get; init; }
}

/// <summary>The answer for many jobs.</summary>
internal sealed record SubmittedJobs(IReadOnlyList<SubmittedJob> Jobs);
