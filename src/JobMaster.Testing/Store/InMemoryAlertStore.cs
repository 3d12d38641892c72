using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>The alerts, and the notices sent to sinks.</summary>
internal sealed class InMemoryAlertStore(InMemoryAccess access) : IAlertStore
{
    public Task<bool> TakeTurnAsync(Guid turn, TimeSpan lease, CancellationToken cancellationToken) => access.RunAsync(
        (state, now) =>
        {
            if (state.AlertTurn.Until > now && state.AlertTurn.Turn != turn)
            {
                return false;
            }

            state.AlertTurn = (turn, now + lease);
            return true;
        },
        cancellationToken);

    public Task<AlertRoundResult?> ApplyAsync(AlertRound round, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => Apply(state, now, round), cancellationToken);

    public Task<StoredAlertNotice?> ClaimAsync(string sink, TimeSpan lease, CancellationToken cancellationToken) => access.RunAsync(
        (state, now) =>
        {
            var due = state.AlertNotices.Where(one => one.Key.Sink == sink && one.Value.DueAt <= now)
                .OrderBy(one => one.Value.DueAt).ThenBy(one => one.Key.AlertId).Select(one => one.Key.AlertId).Take(1).ToList();
            if (due is not [var id])
            {
                return null;
            }

            var notice = state.AlertNotices[(id, sink)];
            (notice.DueAt, notice.ClaimNo, notice.Attempts) = (now + lease, notice.ClaimNo + 1, notice.Attempts + 1);
            return new StoredAlertNotice(
                state.Alerts[id], sink, StoredAlertNotice.StageToSend(notice.Sent, notice.Stage), notice.ClaimNo, notice.Attempts);
        },
        cancellationToken);

    public Task<bool> SettleAsync(StoredAlertNotice notice, TimeSpan quiet, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => Settle(Held(state, notice), notice.Stage, now, quiet), cancellationToken);

    public Task<bool> PutOffAsync(StoredAlertNotice notice, TimeSpan pause, CancellationToken cancellationToken) => access.RunAsync(
        (state, now) =>
        {
            if (Held(state, notice) is not { } held)
            {
                return false;
            }

            held.DueAt = now + pause;
            return true;
        },
        cancellationToken);

