using JobMaster.Values;

namespace JobMaster.Scheduling;

/// <summary>
/// Finds what of a payload that is given as JSON does not fit its definition. Payloads of the handler's own type are right by construction
/// and never come here.
/// </summary>
/// <param name="payloads">Reads payloads.</param>
/// <param name="schemas">The schemas of this process's payload types.</param>
/// <param name="known">The definitions of other processes.</param>
internal sealed class PayloadCheck(PayloadSerializer payloads, IReadOnlyDictionary<Type, PayloadSchema> schemas, KnownDefinitions known)
{
    /// <summary>
    /// The handler is here: what an attempt here would make of the payload decides, and the schema finds the words. What is newer than this
    /// build is for others.
    /// </summary>
    private IReadOnlyList<PayloadProblem> Problems(JobDefinition definition, string? json, int version)
    {
        if (version > definition.Versions.Current)
        {
            return [];
        }

        string? raised;
        try
        {
            raised = definition.Versions.Raise(json, version, definition.Id, isSecret: false);
            PayloadReading.Read(payloads, raised, definition);
            return [];
        }
        catch (FormatException exception)
        {
            raised = version == definition.Versions.Current ? json : null;
            return definition.PayloadType is { } type && raised is not null
                && schemas.GetValueOrDefault(type)?.Check(raised) is { Count: > 0 } problems
                ? problems
                : [new PayloadProblem("$", exception.Message)];
        }
        catch (Exception exception)
        {
            // A type of the app's own may throw anything over a value. What it says may be about a secret one, so it is not repeated.
            return [new PayloadProblem("$", $"{definition.PayloadType?.Name ?? "its type"} throws {exception.GetType().FullName} over it")];
        }
    }

    /// <summary>
    /// What keeps a payload from being stored: what does not fit, else members that reading would ignore because of their case. With the
    /// handler elsewhere its stored schema decides; a version that no schema is of is not checked.
    /// </summary>
    /// <param name="definition">The definition, when its handler is here.</param>
    /// <param name="definitionId">Its id.</param>
    /// <param name="json">The payload.</param>
    /// <param name="version">Its version.</param>
    public IReadOnlyList<PayloadProblem> Mistakes(JobDefinition? definition, string definitionId, string? json, int version) =>
        definition is not null ? FirstOf(Problems(definition, json, version), () => OtherCase(definition, json, version))
        : known.Find(definitionId) is { } elsewhere ? Mistakes(elsewhere, json, version)
        : [];

    /// <summary>The same when the handler is elsewhere.</summary>
    public static IReadOnlyList<PayloadProblem> Mistakes(DefinitionDetails definition, string? json, int version) =>
        FirstOf(Problems(definition, json, version), () => OtherCase(definition, json, version));

    private static IReadOnlyList<PayloadProblem> FirstOf(
        IReadOnlyList<PayloadProblem> problems, Func<IReadOnlyList<PayloadProblem>> others) => problems.Count > 0 ? problems : others();

    private static IReadOnlyList<PayloadProblem> Problems(DefinitionDetails definition, string? json, int version)
    {
        var builds = definition.Others.Prepend(definition)
            .Where(build => build.PayloadVersion == version && build.Schema is not null)
            .ToList();
        IReadOnlyList<PayloadProblem>? first = null;
        foreach (var build in builds)
        {
            var problems = build.Schema!.Check(json);
            if (problems.Count == 0)
            {
                return [];
            }

            first ??= problems;
        }

        return first ?? [];
    }

    /// <summary>Members of a payload that fits, written in another case than the property they mean.</summary>
    private IReadOnlyList<PayloadProblem> OtherCase(JobDefinition definition, string? json, int version) =>
        version == definition.Versions.Current && definition.PayloadType is { } type && schemas.GetValueOrDefault(type) is { } schema
            ? schema.OtherCase(json)
            : [];

    /// <summary>The same when the handler is elsewhere; a build that reads every member decides.</summary>
    private static IReadOnlyList<PayloadProblem> OtherCase(DefinitionDetails definition, string? json, int version)
    {
        var found = definition.Others.Prepend(definition)
            .Where(build => build.PayloadVersion == version && build.Schema is not null && build.Schema.Check(json).Count == 0)
            .Select(build => build.Schema!.OtherCase(json)).ToList();
        return found.Count == 0 || found.Exists(problems => problems.Count == 0) ? [] : found[0];
    }
}
