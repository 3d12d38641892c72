using System.Globalization;
using JobMaster.Execution;
using JobMaster.Scheduling;
using JobMaster.Storage;
using JobMaster.Values;

namespace JobMaster.Monitoring;

/// <summary>
/// Explains why a job does not run: checks it against the claim's own conditions, and against what each live worker would claim.
/// </summary>
internal sealed class JobExplainer(IMasterStore store, JobsOnAgents onAgents, WorkerMonitor workers, Explained cluster)
{
    /// <summary>The most counted jobs that go first.</summary>
    private const int MostCounted = 1000;

    public async Task<JobExplanation?> ExplainAsync(Guid jobId, CancellationToken cancellationToken)
    {
        var sessions = await store.Sessions.ListAsync(cancellationToken).ConfigureAwait(false);
        var controls = await store.Controls.ReadAsync(cancellationToken).ConfigureAwait(false);
        var live = sessions.Where(info => info.SilentFor < cluster.HeartbeatTimeout).ToList();
        var standings = new Dictionary<string, JobStanding>(StringComparer.Ordinal);
        foreach (var reader in live.Select(info => info.Session.Reader ?? "").Append("").Distinct(StringComparer.Ordinal))
        {
            var stand = await store.Reads.StandAsync(jobId, reader.Length == 0 ? null : reader, MostCounted, cancellationToken)
                .ConfigureAwait(false);
            if (stand is null)
            {
                return await ExplainFinalAsync(jobId, cancellationToken).ConfigureAwait(false);
            }

            standings[reader] = stand;
        }

        var standing = standings[""];
        var state = standing is { IsLimited: true, IsDue: true } ? JobState.Throttled
            : !standing.IsWaiting && !standing.IsLimited && standing.ParkedReason is null ? JobState.Running
            : standing.IsDue ? JobState.Ready
            : JobState.Scheduled;
        if (state == JobState.Running)
        {
            return Explanation(jobId, state, taken: false, [Running(standing, sessions)]);
        }

        var mode = await ModeAsync(cancellationToken).ConfigureAwait(false);
        var definitions = await store.Definitions.ListAsync(cancellationToken).ConfigureAwait(false);
        var hindrances = Waiting(standing).Concat(Held(standing, controls, mode, DefinitionList.Of(definitions, live))).ToList();
        hindrances.AddRange(state == JobState.Throttled ? await LimitedAsync(jobId, cancellationToken).ConfigureAwait(false) : []);
        var takers = new Takers(standings, workers.Details(live, controls), live, sessions, definitions);
        hindrances.AddRange(takers.Hindrances());
        if (hindrances.Count == 0)
        {
            hindrances.AddRange(takers.Ignorance());
        }

        var isHeld = hindrances.Count > 0;
        return Explanation(
            jobId, state, taken: !isHeld,
            [.. isHeld ? hindrances : takers.Delays(), .. Expired(standing, isHeld), .. isHeld ? [] : Order(standing)]);
    }

    private static JobExplanation Explanation(Guid jobId, JobState? state, bool taken, IReadOnlyList<JobReason> reasons) =>
        new() { JobId = jobId, State = state, WouldBeTaken = taken, Reasons = reasons };

    private async Task<JobExplanation?> ExplainFinalAsync(Guid jobId, CancellationToken cancellationToken)
    {
        if (await store.Reads.GetAsync(jobId, cancellationToken).ConfigureAwait(false) is not { } job)
        {
            return !onAgents.MayBe(jobId) ? null : Explanation(jobId, null, taken: false, [
                new JobReason(
                    JobReasonKind.OnAgent,
                    $"It was sent to {(cluster.AgentNames is [var only] ? $"agent '{only}'" : "an agent")} and not admitted yet.")
                {
                    Since = AgentJobId.TimeOf(jobId),
                }]);
        }

        var reasons = new List<JobReason>
        {
            new(JobReasonKind.Final, $"It is over: {job.State}{(job.Error is null ? "" : ", " + FirstLine(job.Error))}.")
            {
                Since = job.FinalizedAt,
            },
        };
        if (job.State == JobState.Failed
            && await store.Reads.GetKeyHolderAsync(jobId, cancellationToken).ConfigureAwait(false) is { } holder)
        {
            reasons.Add(new JobReason(
                JobReasonKind.KeyHeld, $"Job {holder} holds its unique key: it cannot be replayed before that one is over.")
            {
                OtherJobId = holder,
            });
        }

        return Explanation(jobId, job.State, taken: false, reasons);
    }

