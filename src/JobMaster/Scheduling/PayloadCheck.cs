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
    public IReadOnlyList<PayloadProblem> Problems(JobDefinition definition, string? json, int version)
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
    }

    /// <summary>The handler is elsewhere: its stored schema decides. A version that no schema is of is not checked.</summary>
    public IReadOnlyList<PayloadProblem> Problems(string definitionId, string? json, int version) =>
        known.Find(definitionId) is { } definition ? Problems(definition, json, version) : [];

    public static IReadOnlyList<PayloadProblem> Problems(DefinitionDetails definition, string? json, int version)
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
    public IReadOnlyList<PayloadProblem> OtherCase(JobDefinition definition, string? json, int version) =>
        version == definition.Versions.Current && definition.PayloadType is { } type && schemas.GetValueOrDefault(type) is { } schema
            ? schema.OtherCase(json)
            : [];

    /// <summary>The same when the handler is elsewhere; a build that reads every member decides.</summary>
    public static IReadOnlyList<PayloadProblem> OtherCase(DefinitionDetails definition, string? json, int version)
    {
        var found = definition.Others.Prepend(definition)
            .Where(build => build.PayloadVersion == version && build.Schema is not null && build.Schema.Check(json).Count == 0)
            .Select(build => build.Schema!.OtherCase(json)).ToList();
        return found.Count == 0 || found.Exists(problems => problems.Count == 0) ? [] : found[0];
    }
}
