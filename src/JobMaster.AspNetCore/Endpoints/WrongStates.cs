using JobMaster.AspNetCore.Calls;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>Refusals of calls that need another state. Each names the present state and what can be done in it.</summary>
internal static class WrongStates
{
    /// <summary>The problem with the job's present state; an earlier read may be outdated.</summary>
    /// <param name="call">The call about the job.</param>
    /// <param name="rule">The state that the job must have.</param>
    public static async Task<ApiProblem> OfJobAsync(ApiCall call, string rule)
    {
        var job = await call.JobAsync();
        return ApiProblem.WrongState($"Job {job.Id} is {job.State}; {rule} {WhatNow(job)}");
    }

    /// <summary>The problem with the schedule's present state.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="what">What was to be done with it, such as <c>paused</c>.</param>
    public static ApiProblem Of(RecurringScheduleContext schedule, string what) => ApiProblem.WrongState(
        $"Schedule {schedule.Id} is {schedule.State}, so it cannot be {what}. " + schedule.State switch
        {
            RecurringScheduleState.Cancelled => "A cancelled schedule is submitted again by POST …/jobs"
                + (schedule.Key is null ? "." : $", with the scheduleKey '{schedule.Key}' under the same id."),
            RecurringScheduleState.Ended => "It has no further occurrence: give it another expression or a later 'endBefore' by "
                + $"PATCH …/schedules/{schedule.Id}.",
            RecurringScheduleState.Inactive => "No running version of the code has it: start one that has it.",
            _ => "Its state has just changed: make the call again.",
        });

    /// <summary>The problem with the operation's present state.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="what">What was to be done with it, such as <c>paused</c>.</param>
    public static ApiProblem Of(JobOperationDetails operation, string what) => ApiProblem.WrongState(
        $"Operation {operation.Id} is {operation.State}, so it cannot be {what}. "
        + (operation.State is JobOperationState.Running or JobOperationState.Paused
            ? "Its state has just changed: make the call again."
            : "It has ended: start another by POST …/operations for the jobs that are left."));

    private static string WhatNow(JobDetails job) => job.State switch
    {
        JobState.Running => $"Wait until it has ended, or ask it to stop by POST …/jobs/{job.Id}/cancel.",
        JobState.Failed => $"Run it again by POST …/jobs/{job.Id}/replay, or give it up by POST …/jobs/{job.Id}/discard.",
        JobState.Cancelled when job.IsDiscarded() =>
            $"Make it Failed again by POST …/jobs/{job.Id}/restore, or run it as a new job by POST …/jobs/{job.Id}/copy.",
        JobState.Succeeded or JobState.Cancelled => $"Run it as a new job by POST …/jobs/{job.Id}/copy.",
        _ => $"It waits: change it by PATCH …/jobs/{job.Id}, or cancel it by POST …/jobs/{job.Id}/cancel.",
    };

    /// <summary>Whether it was discarded; a job that was cancelled has no cause of a failure.</summary>
    public static bool IsDiscarded(this JobDetails job) => job is { State: JobState.Cancelled, Fingerprint: not null };
}
