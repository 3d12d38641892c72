using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Recurring;

/// <summary>What follows once a step is stored: the workers are told of its jobs, and it is counted.</summary>
internal sealed class ScheduleFirings(NodeServices node)
{
    /// <param name="step">The step.</param>
    /// <param name="result">What the store made of it.</param>
    /// <param name="now">What the store's clock said when the step was planned.</param>
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
            node.Signals.Publish(new JobQueue(job.Lane, job.Priority), job.DueAt!.Value - now);
        }
    }
}