    /// <summary>The limits without room; if all have room, the job is about to be let through.</summary>
    private async Task<IReadOnlyList<JobReason>> LimitedAsync(Guid jobId, CancellationToken cancellationToken)
    {
        if (await store.Reads.GetAsync(jobId, cancellationToken).ConfigureAwait(false) is not { Limits: { } limits })
        {
            return [];
        }

        var keys = await new LimitMonitor(store).OfAsync(StoredLimits.Keys(limits), cancellationToken).ConfigureAwait(false);
        var turn = keys.FirstOrDefault(key => key.HeldBy is { } holder && holder != jobId);
        List<JobReason> reasons = [
            .. turn is null ? [] : await OutOfTurnAsync(turn, cancellationToken).ConfigureAwait(false),
            .. keys.Where(key => key != turn && (key.IsFull || key.NextStartAt is not null)).Select(Limited)];
        return reasons.Count > 0 ? reasons : [
            new JobReason(
                JobReasonKind.Limited, $"It is under {Counted.Of(keys.Count, "limit")} with room for it, and about to be let through.")];
    }

    /// <summary>The job that has the turn, unless it has just ended.</summary>
    private async Task<IReadOnlyList<JobReason>> OutOfTurnAsync(LimitKeyDetails key, CancellationToken cancellationToken)
    {
        var holder = await store.Reads.GetAsync(key.HeldBy!.Value, cancellationToken).ConfigureAwait(false);
        var why = holder switch
        {
            { State: JobState.Running } => "runs",
            { State: JobState.Failed } when key.Settings.KeepOrder == KeepOrderOnFailure.Hold => "failed: replay or discard it",
            { State: JobState.Ready or JobState.Scheduled or JobState.Throttled } =>
                FormattableString.Invariant($"waits, and is due at {holder.DueAt:u}"),
            _ => null,
        };
        return why is null
            ? []
            : [
                new JobReason(
                    JobReasonKind.Limited, $"It waits for its turn under {NameOf(key)}: job {key.HeldBy} is before it and {why}.")
                {
                    OtherJobId = key.HeldBy,
                }];
    }

    private static string NameOf(LimitKeyDetails key) =>
        key.Key is null ? $"limit '{key.Limit}'" : $"limit '{key.Limit}' for '{key.Key}'";

    private static JobReason Limited(LimitKeyDetails key)
    {
        var name = NameOf(key);
        var room = key.IsFull
            ? FormattableString.Invariant($"{key.InUse} of {key.Settings.MaxConcurrent} run or were let through")
            : FormattableString.Invariant($"the next one may start at {key.NextStartAt:u}");
        var by = key.Override is { } set ? $", as {set.By} set it{(set.Reason is null ? "" : ": " + set.Reason)}" : "";
        return new JobReason(
            JobReasonKind.Limited,
            string.Create(
                CultureInfo.InvariantCulture,
                $"It waits under {name}: {room}{by}."))
        {
            Until = key.IsFull ? null : key.NextStartAt,
        };
    }

    private async Task<ClusterMode> ModeAsync(CancellationToken cancellationToken)
    {
        var settings = await store.Settings.ReadAsync(cancellationToken).ConfigureAwait(false);
        return ModeInForce.Read(settings.Values) ?? cluster.ConfiguredMode;
    }

    private static JobReason Running(JobStanding standing, IReadOnlyList<SessionInfo> sessions)
    {
        var holder = sessions.FirstOrDefault(info => info.Session.Id == standing.SessionId)?.Session;
        var stopping = standing.IsCancelRequested ? " and was asked to stop" : "";
        return new JobReason(JobReasonKind.Running, holder is null
            ? $"It ran{stopping} on a worker that is lost; it is about to be taken back."
            : $"Worker '{holder.WorkerName}' on {holder.NodeName} runs it{stopping}, or holds it until a slot is free or its time comes.");
    }

