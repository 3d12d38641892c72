using System.Collections.Frozen;

namespace JobMaster.Scheduling;

/// <summary>The definitions of one cluster whose handlers this process has.</summary>
internal sealed class JobDefinitionRegistry
{
    private readonly string _clusterId;
    private readonly FrozenDictionary<string, JobDefinition> _byId;
    private readonly FrozenDictionary<Type, JobDefinition> _byHandler;
    private readonly ILookup<Type, JobDefinition> _byPayload;

    /// <param name="clusterId">The cluster, for errors.</param>
    /// <param name="definitions">One per handler, each with its own id.</param>
    public JobDefinitionRegistry(string clusterId, IEnumerable<JobDefinition> definitions)
    {
        _clusterId = clusterId;
        _byHandler = definitions.ToFrozenDictionary(definition => definition.HandlerType);
        _byId = _byHandler.Values.SelectMany(NamesOf)
            .ToFrozenDictionary(named => named.Id, named => named.Definition, StringComparer.Ordinal);
        _byPayload = _byHandler.Values.Where(definition => definition.PayloadType is not null)
            .ToLookup(definition => definition.PayloadType!);
        Ids = [.. _byId.Keys];
        HasUnique = _byId.Values.Any(definition => definition.Unique is not null);
    }

    /// <summary>Conflicts between these definitions.</summary>
    public static IEnumerable<string> Problems(IEnumerable<JobDefinition> definitions) =>
        definitions.SelectMany(NamesOf)
            .GroupBy(named => named.Id, StringComparer.Ordinal)
            .Where(group => group.Skip(1).Any())
            .Select(twins =>
            $"Definition id '{twins.Key}' is used by {string.Join(" and ", twins.Select(Use))}. Give each handler its own " +
            "[JobMasterDefinitionId(\"…\")]" +
            (twins.Any(IsAlias) ? ", and each alias to one of them." : "."));

    /// <summary>Every id whose jobs the handlers here run, including aliases.</summary>
    public IReadOnlyList<string> Ids { get; }

    public IEnumerable<JobDefinition> All => _byHandler.Values;

    /// <summary>Whether jobs of a definition are unique by default, without a rule in the call.</summary>
    public bool HasUnique { get; }

    /// <summary>How this build reads the payloads of its definitions.</summary>
    public string? Reader { get; init; }

    private static IEnumerable<(string Id, JobDefinition Definition)> NamesOf(JobDefinition definition) =>
        definition.Aliases.Prepend(definition.Id).Distinct(StringComparer.Ordinal).Select(id => (id, definition));

    private static bool IsAlias((string Id, JobDefinition Definition) named) => named.Definition.Id != named.Id;

    private static string Use((string Id, JobDefinition Definition) named) =>
        IsAlias(named) ? $"{named.Definition.HandlerType.FullName} (as an alias)" : named.Definition.HandlerType.FullName!;

    /// <summary>Finds a definition by id or alias.</summary>
    public JobDefinition? Find(string definitionId) => _byId.GetValueOrDefault(definitionId);

    /// <summary>Every id under which jobs of a definition may be stored, found from any one of them.</summary>
    public IEnumerable<string> NamesOf(string definitionId) =>
        Find(definitionId) is { } definition ? definition.Aliases.Prepend(definition.Id).Append(definitionId) : [definitionId];

    public JobDefinition ForHandler(Type handlerType) => _byHandler.GetValueOrDefault(handlerType) ?? throw new JobRejectedException(
        handlerType.IsAbstract
        ? $"'{handlerType.FullName}' is abstract, so it runs no job. Schedule with the class that implements the handler, with its " +
        "payload, or with a definition id."
        : $"Handler '{handlerType.FullName}' is not registered with cluster '{_clusterId}'. " +
        $"Add config.AddJobHandler<{handlerType.Name}>() or config.AddJobHandlersFromAssembly(typeof({handlerType.Name}).Assembly) to " +
        "AddJobMasterCluster.");

    /// <summary>
    /// A definition whose payload is a string, if there is one. With it, a text alone may be a payload or a definition id.
    /// </summary>
    public JobDefinition? OfText => _byPayload[typeof(string)].FirstOrDefault();

    public JobDefinition ForPayload(Type payloadType) => _byPayload[payloadType].ToList() switch
    {
        [var only] => only,
        [] => throw new JobRejectedException(PayloadMistakes.Explain(payloadType, _clusterId, _byPayload.Contains)),
        var several => throw new JobRejectedException(
            $"Several handlers take a '{payloadType.FullName}': {string.Join(", ", several.Select(definition => definition.Id))}. " +
            "Say which one: OnceNowAsync<THandler, TPayload>(payload) or OnceNowAsync(\"definition.id\", payload); for a schedule " +
            "RecurringAsync<THandler, TPayload>(recurrence, payload) or RecurringAsync(recurrence, \"definition.id\", payload)."),
    };
}
