namespace JobMaster.Conformance.Statements;

/// <summary>What must be true of a scene once its writers are done, and that its jobs can be brought to their end.</summary>
internal sealed class GateCheck(IMasterStore store, GateScene scene)
{
    private const int Rounds = 6;

    public async Task RunAsync()
    {
        var live = await LiveAsync();
        var all = live.Concat(await ListAsync(JobSection.Failed)).Concat(await ListAsync(JobSection.Finished)).ToList();
        if (!all.Exists(one => one.Id == scene.Job.Id) && await store.Reads.GetAsync(scene.Job.Id, default) is { } kept)
        {
            // Cancelled in its place for one that an agent holds, it has no definition.
            all.Add(kept);
        }

        all.Select(job => job.Id).ShouldBeUnique("a job is stored twice");
        all.Select(job => job.IdempotencyKey).OfType<string>().ShouldBeUnique("two jobs have one key");
        var job = all.Find(one => one.Id == scene.Job.Id);
        CheckStored(all);
        CheckOwners(live);
        live.Count(one => scene.Unique.Contains(one.Id)).ShouldBeLessThanOrEqualTo(1, "two live jobs have one unique key");
        CheckOutcomes(job);
        CheckCancels(job);
        CheckSchedule();
        if (job is not null)
        {
            await CheckAttemptsAsync(job);
        }

        await EndAsync();
    }

    private void CheckStored(List<StoredJob> all)
    {
        if (scene.IsPruned)
        {
            return;
        }

        scene.Stored.ShouldBeSubsetOf(all.Select(job => job.Id), "a job that was said to be stored is lost");
        if (scene.Stage != GateStage.NotStored)
        {
            all.ShouldContain(job => job.Id == scene.Job.Id, "the job is lost");
        }
    }

    private void CheckOwners(List<StoredJob> live) =>
        live.ShouldNotContain(
            job => job.State == JobState.Running && !IsEnded(job.SessionId) && !scene.IsOwned(job),
            "a job runs under a live session that does not know it");

    private void CheckOutcomes(StoredJob? job)
    {
        scene.Outcomes.Count(answer => answer.Result == RecordResult.Recorded)
            .ShouldBeLessThanOrEqualTo(1, "two outcomes of one claim count");
        foreach (var (outcome, result) in scene.Outcomes)
        {
            string what = $"{outcome.Kind} was answered {result}, but the job is {job?.State} (claim {job?.ClaimNo})";
            (job is { State: JobState.Running } && job.ClaimNo == outcome.ClaimNo).ShouldBeFalse(what);
            if (job is not null && result == RecordResult.CancelledInstead)
            {
                job.State.ShouldBe(JobState.Cancelled, what);
            }

            if (job is not null && result == RecordResult.Recorded && scene.Replayed.IsEmpty && FinalState(outcome.Kind) is { } state)
            {
                bool mayBeDiscarded = scene.IsDiscarded && state == JobState.Failed;
                (job.State == state || (mayBeDiscarded && job.State == JobState.Cancelled)).ShouldBeTrue(what);
            }
        }
    }

    private void CheckCancels(StoredJob? job)
    {
        foreach (var cancel in scene.Cancels)
        {
            string what = $"the cancel was answered {cancel}, but the job is {job?.State} (cancel requested: {job?.IsCancelRequested})";
            switch (cancel)
            {
                case CancelResult.Cancelled when job is not null:
                    job.State.ShouldBe(JobState.Cancelled, what);
                    break;
                case CancelResult.StopRequested when job is not null && scene.Replayed.IsEmpty:
                    (job is { State: JobState.Running, IsCancelRequested: true } || JobTransitions.IsFinal(job.State)).ShouldBeTrue(what);
                    break;
                case CancelResult.AlreadyFinal when job is not null && scene.Replayed.IsEmpty:
                    JobTransitions.IsFinal(job.State).ShouldBeTrue(what);
                    break;
                case CancelResult.Unknown:
                    (scene.Stage == GateStage.NotStored || scene.IsPruned).ShouldBeTrue(what);
                    break;
                default:
                    break;
            }
        }
    }

    private void CheckSchedule() =>
        scene.ScheduleChanges.Count(isMade => isMade).ShouldBeLessThanOrEqualTo(1, "two changes were made to one version of the schedule");

