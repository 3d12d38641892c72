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

        string? place = Named(redactor, given) ?? (stored is null
            ? null
            : Echoed(given, Stored(redactor.Json(stored)!), Stored(stored)));
        if (place is not null)
        {
            string found = path + place;
            throw ApiProblem.BadBody(
                found,
                $"'{found.Split('.')[^1]}' holds '{Redactor.Hidden}', which stands for a hidden value and would be stored in its place. "
                + $"Give the value itself, or {remedy}.");
        }
    }

    private static JsonElement Stored(string json) => JsonElement.Parse(json, Redactor.Deep);

    /// <summary>
    /// The place where a member with a hidden name has the placeholder as its value, from here on. Its path is made only once it is found:
    /// a long name before many members would be copied for each of them.
    /// </summary>
    private static string? Named(Redactor redactor, JsonElement given)
    {
        foreach (var (step, value) in Parts(given))
        {
            if (step.Name is { } name && redactor.IsSecret(name) && Holds(value))
            {
                return step.Text;
            }

            if (Named(redactor, value) is { } rest)
            {
                return step.Text + rest;
            }
        }

        return null;
    }

    /// <summary>The place, from here on, where a text is given as shown, but its stored form is different.</summary>
    private static string? Echoed(JsonElement given, JsonElement shown, JsonElement stored)
    {
        if (given.ValueKind == JsonValueKind.String)
        {
            string text = given.GetString()!;
            return text.Contains(Redactor.Hidden, StringComparison.Ordinal) && shown.ValueKind == JsonValueKind.String
                && shown.GetString() == text && !(stored.ValueKind == JsonValueKind.String && stored.GetString() == text) ? "" : null;
        }

        return given.ValueKind != shown.ValueKind || shown.ValueKind != stored.ValueKind ? null
            : (from part in Parts(given)
               join one in Parts(shown) on part.Step equals one.Step
               join other in Parts(stored) on part.Step equals other.Step
               let rest = Echoed(part.Value, one.Value, other.Value)
               where rest is not null
               select part.Step.Text + rest).FirstOrDefault();
    }

    private static bool Holds(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? value.ValueEquals(Redactor.Hidden)
        : Parts(value).Any(part => Holds(part.Value));

    private static IEnumerable<(Step Step, JsonElement Value)> Parts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Select(member => (new Step(member.Name, 0), member.Value)),
        JsonValueKind.Array => element.EnumerateArray().Select((item, place) => (new Step(null, place), item)),
        _ => [],
    };

    /// <summary>One step of a path: a member, or a place in an array.</summary>
    private readonly record struct Step(string? Name, int Place)
    {
        public string Text => Name is null ? FormattableString.Invariant($"[{Place}]") : $".{Name}";
    }
}