    public Task<IReadOnlyList<StoredAlert>> ListAsync(AlertListRequest request, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<StoredAlert>>(
            (state, _) =>
            [
                .. state.Alerts.Values
                    .Where(alert => alert.FiredAt is not null && (request.Firing is null || request.Firing == alert.IsFiring))
                    .OrderByDescending(alert => alert.IsFiring).ThenByDescending(alert => alert.FiredAt).ThenBy(alert => alert.Id)
                    .Take(request.Limit),
            ],
            cancellationToken);

    public Task<IReadOnlyList<LaneWait>> ReadWaitsAsync(CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<LaneWait>>(
            (state, now) =>
            [
                .. state.Live.OldestOfLanes().Where(lane => lane.DueAt <= now).OrderBy(lane => lane.Lane, StringComparer.Ordinal)
                    .Select(lane => new LaneWait(lane.Lane, now - lane.DueAt)),
            ],
            cancellationToken);

    public Task<IReadOnlyList<GrowingFailures>> ReadGrowingFailuresAsync(
        GrowingFailuresRequest request, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<GrowingFailures>>((state, now) => Growing(state, now, request), cancellationToken);

    public Task<IReadOnlyList<MissedOccurrences>> ReadMissedAsync(MissedOccurrencesRequest request, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<MissedOccurrences>>(
            (state, now) =>
            [
                .. state.Schedules.All
                    .Select(schedule => Missed(schedule, state.Schedules.Occurrences(schedule.Id), now, request))
                    .OfType<MissedOccurrences>()
                    .OrderByDescending(one => one.LastAt).ThenBy(one => one.ScheduleId).Take(request.Limit),
            ],
            cancellationToken);

    private static MissedOccurrences? Missed(
        StoredSchedule schedule, IEnumerable<StoredOccurrence> ledger, DateTimeOffset now, MissedOccurrencesRequest request)
    {
        var since = StoreTime.Earlier(now, request.Within);
        var missed = ledger.Where(one => one.FiledAt >= since && one.Result == OccurrenceResult.Skipped
            && one.Cause?.StartsWith(request.Cause, StringComparison.Ordinal) == true).ToList();
        return missed.Count == 0 ? null : new MissedOccurrences(
            schedule.Id, schedule.ProfileId, schedule.Key, schedule.DefinitionId, missed.Sum(one => one.Range?.Count ?? 1),
            missed.Max(one => one.Range?.To ?? one.At), now);
    }

    private static AlertRoundResult? Apply(InMemoryState state, DateTimeOffset now, AlertRound round)
    {
        if (state.AlertTurn.Turn != round.Turn || state.AlertTurn.Until <= now)
        {
            return null;
        }

        state.AlertTurn = (round.Turn, now + round.NextIn);
        var given = AlertChanges.IdsOf(round).ToHashSet();
        var changes = new AlertChanges(
            [.. state.Alerts.Values.Where(alert => alert.IsOpen || given.Contains(alert.Id))], round, now);
        foreach (var alert in changes.Written)
        {
            state.Alerts[alert.Id] = alert;
        }

        foreach (var id in changes.Dropped)
        {
            state.Alerts.Remove(id);
        }

        foreach (var alert in (round.MeetsSinks ? changes.Firing : changes.Fired).Concat(changes.Resolved))
        {
            foreach (var sink in round.Sinks)
            {
                Aim(state, now, alert, sink);
            }
        }

        if (round.Retention is { } retention)
        {
            Prune(state, StoreTime.Earlier(now, retention));
        }

        return new AlertRoundResult(changes.Fired, changes.Resolved);
    }

    private static void Aim(InMemoryState state, DateTimeOffset now, StoredAlert alert, string sink)
    {
        if (!state.AlertNotices.TryGetValue((alert.Id, sink), out var held))
        {
            if (alert.IsFiring)
            {
                state.AlertNotices[(alert.Id, sink)] =
                    new InMemoryAlertNotice { Stage = alert.Stage, Sent = alert.Stage - 1, DueAt = now };
            }
        }
        else if (held.Stage < alert.Stage)
        {
            held.Stage = alert.Stage;
            held.DueAt ??= alert.IsFiring && held.QuietUntil > now ? held.QuietUntil : now;
        }
    }

    private static void Prune(InMemoryState state, DateTimeOffset before)
    {
        foreach (var alert in state.Alerts.Values.Where(alert => !alert.IsOpen && alert.ResolvedAt < before).ToList())
        {
            state.Alerts.Remove(alert.Id);
        }

        foreach (var key in state.AlertNotices.Keys.Where(key => !state.Alerts.ContainsKey(key.AlertId)).ToList())
        {
            state.AlertNotices.Remove(key);
        }
    }

    private static InMemoryAlertNotice? Held(InMemoryState state, StoredAlertNotice notice) =>
        state.AlertNotices.TryGetValue((notice.Alert.Id, notice.Sink), out var held) && held.ClaimNo == notice.ClaimNo
            && held.Sent < notice.Stage
            ? held
            : null;

    private static bool Settle(InMemoryAlertNotice? held, long stage, DateTimeOffset now, TimeSpan quiet)
    {
        if (held is null)
        {
            return false;
        }

        (held.Sent, held.Attempts) = (stage, 0);
        if (stage % 2 == 1)
        {
            held.QuietUntil = now + quiet;
        }

        bool isResolvedNext = held.Stage % 2 == 0 && held.Stage == stage + 1;
        held.DueAt = held.Stage <= stage ? null : !isResolvedNext && held.QuietUntil > now ? held.QuietUntil : now;
        return true;
    }

    private static IReadOnlyList<GrowingFailures> Growing(InMemoryState state, DateTimeOffset now, GrowingFailuresRequest request)
    {
        var since = StoreTime.Earlier(now, request.Within);
        return
        [
            .. state.Failed.Order.Reverse().TakeWhile(place => place.FinalizedAt >= since).Take(request.MostJobs)
                .Select(place => state.Failed.Find(place.Id)!.Fingerprint).OfType<string>()
                .GroupBy(fingerprint => fingerprint, StringComparer.Ordinal)
                .Where(failed => Counts(state, now, since, request, failed.Key, failed.Count()))
                .OrderByDescending(failed => failed.Count()).ThenBy(failed => failed.Key, StringComparer.Ordinal).Take(request.Limit)
                .Select(failed => Group(state, now, since, failed.Key, failed.Count())),
        ];
    }

    private static bool Counts(
        InMemoryState state, DateTimeOffset now, DateTimeOffset since, GrowingFailuresRequest request, string fingerprint, int failed)
    {
        var (group, jobs) = (state.Failures.Groups[fingerprint], state.Failures.JobsOf(fingerprint).Count);
        return !(group.MutedUntil > now && jobs < group.MutedBelow)
            && (failed >= request.Growth || (request.WithNew && group.FirstAt >= since)
                || (group.MutedUntil > now && group.MutedBelow != 0 && jobs >= group.MutedBelow));
    }

    private static GrowingFailures Group(
        InMemoryState state, DateTimeOffset now, DateTimeOffset since, string fingerprint, int failed)
    {
        var (group, jobs) = (state.Failures.Groups[fingerprint], state.Failures.JobsOf(fingerprint));
        var example = state.Failed.Find(jobs.Last());
        return new GrowingFailures(
            fingerprint, failed, jobs.Count, group.FirstAt >= since, group.MutedUntil > now ? Math.Abs(group.MutedBelow) : 0,
            example?.DefinitionId,
            example?.Error is { Length: > 1000 } error ? error[..1000] : example?.Error);
    }
}

/// <summary>The stages of an alert to send to a sink, and already sent.</summary>
internal sealed class InMemoryAlertNotice
{
    public required long Stage { get; set; }

    public required long Sent { get; set; }

    public DateTimeOffset? DueAt { get; set; }

    public DateTimeOffset? QuietUntil { get; set; }

    public long ClaimNo { get; set; }

    public int Attempts { get; set; }
}
