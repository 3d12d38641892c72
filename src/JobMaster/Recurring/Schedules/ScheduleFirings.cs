using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Recurring;

/// <summary>Runs after a step is stored: notifies the workers of its jobs, and counts it.</summary>
internal sealed class ScheduleFirings(NodeServices node)
{
    /// <param name="step">The step.</param>
    /// <param name="result">The store's result.</param>
    /// <param name="now">The store's clock when the step was planned.</param>
    public void Fired(ScheduleStep step, StepResult result, DateTimeOffset now)
    {
        node.Telemetry.Occurred(step.Occurrences);
        foreach (var stopped in result.StopRequested)
        {
            node.Cancels.Publish(stopped);
        }

        foreach (
            var job in step.Occurrences.Select(one => one.Job)
                .OfType<NewJob>()
                .Where(job => result.Jobs.Any(stored => stored.Id == job.Id)))
        {
            node.Telemetry.Scheduled(job);
            node.Lanes.Used(job.Lane);
            node.Arrivals.Publish(new JobQueue(job.Lane, job.Priority), job.DueAt!.Value - now);
        }
    }
}
