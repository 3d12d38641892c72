using System.Text.Json;
using JobMaster.AspNetCore.Access;
using JobMaster.AspNetCore.Calls;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>The values of one job that are hidden from a caller without Reveal.</summary>
internal static class JobRedaction
{
    private const int LongestPage = 1000;

    /// <summary>The redactor for a job, if the job exists and the caller may see it.</summary>
    /// <exception cref="ApiProblem">404.</exception>
    public static async Task<Redactor> OfAsync(ApiCall call) => await OfAsync(call, await call.JobAsync());

    public static async Task<Redactor> OfAsync(ApiCall call, JobDetails job) => call.Caller.May(ApiPermissions.Reveal)
        ? call.Redactor()
        : await OfAsync(
            call, job,
            job.AttemptedAt is null && job.Error is null ? [] : await call.Monitor.Jobs.GetAttemptsAsync(job.Id, call.Aborted));

    /// <summary>
    /// A redactor that knows the hidden values of the job's payload and metadata, and of payloads of attempts that a replay has replaced.
    /// It hides all texts of an attempt whose payload is encrypted, or is lost because an operator changed it.
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

    /// <summary>When an operator last changed the job's payload, if the audit still has it; null for never.</summary>
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
