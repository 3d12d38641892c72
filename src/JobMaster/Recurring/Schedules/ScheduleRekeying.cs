using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Recurring;

/// <summary>
/// Encrypts the payloads of stored schedules with this process's newest key, once after its start. A schedule lives longer than a job, so
/// its old key could otherwise never be removed. It does not repeat this: while keys are being changed, nodes with different newest keys
/// would undo each other's work. The node that started last decides.
/// </summary>
internal sealed class ScheduleRekeying(NodeServices node, RecurringSchedules recurring)
{
    private const int PageSize = 500;

    private bool _isDone;

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        if (_isDone || !node.PayloadStorage.Encrypts)
        {
            return;
        }

        Guid? after = null;
        IReadOnlyList<StoredSchedule> page;
        do
        {
            page = await node.Store.Schedules.ListAsync(
                new ScheduleListRequest { After = after, Limit = PageSize }, cancellationToken).ConfigureAwait(false);
            foreach (var schedule in page.Where(schedule => Rekeyed(schedule) is not null))
            {
                await recurring.ChangeAsync(schedule.Id, (stored, _) => Rekeyed(stored), cancellationToken).ConfigureAwait(false);
            }

            after = page.Count == 0 ? null : page[^1].Id;
        }
        while (page.Count == PageSize);

        _isDone = true;
    }

    private StoredSchedule? Rekeyed(StoredSchedule schedule) =>
        node.PayloadStorage.Rekeyed(schedule.Payload, schedule.DefinitionId) is { } payload ? schedule with { Payload = payload } : null;
}
