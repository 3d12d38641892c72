using System.Text.Json;
using JobMaster.AspNetCore.Access;
using JobMaster.AspNetCore.Calls;

namespace JobMaster.AspNetCore.Patches;

/// <summary>
/// Refuses a whole payload in which a caller without Reveal returns the placeholder of a hidden value, because it would be stored in place
/// of the value.
/// </summary>
internal static class HiddenValues
{
    private const string Patch = "change the payload by a 'payloadPatch', which leaves hidden values as they are";
    private const string Revealer = "let a caller with Reveal make the change";

    /// <summary>Checks a payload for anything that exists and is not one job.</summary>
    /// <exception cref="ApiProblem">400, naming the member.</exception>
    public static void Check(ApiCall call, JsonElement? payload, string path) =>
        Check(call, payload, path, call.Redactor(), null, Revealer);

    /// <summary>Checks a payload for an existing schedule.</summary>
    /// <exception cref="ApiProblem">400, naming the member.</exception>
    public static void Check(ApiCall call, JsonElement? payload, RecurringScheduleContext stored)
    {
        string? text = stored.PayloadKeyId is null && stored.MsgData.Count > 0 ? stored.MsgData.ToJson() : null;
        Check(call, payload, "$.payload", call.Redactor(stored), text, Revealer);
    }

    /// <summary>Checks a payload for an existing job.</summary>
    /// <exception cref="ApiProblem">400, naming the member.</exception>
    public static void Check(ApiCall call, JsonElement? payload, JobDetails stored, Redactor redactor) =>
        Check(call, payload, "$.payload", redactor, stored.MsgDataJson, Patch);

    private static void Check(
        ApiCall call, JsonElement? payload, string path, Redactor redactor, string? stored, string remedy)
    {
        if (payload is not { } given || call.Caller.May(ApiPermissions.Reveal))
        {
            return;
        }

        string? found = Named(redactor, given, path) ?? (stored is null
            ? null
            : Echoed(given, Stored(redactor.Json(stored)!), Stored(stored), path));
        if (found is not null)
        {
            throw ApiProblem.BadBody(
                found,
                $"'{found.Split('.')[^1]}' holds '{Redactor.Hidden}', which stands for a hidden value and would be stored in its place. "
                + $"Give the value itself, or {remedy}.");
        }
    }

    private static JsonElement Stored(string json) => JsonElement.Parse(json, Redactor.Deep);

    /// <summary>The place where a member with a hidden name has the placeholder as its value.</summary>
    private static string? Named(Redactor redactor, JsonElement given, string path) => Parts(given, path)
        .Select(part => part.Name is { } name && redactor.IsSecret(name) && Holds(part.Value)
            ? part.Path
            : Named(redactor, part.Value, part.Path))
        .FirstOrDefault(found => found is not null);

    /// <summary>The place where a text is given as shown, but its stored form is different.</summary>
    private static string? Echoed(JsonElement given, JsonElement shown, JsonElement stored, string path)
    {
        if (given.ValueKind == JsonValueKind.String)
        {
            string text = given.GetString()!;
            return text.Contains(Redactor.Hidden, StringComparison.Ordinal) && shown.ValueKind == JsonValueKind.String
                && shown.GetString() == text && !(stored.ValueKind == JsonValueKind.String && stored.GetString() == text) ? path : null;
        }

        return given.ValueKind != shown.ValueKind || shown.ValueKind != stored.ValueKind ? null
            : (from part in Parts(given, path)
               join one in Parts(shown, path) on part.Path equals one.Path
               join other in Parts(stored, path) on part.Path equals other.Path
               select Echoed(part.Value, one.Value, other.Value, part.Path)).FirstOrDefault(found => found is not null);
    }

    private static bool Holds(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? value.ValueEquals(Redactor.Hidden)
        : Parts(value, "").Any(part => Holds(part.Value));

    private static IEnumerable<(string? Name, JsonElement Value, string Path)> Parts(JsonElement element, string path) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().Select(member =>
                ((string?)member.Name, member.Value, $"{path}.{member.Name}")),
            JsonValueKind.Array => element.EnumerateArray().Select((item, place) =>
                ((string?)null, item, FormattableString.Invariant($"{path}[{place}]"))),
            _ => [],
        };
}
