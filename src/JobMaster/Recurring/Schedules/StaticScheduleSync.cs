using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Recurring;

/// <summary>
/// Updates the stored schedules of profiles to the running code. Every node reports the content of its profiles. For each schedule, the
/// content in use with the highest revision that has the schedule decides. So two versions side by side do not undo each other's work, and
/// an older one decides again after the newer is gone.
/// </summary>
internal sealed class StaticScheduleSync : INodeRole
{
    private const int PageSize = 500;

    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    private readonly NodeServices _node;
    private readonly IReadOnlyList<StaticProfile> _profiles;
    private readonly RecurringSchedules _recurring;
    private readonly bool _doesUpkeep;
    private readonly ScheduleRekeying _rekeying;
    private readonly ProfileWatch _watch;
    private readonly PollingLoop _loop;
    private HashSet<(string ProfileId, string Key)> _inLine = [];

    /// <param name="node">The node.</param>
    /// <param name="profiles">The profiles of its code.</param>
    /// <param name="recurring">Stores schedules.</param>
    /// <param name="doesUpkeep">Whether the node does upkeep.</param>
    public StaticScheduleSync(NodeServices node, IReadOnlyList<StaticProfile> profiles, RecurringSchedules recurring, bool doesUpkeep)
    {
        (_node, _profiles, _recurring, _doesUpkeep) = (node, profiles, recurring, doesUpkeep);
        _rekeying = new ScheduleRekeying(node, recurring);
        _watch = new ProfileWatch(node.Time);
        _loop = node.Loop("Keep profiles of schedules", RunOnceAsync);
    }

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    internal async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (_node.Mode.Mode != ClusterMode.Archive)
        {
            var uses = await _node.Store.Schedules.AdvertiseAsync(
                [.. _profiles.Select(profile => profile.Content)], cancellationToken).ConfigureAwait(false);
            if (!_watch.Observe(uses))
            {
                // After a long silence, other nodes may have considered this node's content gone.
                _inLine.Clear();
            }

            await BringInLineAsync(uses, cancellationToken).ConfigureAwait(false);
            if (_doesUpkeep && uses.Count > 0)
            {
                await RetireAsync([.. uses.Where(_watch.IsInUse)], cancellationToken).ConfigureAwait(false);
            }

            if (_doesUpkeep)
            {
                await _rekeying.RunOnceAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        return Between * (0.9 + (_node.Random.NextDouble() / 5));
    }

    private async Task BringInLineAsync(IReadOnlyList<ProfileUse> uses, CancellationToken cancellationToken)
    {
        var inLine = new HashSet<(string, string)>();
        foreach (var profile in _profiles)
        {
            var contents = uses.Where(use => use.Content.ProfileId == profile.Id).ToList();
            var own = contents.Find(use => use.Content.Hash == profile.Content.Hash);
            foreach (
                var schedule in profile.Schedules.Where(schedule =>
                    own is not null && !contents.Exists(use => Decides(use, own) && use.Content.Keys.Contains(schedule.Key!))))
            {
                inLine.Add((profile.Id, schedule.Key!));
                if (!_inLine.Contains((profile.Id, schedule.Key!)))
                {
                    await StoreAsync(schedule, own!, contents, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        _inLine = inLine;
    }

    private async Task StoreAsync(StoredSchedule schedule, ProfileUse own, List<ProfileUse> contents, CancellationToken cancellationToken)
    {
        var latest = contents.Max(use => use.Revision);
        var (stored, isNew) = await _recurring.PutAsync(
            schedule with { Revision = own.Revision }, stored => new(MayReplace(stored)), cancellationToken).ConfigureAwait(false);
        if (isNew)
        {
            Log.StaticScheduleAdded(_node.Logger, schedule.ProfileId!, schedule.Key!);
            if (NeverFiring.IsOver(stored))
            {
                Log.StaticScheduleIsOver(_node.Logger, schedule.ProfileId!, schedule.Key!, schedule.Expression);
            }
        }

        // Written by a content that is newer than this read, so by newer code; the next read will show it.
        bool MayReplace(StoredSchedule stored) =>
            stored.Revision <= latest && !contents.Exists(use => use.Revision == stored.Revision && Decides(use, own));
    }

    /// <summary>A schedule that no content in use has becomes inactive, whichever node wrote it.</summary>
    private async Task RetireAsync(IReadOnlyList<ProfileUse> inUse, CancellationToken cancellationToken)
    {
        var kept = inUse.SelectMany(use => use.Content.Keys.Select(key => (use.Content.ProfileId, key))).ToHashSet();
        Guid? after = null;
        IReadOnlyList<StoredSchedule> page;
        do
        {
            page = await _node.Store.Schedules.ListAsync(
                new ScheduleListRequest { OnlyStatic = true, State = RecurringScheduleState.Active, After = after, Limit = PageSize },
                cancellationToken).ConfigureAwait(false);
            foreach (var schedule in page.Where(schedule => !kept.Contains((schedule.ProfileId!, schedule.Key!))))
            {
                var retired = await _recurring.ChangeAsync(
                    schedule.Id,
                    (stored, now) => stored is { State: RecurringScheduleState.Active } && stored.UpdatedAt == schedule.UpdatedAt
                        ? stored with { State = RecurringScheduleState.Inactive, IsWaiting = false, UpdatedAt = now }
                        : null,
                    cancellationToken).ConfigureAwait(false);
                if (retired is not null)
                {
                    Log.StaticScheduleRetired(_node.Logger, schedule.ProfileId!, schedule.Key!);
                }
            }

            after = page.Count == 0 ? null : page[^1].Id;
        }
        while (page.Count == PageSize);
    }

    /// <summary>Whether another content overrides this node's own.</summary>
    private bool Decides(ProfileUse other, ProfileUse own) =>
        _watch.IsInUse(other)
            && (other.Content.DeclaredRevision, other.Revision).CompareTo((own.Content.DeclaredRevision, own.Revision)) > 0;
}
