namespace JobMaster.Chaos;

/// <summary>What an operator does to recurring schedules. When they recur is left as it is.</summary>
internal sealed class ScheduleActions(IJobMasterScheduler jobs, IJobMasterMonitor monitor)
{
    public async Task<string?> ActAsync(Random random, CancellationToken stoppingToken)
    {
        var (kind, place) = (random.Next(6), random.NextDouble());
        var schedules = await monitor.Schedules.ListAsync(cancellationToken: stoppingToken);
        if (schedules.Count == 0)
        {
            return null;
        }

        var schedule = schedules[(int)(place * schedules.Count)];
        if (schedule.State == RecurringScheduleState.Paused)
        {
            return await jobs.ResumeRecurringAsync(schedule.Id, RandomOperator.By, stoppingToken) ? "resume schedule" : null;
        }

        return kind switch
        {
            < 2 => await jobs.PauseRecurringAsync(schedule.Id, RandomOperator.By, stoppingToken) ? "pause schedule" : null,
            < 4 => await EditAsync(schedule.Id, random, stoppingToken) ? "edit schedule" : null,
            _ => await jobs.RunRecurringNowAsync(schedule.Id, RandomOperator.By, stoppingToken) is not null ? "run schedule" : null,
        };
    }

    private async Task<bool> EditAsync(Guid id, Random random, CancellationToken stoppingToken)
    {
        var change = new RecurringScheduleChange { Data = JobActions.NewData(random), Priority = JobActions.AnyPriority(random) };
        return await jobs.UpdateRecurringAsync(id, change, RandomOperator.By, stoppingToken) is not null;
    }
}
