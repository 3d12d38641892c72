namespace JobMaster;

/// <summary>A job to schedule: its handler, message, due time and options. Create it with one of the <c>For…</c> methods.</summary>
/// <example>
/// <code>
/// await jobs.ScheduleManyAsync(
/// [
///     JobRequest.ForPayload(new Charge(7)),
///     JobRequest.ForPayload(new AskForReview(7)) with { After = TimeSpan.FromDays(3) },
/// ]);
/// </code>
/// </example>
public sealed record JobRequest
{
    private JobRequest()
    {
    }

    /// <summary>When it is due. Null means after <see cref="After"/>, by the store's clock. A request with both is refused.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>How long from now it is due, by the store's clock. Default: zero, due now.</summary>
    public TimeSpan After { get; init; }

    /// <summary>All optional settings.</summary>
    public JobOptions Options { get; init; } = new();

    /// <summary>The cluster of this process to schedule on. Default: the scheduler's own.</summary>
    public string? ClusterId { get; init; }

    /// <summary>The handler's definition id, if the request names one.</summary>
    public string? DefinitionId { get; private init; }

    internal Type? HandlerType { get; private init; }

    internal MessageData? Data { get; private init; }

    internal object? Payload { get; private init; }

    internal Type? PayloadType { get; private init; }

    /// <summary>Whether the call gave a text and no data, so that the text may be the payload.</summary>
    internal bool IsBareText { get; private init; }

    /// <summary>Whether the payload is stored already and only the other parts are needed.</summary>
    internal bool KeepsPayload { get; init; }

    /// <summary>Whether the call gave neither data nor a payload.</summary>
    internal bool HasNoPayload => Data is null && PayloadType is null;

    /// <summary>A job for a handler of this process, with message data.</summary>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <param name="data">The message data, or null for none.</param>
    public static JobRequest For<THandler>(MessageData? data = null)
        where THandler : class =>
        new() { HandlerType = typeof(THandler), Data = data };

    /// <summary>A job for a handler of this process, with a typed payload.</summary>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <typeparam name="TPayload">The payload's type.</typeparam>
    /// <param name="payload">The payload.</param>
    public static JobRequest For<THandler, TPayload>(TPayload payload)
        where THandler : class, IJobHandler<TPayload> =>
        new() { HandlerType = typeof(THandler), Payload = payload, PayloadType = typeof(TPayload) };

    /// <summary>A job for the one handler of this payload type.</summary>
    /// <typeparam name="TPayload">The payload's type.</typeparam>
    /// <param name="payload">The payload.</param>
    public static JobRequest ForPayload<TPayload>(TPayload payload) =>
        new() { Payload = payload, PayloadType = typeof(TPayload) };

    /// <summary>A job by definition id, for a process that need not have the handler's code.</summary>
    /// <param name="definitionId">The handler's definition id.</param>
    /// <param name="data">The message data, or null for none.</param>
    public static JobRequest ForDefinition(string definitionId, MessageData? data = null) =>
        new() { DefinitionId = Named(definitionId), Data = data };

    /// <summary>A job by definition id with a typed payload, for a process that need not have the handler's code.</summary>
    /// <typeparam name="TPayload">The payload's type, or a kind of <see cref="MessageData"/>.</typeparam>
    /// <param name="definitionId">The handler's definition id.</param>
    /// <param name="payload">The payload, or message data.</param>
    public static JobRequest ForDefinition<TPayload>(string definitionId, TPayload payload) => payload is MessageData data
        ? ForDefinition(definitionId, data)
        : new() { DefinitionId = Named(definitionId), Payload = payload, PayloadType = typeof(TPayload) };

    /// <summary>The request of a common call with a text: a definition id or, if there is no data, perhaps a payload.</summary>
    internal static JobRequest ForText(string definitionId, MessageData? data = null) =>
        ForDefinition(definitionId, data) with { IsBareText = data is null };

    private static string Named(string definitionId)
    {
        ArgumentNullException.ThrowIfNull(definitionId);
        return definitionId;
    }
}