    private static IEnumerable<JobReason> Waiting(JobStanding standing)
    {
        if (standing.ParkedReason is { } parked)
        {
            yield return new JobReason(JobReasonKind.Parked, parked switch
            {
                ParkedReason.UnknownDefinition =>
                    $"It is parked: the node that took it has no handler of '{standing.DefinitionId}'. A node that has one takes it up.",
                ParkedReason.UnreadablePayload =>
                    "It is parked: no build that tried could read its payload. A node of another build takes it up.",
                _ => "It is parked: it was rescheduled while an agent held it, and its message has not come yet.",
            });
        }

        if (!standing.IsDue)
        {
            yield return new JobReason(
                JobReasonKind.NotDue,
                string.Create(CultureInfo.InvariantCulture, $"It is due at {standing.DueAt:u}, by the store's clock."))
            {
                Until = standing.DueAt,
            };
            if (standing.ExpiresAt < standing.DueAt)
            {
                yield return Expires(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"It {(standing.ExpiresAt < standing.Now ? "expired" : "will expire")} at {standing.ExpiresAt:u}, "
                        + $"before it is due at {standing.DueAt:u}: it is cancelled without another attempt, "
                        + $"unless its expiry or its due time is changed."),
                    standing);
            }
        }
    }

    /// <summary>
    /// The expiry of a due job. One that nothing else holds is cancelled by the worker that takes it, if the upkeep is not faster.
    /// </summary>
    private static IEnumerable<JobReason> Expired(JobStanding standing, bool isHeld)
    {
        if (standing.IsDue && standing.ExpiresAt < standing.Now)
        {
            var end = isHeld ? "the upkeep cancels it within about a minute" : "it is cancelled when it is taken";
            yield return Expires(
                string.Create(CultureInfo.InvariantCulture, $"It expired at {standing.ExpiresAt:u}: {end}."), standing);
        }
    }

    private static JobReason Expires(string text, JobStanding standing) => new(JobReasonKind.Expires, text) { Since = standing.ExpiresAt };

    private static IEnumerable<JobReason> Held(
        JobStanding standing, StoredControls controls, ClusterMode mode, IReadOnlyList<DefinitionDetails> definitions)
    {
        if (mode != ClusterMode.Active)
        {
            yield return new JobReason(JobReasonKind.ClusterPassive, $"The cluster is in mode {mode}: no job starts.");
        }

        if (LaneMonitor.Pauses(controls, ControlKind.PauseLane).GetValueOrDefault(standing.Queue.Lane) is { } lane)
        {
            yield return Paused(JobReasonKind.LanePaused, $"Lane '{standing.Queue.Lane}'", lane);
        }

        var names = DefinitionList.NamesOnNodes(definitions, standing.DefinitionId).Append(standing.DefinitionId);
        var pauses = LaneMonitor.Pauses(controls, ControlKind.PauseDefinition);
        if (names.Select(name => pauses.GetValueOrDefault(name)).FirstOrDefault(pause => pause is not null) is { } paused)
        {
            yield return Paused(JobReasonKind.DefinitionPaused, $"Definition '{standing.DefinitionId}'", paused);
        }
    }

    private static JobReason Paused(JobReasonKind kind, string what, PauseDetails pause) => new(
        kind,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{what} is paused by {pause.By} since {pause.Since:u}{(pause.Reason is null ? "" : ": " + pause.Reason)}."))
    {
        Since = pause.Since, Until = pause.Until,
    };

    private static IEnumerable<JobReason> Order(JobStanding standing)
    {
        if (standing.IsSolo)
        {
            yield return new JobReason(
                JobReasonKind.RunsAlone, "Its worker was lost with it twice or more: it runs when no other such job runs in the process.");
        }
        else if (standing.Higher + standing.Earlier is > 0 and var before)
        {
            string[] groups =
            [
                .. Group(standing.Higher, "job", "of a higher priority"), .. Group(standing.Earlier, "earlier job", "of its own priority"),
            ];
            yield return new JobReason(JobReasonKind.BehindOthers, $"It waits behind {string.Join(" and ", groups)}.")
            {
                Jobs = before,
            };
        }
    }

    private static IEnumerable<string> Group(long count, string what, string which) => count == 0 ? [] :
        [$"{(count >= MostCounted ? "at least " : "")}{Counted.Of(count, what)} {which}"];

    private static string FirstLine(string text) => text.Split('\n')[0].TrimEnd('\r', '.');
}

/// <summary>The facts about a cluster that an explanation needs.</summary>
/// <param name="HeartbeatTimeout">The time after which a silent worker counts as dead.</param>
/// <param name="ConfiguredMode">The mode, unless another was set at run time.</param>
/// <param name="AgentNames">Its agents.</param>
internal sealed record Explained(TimeSpan HeartbeatTimeout, ClusterMode ConfiguredMode, IReadOnlyList<string> AgentNames);
