using System.Text.Json;
using JobMaster.Values;

namespace JobMaster.Scheduling;

/// <summary>
/// Finds where a payload given as JSON does not fit its definition. Payloads of the handler's own type always fit and are not checked here.
/// </summary>
/// <param name="payloads">Reads payloads.</param>
/// <param name="schemas">The schemas of this process's payload types.</param>
/// <param name="known">The definitions of other processes.</param>
internal sealed class PayloadCheck(PayloadSerializer payloads, IReadOnlyDictionary<Type, PayloadSchema> schemas, KnownDefinitions known)
{
    /// <summary>
    /// If the handler is here, an attempt's own reading of the payload decides, and the schema supplies the words. A newer version than
    /// this build's is left to other builds.
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
                : [Unread(exception)];
        }
        catch (Exception exception)
        {
            // A type of the app may throw any exception. Its message may show a secret value, so it is not repeated.
            return [new PayloadProblem("$", $"{definition.PayloadType?.Name ?? "its type"} throws {exception.GetType().FullName} over it")];
        }
    }

    /// <summary>
    /// What the schema allows and the handler's type does not, such as a number that is too large. The serializer names only types of .NET
    /// then, which say nothing to a caller in another language.
    /// </summary>
    private static PayloadProblem Unread(FormatException exception) =>
        exception.InnerException is JsonException { Path: { Length: > 1 } path } cause
            && cause.Message.StartsWith("The JSON value could not be converted to ", StringComparison.Ordinal)
            ? new PayloadProblem(
                JsonExcerpt.Shorten(path), "cannot be read: its value is too large, too small or not in the form that the handler takes")
            : new PayloadProblem("$", exception.Message);

    /// <summary>
    /// The reasons not to store a payload: values that do not fit, else members that reading would ignore because of their case. If the
    /// handler is elsewhere, its stored schema decides; a version without a schema is not checked.
    /// </summary>
    /// <param name="definition">The definition, if its handler is here.</param>
    /// <param name="definitionId">Its id.</param>
    /// <param name="json">The payload.</param>
    /// <param name="version">Its version.</param>
    public IReadOnlyList<PayloadProblem> Mistakes(JobDefinition? definition, string definitionId, string? json, int version) =>
        definition is not null ? FirstOf(Problems(definition, json, version), () => OtherCase(definition, json, version))
        : known.Find(definitionId) is { } elsewhere ? Mistakes(elsewhere, json, version)
        : [];

    /// <summary>The same if the handler is elsewhere.</summary>
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

    /// <summary>Members of a fitting payload whose case differs from that of their property.</summary>
    private IReadOnlyList<PayloadProblem> OtherCase(JobDefinition definition, string? json, int version) =>
        version == definition.Versions.Current && definition.PayloadType is { } type && schemas.GetValueOrDefault(type) is { } schema
            ? schema.OtherCase(json)
            : [];

    /// <summary>The same if the handler is elsewhere. A build that reads every member decides.</summary>
    private static IReadOnlyList<PayloadProblem> OtherCase(DefinitionDetails definition, string? json, int version)
    {
        var found = definition.Others.Prepend(definition)
            .Where(build => build.PayloadVersion == version && build.Schema is not null && build.Schema.Check(json).Count == 0)
            .Select(build => build.Schema!.OtherCase(json)).ToList();
        return found.Count == 0 || found.Exists(problems => problems.Count == 0) ? [] : found[0];
    }
}
