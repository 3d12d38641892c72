using JobMaster.Values;

namespace JobMaster;

/// <summary>
/// Reads what can be scheduled: the definitions of all live and past nodes, as in their code. A node writes its own when it starts.
/// </summary>
public interface IDefinitionMonitor
{
    /// <summary>Lists every definition, by id.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<DefinitionDetails>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Returns one definition by its id or an alias; null if no node has, or had, it.</summary>
    /// <param name="definitionId">The id or alias.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<DefinitionDetails?> GetAsync(string definitionId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Finds where a payload does not fit a definition; empty if all of it fits. If the handler is in this process, its own reading
    /// decides; otherwise the stored schema does, which misses some problems (an integer that is too large, a converter of the app). A
    /// version without a stored schema cannot be checked and has no problems. If names are read by exact case, a member that differs from a
    /// property only in case is also a problem: a handler would ignore it.
    /// </summary>
    /// <param name="definitionId">The definition's id or alias.</param>
    /// <param name="payloadJson">The payload as JSON; null for none.</param>
    /// <param name="payloadVersion">The payload's version; null for the definition's newest.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="JobRejectedException">No node has, or had, the definition.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    /// <example><code>var problems = await monitor.Definitions.ValidateAsync("order", json);</code></example>
    Task<IReadOnlyList<PayloadProblem>> ValidateAsync(
        string definitionId, string? payloadJson, int? payloadVersion = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Finds where a payload does not fit a definition that was read before. Does the same as <see cref="ValidateAsync"/>, but reads
    /// nothing from the store. For many payloads of one definition.
    /// </summary>
    /// <param name="definition">The definition, as <see cref="GetAsync"/> or <see cref="ListAsync"/> returned it.</param>
    /// <param name="payloadJson">The payload as JSON; null for none.</param>
    /// <param name="payloadVersion">The payload's version; null for the definition's newest.</param>
    /// <example><code>var problems = monitor.Definitions.Validate(definition, json);</code></example>
    IReadOnlyList<PayloadProblem> Validate(DefinitionDetails definition, string? payloadJson, int? payloadVersion = null);
}

/// <summary>A part of a payload that does not fit.</summary>
/// <param name="Path">Where it is, as a JSON path: <c>$.Lines[2].Price</c>.</param>
/// <param name="Text">The problem: <c>must be an integer, but is the string "seven"</c>.</param>
public sealed record PayloadProblem(string Path, string Text)
{
    /// <summary>Path and text.</summary>
    public override string ToString() => Path == "$" && Text is [>= 'A' and <= 'Z', .., '.'] ? Text[..^1] : $"{Path} {Text}";

    /// <summary>The path and, if the text begins with it, what must be there. Leaves out the value, which may be secret.</summary>
    internal string WithoutValue() =>
        Text.StartsWith("is missing", StringComparison.Ordinal) || Text.StartsWith("is not known", StringComparison.Ordinal)
            ? $"{Path} {Text}"
        : Text.StartsWith("must ", StringComparison.Ordinal) && Text.IndexOf(", but is ", StringComparison.Ordinal) is > 0 and var end
            ? $"{Path} {Text[..end]}"
        : $"{Path} does not fit";
}

/// <summary>A definition, as in the code of a build.</summary>
public sealed record DefinitionDetails
{
    /// <summary>Its stable name.</summary>
    public required string Id { get; init; }

    /// <summary>Other names whose jobs its handler runs.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Its pause, by its id or an alias; null if it is not paused.</summary>
    public PauseDetails? Pause { get; init; }

    /// <summary>The handler's class.</summary>
    public required string HandlerType { get; init; }

    /// <summary>The payload's class; null for message data.</summary>
    public string? PayloadType { get; init; }

    /// <summary>The version of the payload that the build writes.</summary>
    public int PayloadVersion { get; init; } = 1;

    /// <summary>The oldest version it reads.</summary>
    public int OldestPayloadVersion { get; init; } = 1;

    /// <summary>The payload's JSON schema; null for message data, and if the type has none.</summary>
    public string? PayloadSchema { get; init; }

    /// <summary>The lane of its jobs unless the call sets one.</summary>
    public required string WorkerLane { get; init; }

    /// <summary>The priority of its jobs unless the call sets one.</summary>
    public required JobMasterPriority Priority { get; init; }

    /// <summary>How long an attempt may run unless the call sets a timeout.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>How often a job is tried again unless the call sets a number.</summary>
    public required int MaxNumberOfRetries { get; init; }

    /// <summary>
    /// The page that says what to do when its jobs fail: an http or https URL of <see cref="JobMasterRunbookAttribute"/>; null for none.
    /// </summary>
    public string? RunbookUrl { get; init; }

    /// <summary>When a node first had this exact definition, by the store's clock.</summary>
    public DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>When a node last reported this exact definition, by the store's clock. Nodes report about every hour.</summary>
    public DateTimeOffset LastSeenAt { get; init; }

    /// <summary>The nodes that reported this exact definition within the last day.</summary>
    public IReadOnlyList<DefinitionNodeDetails> Nodes { get; init; } = [];

    /// <summary>
    /// The same id in other builds, newest first: two versions of the app side by side, or versions that ran before.
    /// </summary>
    public IReadOnlyList<DefinitionDetails> Others { get; init; } = [];

    /// <summary>The schema in the form used for checks.</summary>
    internal PayloadSchema? Schema { get; init; }
}

/// <summary>A node that has a definition.</summary>
/// <param name="Name">Its host and process.</param>
/// <param name="StartedAt">When it first reported it, by the store's clock.</param>
/// <param name="LastSeenAt">When it last reported it, by the store's clock.</param>
public sealed record DefinitionNodeDetails(string Name, DateTimeOffset StartedAt, DateTimeOffset LastSeenAt);
