using JobMaster.Sql;
using JobMaster.Storage;

namespace JobMaster.Postgres;

/// <summary>The schedules, with an eye on jobs that come in before the places where claims start: a job is due at its occurrence, which has passed.</summary>
internal sealed class PostgresScheduleStore(SqlScheduleStore inner, ClaimWatermarks watermarks) : IScheduleStore
{
    public Task<ScheduleReading> GetAsync(Guid id, CancellationToken cancellationToken) => inner.GetAsync(id, cancellationToken);

    public Task<ScheduleReading> FindAsync(string? profileId, string key, CancellationToken cancellationToken) => inner.FindAsync(profileId, key, cancellationToken);

    public Task<IReadOnlyList<StoredSchedule>> ListAsync(ScheduleListRequest request, CancellationToken cancellationToken) => inner.ListAsync(request, cancellationToken);

    public Task<bool> InsertAsync(StoredSchedule schedule, CancellationToken cancellationToken) => inner.InsertAsync(schedule, cancellationToken);

    public Task<bool> UpdateAsync(StoredSchedule schedule, CancellationToken cancellationToken) => inner.UpdateAsync(schedule, cancellationToken);

    public Task<DueSchedules> ReadDueAsync(DueScheduleRequest request, CancellationToken cancellationToken) => inner.ReadDueAsync(request, cancellationToken);

    public async Task<IReadOnlyList<StepResult>> StepAsync(IReadOnlyList<ScheduleStep> steps, CancellationToken cancellationToken)
    {
        var results = await inner.StepAsync(steps, cancellationToken).ConfigureAwait(false);
        var stored = results.SelectMany(result => result.Jobs).ToDictionary(job => job.Id);
        foreach (var job in steps.SelectMany(step => step.Occurrences).Select(one => one.Job).OfType<NewJob>().Where(job => stored.ContainsKey(job.Id)))
        {
            watermarks.Arrived(new JobQueue(job.Lane, job.Priority), stored[job.Id].DueAt);
        }

        return results;
    }

    public Task<IReadOnlyList<StoredOccurrence>> ListOccurrencesAsync(OccurrenceListRequest request, CancellationToken cancellationToken) =>
        inner.ListOccurrencesAsync(request, cancellationToken);

    public Task<IReadOnlyList<ProfileUse>> AdvertiseAsync(IReadOnlyList<ProfileContent> contents, CancellationToken cancellationToken) =>
        inner.AdvertiseAsync(contents, cancellationToken);

    public Task<int> PruneAsync(TimeSpan retention, int limit, CancellationToken cancellationToken) => inner.PruneAsync(retention, limit, cancellationToken);
}
