using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JobMaster.Scheduling;

/// <summary>The versions of one definition's payload that this build reads, and the steps from each to the next.</summary>
/// <param name="current">The version that this build writes.</param>
/// <param name="oldest">The oldest version that it reads.</param>
/// <param name="steps">The steps, by the version they read.</param>
internal sealed class PayloadVersions(int current, int oldest, IReadOnlyDictionary<int, IPayloadUpcaster> steps)
{
    private static readonly JsonSerializerOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The versions of a payload that never changed.</summary>
    public static PayloadVersions First { get; } = new(1, 1, new Dictionary<int, IPayloadUpcaster>());

    public int Current => current;

    public int Oldest => oldest;

    /// <summary>A text that differs between builds that read old payloads differently.</summary>
    public string Text => current == 1 && steps.Count == 0
        ? ""
        : string.Join(
            ' ',
            steps.OrderBy(step => step.Key)
                .Select(step => $"{step.Key}:{step.Value.GetType().AssemblyQualifiedName}:{step.Value.GetType().Module.ModuleVersionId}")
                .Prepend($"{oldest}-{current}"));

    /// <summary>The problems of the steps, for their handler.</summary>
    public IEnumerable<string> Problems(Type handler)
    {
        if (current < 1 || oldest < 1 || oldest > current)
        {
            yield return $"[JobMasterPayloadVersion({current}, Oldest = {oldest})] must be 1 or more, and its oldest no newer, on " +
                $"handler '{handler.FullName}'.";
            yield break;
        }

        foreach (var missing in Enumerable.Range(oldest, current - oldest).Where(version => !steps.ContainsKey(version)))
        {
            yield return $"Handler '{handler.FullName}' has payload version {current} and no upcaster from version {missing} to " +
                $"{missing + 1}. " +
                $"Add [JobMasterPayloadUpcaster({missing}, typeof(…))] or config.AddPayloadUpcaster<{handler.Name}>({missing}, …), or " +
                $"set Oldest to {missing + 1} to leave older jobs parked.";
        }

        foreach (var idle in steps.Keys.Where(version => version < oldest || version >= current).Order())
        {
            yield return $"Handler '{handler.FullName}' has an upcaster from version {idle} to {idle + 1}, but reads versions {oldest} " +
                $"to {current}. " +
                $"Raise [JobMasterPayloadVersion] to {Math.Max(idle + 1, current)}, or remove the upcaster.";
        }
    }

    /// <summary>The payload as the handler reads it.</summary>
    /// <param name="json">The payload as it was stored.</param>
    /// <param name="version">Its version.</param>
    /// <param name="definitionId">Its definition, for errors.</param>
    /// <param name="isSecret">Whether errors must not show its content.</param>
    /// <exception cref="FormatException">No step reads it, or a step failed.</exception>
    public string? Raise(string? json, int version, string definitionId, bool isSecret)
    {
        if (version == current)
        {
            return json;
        }

        if (version > current || version < oldest)
        {
            throw new FormatException(
                $"The payload is version {version} of '{definitionId}'; this build reads " +
                $"{(oldest == current ? $"version {current}" : $"versions {oldest} to {current}")}. " +
                (
                    version > current
                        ? "A node of a newer build runs the job."
                        : "A build that reads it runs the job; deploy one, or cancel the job."));
        }

        try
        {
            var node = json is null ? null : JsonNode.Parse(json);
            for (var from = version; from < current; from++)
            {
                node = Step(node, from, definitionId, isSecret);
            }

            return node?.ToJsonString(Written);
        }
        catch (JsonException exception)
        {
            throw new FormatException(
                isSecret
                    ? $"The payload of '{definitionId}' is not JSON."
                    : $"The payload is not JSON: {exception.Message}");
        }
    }

    private JsonNode? Step(JsonNode? node, int from, string definitionId, bool isSecret)
    {
        try
        {
            return steps[from].Upcast(node);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            var what = $"Upcaster '{steps[from].GetType().FullName}' could not bring the payload of '{definitionId}' from version {from} " +
                $"to {from + 1}";
            throw isSecret
                ? new FormatException($"{what}: it threw {exception.GetType().Name}.")
                : new FormatException($"{what}: {exception.Message}", exception);
        }
    }
}
