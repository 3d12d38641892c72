namespace JobMaster.Conformance.Statements;

public abstract partial class GatedConformance<TFixture>
{
    /// <summary>Sets a scene of its own for the writers.</summary>
    private protected async Task<GateScene> SetAsync(GateStage stage, params GateWriter[] writers)
    {
        // What was final before is older than now, and so may be pruned.
        Clock.Move(TimeSpan.FromMilliseconds(1));
        var scene = new GateScene(++_scenes, stage, Clock, Fixture.OpenConnectionAsync);
        if (writers.Any(writer => writer.IsOfSchedules))
        {
            scene.Schedule = ScheduleOf(scene);
            (await Store.Schedules.InsertAsync(scene.Schedule, default)).ShouldBeTrue();
        }

        await Store.Sessions.StartAsync(scene.Session(scene.SessionId), default);
        await ArrangeAsync(scene);
        Clock.Move(TimeSpan.FromMilliseconds(1));
        return scene;
    }

    private async Task ArrangeAsync(GateScene scene)
    {
        if (scene.Stage == GateStage.NotStored)
        {
            return;
        }

        if (scene.Stage == GateStage.Expected)
        {
            (await Store.Admissions.StorePlaceholderAsync(scene.Job.Id, Clock.Now, default)).ShouldBeTrue();
            return;
        }

        (await Jobs.InsertAsync([scene.Job], mayBeStored: false, default)).ShouldHaveSingleItem().IsNew.ShouldBeTrue();
        if (scene.Stage is GateStage.Waiting or GateStage.Expired)
        {
            return;
        }

        for (int losses = 0; scene.Stage == GateStage.WaitingAlone && losses < ClaimRequest.SoloAfterLosses; losses++)
        {
            var lost = Guid.CreateVersion7(Clock.Now);
            await Store.Sessions.StartAsync(scene.Session(lost), default);
            await ClaimAsync(scene, lost);
            await Store.Sessions.EndAsync([lost], default);
            await Jobs.RescueAsync(new RescueRequest(1000, 100), default);
        }

        if (scene.Stage != GateStage.WaitingAlone)
        {
            scene.Claim = await ClaimAsync(scene, scene.SessionId);
            scene.Own(scene.Claim);
            await RunOnAsync(scene);
        }
    }

    private async Task RunOnAsync(GateScene scene)
    {
        switch (scene.Stage)
        {
            case GateStage.Parked:
                await EndAttemptAsync(scene, OutcomeKind.Park);
                break;
            case GateStage.Failed:
                await EndAttemptAsync(scene, OutcomeKind.Failed);
                break;
            case GateStage.Finished:
                await EndAttemptAsync(scene, OutcomeKind.Succeeded);
                break;
            case GateStage.Stopping or GateStage.OrphanStopping:
                (await CancelAsync(scene.Job.Id)).ShouldBe(CancelResult.StopRequested);
                break;
            default:
                break;
        }

        if (scene.Stage is GateStage.Orphan or GateStage.OrphanStopping)
        {
            await Store.Sessions.EndAsync([scene.SessionId], default);
            scene.EndedSessions[scene.SessionId] = true;
        }
    }

    private async Task<StoredJob> ClaimAsync(GateScene scene, Guid session) =>
        (await Jobs.ClaimAsync(scene.Request(session), default)).ShouldHaveSingleItem();

    private async Task EndAttemptAsync(GateScene scene, OutcomeKind kind)
    {
        var outcome = scene.Outcome(kind);
        (await RecordAsync(outcome)).ShouldBe(RecordResult.Recorded);
        scene.Answered(outcome, RecordResult.Recorded);
        scene.Outcomes.Clear();
    }

    private StoredSchedule ScheduleOf(GateScene scene) => new()
    {
        Id = Guid.CreateVersion7(Clock.Now),
        Key = scene.Definition,
        State = RecurringScheduleState.Active,
        DefinitionId = scene.Definition,
        Lane = scene.Queue.Lane,
        Priority = scene.Queue.Priority,
        Timeout = TimeSpan.FromMinutes(5),
        MaxRetries = 3,
        TypeId = TimeSpanIntervalExprCompiler.TypeId,
        Expression = "00:01:00",
        Anchor = Clock.Now,
        Misfire = MisfirePolicy.RunOnce,
        MisfireGrace = TimeSpan.FromSeconds(10),
        MisfireLimit = 100,
        Overlap = OverlapPolicy.Allow,
        NextAt = Clock.Now,
        CreatedAt = Clock.Now,
        UpdatedAt = Clock.Now,
    };
}