    /// <summary>Each claim of the job stands for an attempt, which is listed once it has ended.</summary>
    private async Task CheckAttemptsAsync(StoredJob job)
    {
        var earlier = (await store.Reads.GetEarlierAttemptsAsync(job.Id, int.MaxValue, 1000, default))
            .Select(attempt => attempt.ClaimNo).ToList();
        earlier.ShouldBeUnique("an attempt is listed twice");
        bool isLast = job.State == JobState.Running || JobTransitions.IsFinal(job.State);
        Enumerable.Range(1, isLast ? Math.Max(job.ClaimNo - 1, 0) : job.ClaimNo).ShouldBeSubsetOf(
            earlier, $"an attempt of the job, which is {job.State}, is lost");
    }

    /// <summary>Does what nodes do until no job of the scene is live.</summary>
    private async Task EndAsync()
    {
        for (int round = 0; round < Rounds; round++)
        {
            var live = await LiveAsync();
            if (live.Count == 0)
            {
                await store.Sessions.EndAsync([scene.SessionId, .. scene.Sessions], default);
                return;
            }

            foreach (var job in live)
            {
                await MoveOnAsync(job);
            }

            var session = Guid.CreateVersion7(scene.Clock.Now);
            await store.Sessions.StartAsync(scene.Session(session), default);
            scene.Sessions.Enqueue(session);
            var claimed = await store.Jobs.ClaimAsync(scene.Request(session) with { TakeSolo = true }, default);
            await FinishAsync([.. claimed]);
        }

        (await LiveAsync()).Select(job => (job.State, job.ClaimNo, job.ParkedReason)).ShouldBeEmpty("a job never ends");
    }

    private async Task MoveOnAsync(StoredJob job)
    {
        if (job.State == JobState.Running && IsEnded(job.SessionId))
        {
            (await store.Jobs.RescueAsync(new RescueRequest(1000, 100), default)).ShouldContain(
                rescued => rescued.Id == job.Id, "a job of a session that is gone is not rescued");
        }
        else if (job.State == JobState.Running)
        {
            await FinishAsync(job);
        }
        else if (job.ParkedReason == ParkedReason.NotAdmitted)
        {
            var delivered = new DeliveredJob(scene.Job with { IdempotencyKey = null, DueAt = scene.Clock.Now });
            await store.Admissions.AdmitAsync(
                new AdmitRequest { SessionId = null, Jobs = [delivered], DedupeWindow = TimeSpan.FromDays(27) }, default);
        }
        else
        {
            await store.Jobs.UnparkAsync(scene.Unpark(null), default);
            await store.Jobs.RescheduleAsync(job.Id, scene.Clock.Now, default);
        }
    }

    private async Task FinishAsync(params IReadOnlyList<StoredJob> jobs)
    {
        var results = await store.Jobs.RecordAsync(
            [.. jobs.Select(job => new AttemptOutcome { JobId = job.Id, ClaimNo = job.ClaimNo, Kind = OutcomeKind.Succeeded })], default);
        results.ShouldAllBe(result => result == RecordResult.Recorded, "the outcome of a job that runs is not recorded");
    }

    private bool IsEnded(Guid? sessionId) => scene.EndedSessions.TryGetValue(sessionId!.Value, out bool isEnded) && isEnded;

    /// <summary>The live jobs of the scene, and the place kept for one that an agent holds, which has no definition yet.</summary>
    private async Task<List<StoredJob>> LiveAsync()
    {
        var live = (await ListAsync(JobSection.Live)).ToList();
        if (!live.Exists(job => job.Id == scene.Job.Id)
            && await store.Reads.GetAsync(scene.Job.Id, default) is { ParkedReason: ParkedReason.NotAdmitted } kept)
        {
            live.Add(kept);
        }

        return live;
    }

    private Task<IReadOnlyList<StoredJob>> ListAsync(JobSection section) =>
        store.Reads.ListAsync(new JobListRequest { Section = section, DefinitionId = scene.Definition, Limit = 100 }, default);

    private static JobState? FinalState(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Succeeded => JobState.Succeeded,
        OutcomeKind.Failed => JobState.Failed,
        OutcomeKind.Cancelled => JobState.Cancelled,
        _ => null,
    };
}
