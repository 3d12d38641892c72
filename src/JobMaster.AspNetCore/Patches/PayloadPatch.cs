using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JobMaster.AspNetCore.Access;
using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Endpoints;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Patches;

/// <summary>Changes parts of a job's payload as the caller has seen it, so that hidden values stay unchanged.</summary>
internal static class PayloadPatch
{
    /// <summary>
    /// The revision of a payload as the caller sees it; null without a payload. A hash of hidden values would let the caller guess them.
    /// </summary>
    /// <param name="shown">The payload with its values hidden.</param>
    public static string? RevisionOf(string? shown) => shown is null
        ? null
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(shown)).AsSpan(0, 12));

    /// <summary>The payload of a change: a whole one, a patched one, or none.</summary>
    /// <exception cref="ApiProblem">400, 403, 409, or 412 when the payload is not the one the caller has seen.</exception>
    public static async Task<JsonElement?> WantedAsync(
        ApiCall call, JobDetails job, JsonElement? payload, IReadOnlyList<PatchOperation>? patch, string? revision)
    {
        if (patch is null)
        {
            if (revision is not null)
            {
                ThrowIfStale(job, revision, job.IsPayloadEncrypted
                    ? null
                    : RevisionOf((await JobRedaction.OfAsync(call, job)).Json(job.MsgDataJson)));
            }

            if (payload is not null)
            {
                HiddenValues.Check(call, payload, job, await JobRedaction.OfAsync(call, job));
            }

            return payload;
        }

        if (payload is not null)
        {
            throw ApiProblem.BadBody("$.payload", "'payload' and 'payloadPatch' both say what the payload becomes. Give one of them.");
        }

        if (revision is null)
        {
            throw ApiProblem.BadBody(
                "$.payloadRevision", "'payloadRevision' is missing: a patch is for the payload that was read. GET …/jobs/{id} has it.");
        }

        if (patch.Count is 0 or > JsonPatch.MostOperations || patch.Contains(null!))
        {
            int missing = patch.ToList().FindIndex(operation => operation is null);
            throw ApiProblem.BadBody(
                missing < 0 ? "$.payloadPatch" : $"$.payloadPatch[{missing}]",
                FormattableString.Invariant($"A patch has 1 to {JsonPatch.MostOperations:N0} operations, and none of them is null. Give ")
                + "those, or leave 'payloadPatch' out.");
        }

        ThrowIfItTells(call, patch);
        if (job.IsPayloadEncrypted || RevisionOf((await JobRedaction.OfAsync(call, job)).Json(job.MsgDataJson)) is not { } now)
        {
            throw ApiProblem.WrongState($"Job {job.Id} has no payload that can be read here, so it cannot be patched. Send a whole one.");
        }

        ThrowIfStale(job, revision, now);
        return Patched(job, patch);
    }

    private static void ThrowIfStale(JobDetails job, string revision, string? now)
    {
        if (now != revision)
        {
            throw new ApiProblem(
                StatusCodes.Status412PreconditionFailed, "stale",
                $"The payload of job {job.Id} is no longer the one with the revision '{revision}'; it is now '{now ?? "none"}'. Read the "
                + "job again.");
        }
    }

    /// <summary>
    /// Makes a change, with a patched payload or not. An error about a patched payload may show values that the caller did not send. A
    /// caller without <see cref="ApiPermissions.Reveal"/> gets a text without them.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="patched">The path of the patch in the body; null if there is none.</param>
    /// <param name="cause">The path of what the payload has to fit, or of the payload; null if neither is given.</param>
    /// <param name="change">Makes the change.</param>
    /// <exception cref="ApiProblem">400, without the values.</exception>
    public static async Task<T> MadeAsync<T>(ApiCall call, string? patched, string? cause, Func<Task<T>> change)
    {
        try
        {
            return await change();
        }
        catch (JobRejectedException exception) when (exception.IsOfPayload && (patched ?? cause) is { } path)
        {
            throw ApiProblem.BadRequest("rejected", patched is null || call.Caller.May(ApiPermissions.Reveal)
                ? ApiProblem.TextOf(exception)
                : $"The patched payload of job {call.Id} does not fit its definition. What is wrong with it is not shown to "
                + $"'{call.Caller.Name}', because it may tell of redacted values. Send a whole payload, or let a caller with Reveal make "
                + "the change.").At(path);
        }
    }

    private static bool HoldsHidden(JsonElement value) => value.ValueKind != JsonValueKind.Undefined
        && value.GetRawText().Contains($"\"{Redactor.Hidden}\"", StringComparison.Ordinal);

    private static JsonElement Patched(JobDetails job, IReadOnlyList<PatchOperation> patch)
    {
        try
        {
            return JsonElement.Parse(JsonPatch.Apply(job.MsgDataJson!, patch));
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            throw ApiProblem.WrongState($"The payload of job {job.Id} cannot be patched: {exception.Message} Send a whole one.");
        }
    }

    /// <summary>A copy under another name would show a hidden value, and a test would guess it.</summary>
    private static void ThrowIfItTells(ApiCall call, IReadOnlyList<PatchOperation> patch)
    {
        if (call.Caller.May(ApiPermissions.Reveal))
        {
            return;
        }

        if (patch.FirstOrDefault(operation => operation.Op is "move" or "copy" or "test") is { } telling)
        {
            throw ApiProblem.Forbidden(
                $"'{call.Caller.Name}' may not use '{telling.Op}' in a patch: this needs Reveal, because it tells of redacted values.");
        }

        if (patch.Any(operation => HoldsHidden(operation.Value)))
        {
            throw ApiProblem.BadBody(
                "$.payloadPatch", $"A value is '{Redactor.Hidden}', which stands for a hidden one. Leave hidden values out of the patch.");
        }
    }
}
