using System.Text.Json;
using JobMaster.AspNetCore.Access;
using JobMaster.AspNetCore.Calls;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>What is hidden of one job from a caller without Reveal.</summary>
internal static class JobRedaction
{
    private const int LongestPage = 1000;

    /// <summary>The redactor for a job, if there is one that the caller may see.</summary>
    /// <exception cref="ApiProblem">404.</exception>
    public static async Task<Redactor> OfAsync(ApiCall call) => await OfAsync(call, await call.JobAsync());

    public static async Task<Redactor> OfAsync(ApiCall call, JobDetails job) => call.Caller.May(ApiPermissions.Reveal)
        ? call.Redactor()
        : await OfAsync(
            call, job,
            job.AttemptedAt is null && job.Error is null ? [] : await call.Monitor.Jobs.GetAttemptsAsync(job.Id, call.Aborted));

    /// <summary>
    /// One that knows what the job's payload and metadata hide, and what the payloads of attempts hid that a replay has replaced. The texts
    /// of attempts whose payload is encrypted, or was there before an operator's change and is nowhere any more, are hidden as a whole.
    /// </summary>
    public static async Task<Redactor> OfAsync(ApiCall call, JobDetails job, IReadOnlyList<JobAttemptDetails> attempts)
    {
        var redactor = call.Redactor();
        redactor.Learn(job);
        foreach (var attempt in attempts)
        {
            redactor.Json(attempt.ReplacedMsgDataJson);
        }

        if (!call.Caller.May(ApiPermissions.Reveal))
        {
            var changedAt = attempts.Count == 0 ? null : await ChangedAtAsync(call, job.Id);
            int unread = attempts.Where(attempt => attempt is { IsMsgDataReplaced: true, ReplacedMsgDataJson: null })
                .Max(attempt => (int?)attempt.Number) ?? 0;
            redactor.Conceal(
                job,
                attempts.Where(attempt =>
                    job.IsPayloadEncrypted || attempt.Number <= unread || attempt.AttemptedAt < changedAt),
                isAll: job.IsPayloadEncrypted);
        }

        return redactor;
    }

    /// <summary>When an operator has last given the job another payload, as long as the audit knows; null for never.</summary>
    private static async Task<DateTimeOffset?> ChangedAtAsync(ApiCall call, Guid id)
    {
        var filter = new AuditFilter
        {
            TargetKind = AuditTargets.Job, TargetId = $"{id}", Action = AuditActions.ChangeJob, PageSize = LongestPage,
        };
        string? position = null;
        do
        {
            var page = await call.Monitor.Audit.ListAsync(filter, position, call.Aborted);
            if (page.Entries.FirstOrDefault(IsOfPayload) is { } last)
            {
                return last.At;
            }

            position = page.Next;
        }
        while (position is not null);

        return null;
    }

    private static bool IsOfPayload(AuditEntry entry) =>
        entry.After is { } after && JsonElement.Parse(after).TryGetProperty("msgDataChanged", out _);
}
