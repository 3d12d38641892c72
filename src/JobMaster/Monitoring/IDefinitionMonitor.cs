using JobMaster.Values;

namespace JobMaster;

/// <summary>
/// What may be scheduled: the definitions of all live and past nodes, as their code has them. A node writes its own when it starts.
/// </summary>
public interface IDefinitionMonitor
{
    /// <summary>Every definition, by id.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<DefinitionDetails>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>One definition by its id or an alias; null when no node has, or had, it.</summary>
    /// <param name="definitionId">The id or alias.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<DefinitionDetails?> GetAsync(string definitionId, CancellationToken cancellationToken = default);

    /// <summary>
    /// What of a payload does not fit a definition; empty when all fits. Where the handler is in this process, its own reading decides;
    /// elsewhere the stored schema does, which cannot tell all (an integer that is too large, a converter of the app's own). A version that
    /// no stored schema is of cannot be checked and has no problems. A member that differs from a property in case only is a problem, too,
    /// where names are read by their exact case: a handler would ignore it.
    /// </summary>
    /// <param name="definitionId">The definition's id or alias.</param>
    /// <param name="payloadJson">The payload as JSON; null for none.</param>
    /// <param name="payloadVersion">The payload's version; null for the definition's newest.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JobRejectedException">No node has, or had, the definition.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    /// <example><code>var problems = await monitor.Definitions.ValidateAsync("order", json);</code></example>
    Task<IReadOnlyList<PayloadProblem>> ValidateAsync(
        string definitionId, string? payloadJson, int? payloadVersion = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// What of a payload does not fit a definition that was read before; the same as <see cref="ValidateAsync"/>, but nothing is read from
    /// the store. For many payloads of one definition.
    /// </summary>
    /// <param name="definition">The definition, as <see cref="GetAsync"/> or <see cref="ListAsync"/> returned it.</param>
    /// <param name="payloadJson">The payload as JSON; null for none.</param>
    /// <param name="payloadVersion">The payload's version; null for the definition's newest.</param>
    /// <example><code>var problems = monitor.Definitions.Validate(definition, json);</code></example>
    IReadOnlyList<PayloadProblem> Validate(DefinitionDetails definition, string? payloadJson, int? payloadVersion = null);
}

/// <summary>Something in a payload that does not fit.</summary>
/// <param name="Path">Where, as a JSON path: <c>$.Lines[2].Price</c>.</param>
/// <param name="Text">What is wrong there: <c>must be an integer, but is the string "seven"</c>.</param>
public sealed record PayloadProblem(string Path, string Text)
{
    /// <summary>Path and text.</summary>
    public override string ToString() => Path == "$" && Text is [>= 'A' and <= 'Z', .., '.'] ? Text[..^1] : $"{Path} {Text}";

    /// <summary>The path, and what must be there if the text says so before it shows what is: of stored data that may be secret.</summary>
    internal string WithoutValue() =>
        Text.StartsWith("is missing", StringComparison.Ordinal) || Text.StartsWith("is not known", StringComparison.Ordinal)
            ? $"{Path} {Text}"
        : Text.StartsWith("must ", StringComparison.Ordinal) && Text.IndexOf(", but is ", StringComparison.Ordinal) is > 0 and var end
            ? $"{Path} {Text[..end]}"
        : $"{Path} does not fit";
}

/// <summary>A definition as the code of a build has it.</summary>
public sealed record DefinitionDetails
{
    /// <summary>Its stable name.</summary>
    public required string Id { get; init; }

    /// <summary>The other names whose jobs its handler runs.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Its pause, by its id or an alias; null when it is not paused.</summary>
    public PauseDetails? Pause { get; init; }

    /// <summary>The handler's class.</summary>
    public required string HandlerType { get; init; }

    /// <summary>The payload's class; null for message data.</summary>
    public string? PayloadType { get; init; }

    /// <summary>The version of the payload that the build writes.</summary>
    public int PayloadVersion { get; init; } = 1;

    /// <summary>The oldest version it reads.</summary>
    public int OldestPayloadVersion { get; init; } = 1;

    /// <summary>The payload's JSON schema; null for message data, and where the type has none.</summary>
    public string? PayloadSchema { get; init; }

    /// <summary>The lane of its jobs unless the call says otherwise.</summary>
    public required string WorkerLane { get; init; }

    /// <summary>The priority of its jobs unless the call says otherwise.</summary>
    public required JobMasterPriority Priority { get; init; }

    /// <summary>How long an attempt may run unless the call says otherwise.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>How often a job is tried again unless the call says otherwise.</summary>
    public required int MaxNumberOfRetries { get; init; }

    /// <summary>
    /// Where to read what to do when its jobs fail: an http or https URL of <see cref="JobMasterRunbookAttribute"/>; null for none.
    /// </summary>
    public string? RunbookUrl { get; init; }

    /// <summary>When a node first had it as it is, by the store's clock.</summary>
    public DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>When a node last said that it has it, by the store's clock. Nodes say so about every hour.</summary>
    public DateTimeOffset LastSeenAt { get; init; }

    /// <summary>The nodes seen within the last day that have it as it is.</summary>
    public IReadOnlyList<DefinitionNodeDetails> Nodes { get; init; } = [];

    /// <summary>
    /// What other builds say about the same id, the newest first: two versions of the app side by side, or versions that ran before.
    /// </summary>
    public IReadOnlyList<DefinitionDetails> Others { get; init; } = [];

    /// <summary>The schema as it is checked.</summary>
    internal PayloadSchema? Schema { get; init; }
}

/// <summary>A node that has a definition.</summary>
/// <param name="Name">Its host and process.</param>
/// <param name="StartedAt">When it first said so, by the store's clock.</param>
/// <param name="LastSeenAt">When it last said so, by the store's clock.</param>
public sealed record DefinitionNodeDetails(string Name, DateTimeOffset StartedAt, DateTimeOffset LastSeenAt);
