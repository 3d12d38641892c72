using JobMaster.Conformance.Jobs;

namespace JobMaster.Conformance.Statements;

/// <summary>
/// Writers that move one job under a limit, each held after each of its statements while another one runs: no permit is held twice, none is
/// lost, and no job stays at its gate.
/// </summary>
public abstract class LimitGateConformance<TFixture> : GatedConformance<TFixture>
    where TFixture : IGatedStoreFixture, new()
{
    private const string Key = "smtp";
    private static readonly AuditOrigin Ann = new("ann", "host-a:1");
    private KeepOrderOnFailure? _order;

    private static readonly Dictionary<string, Func<IMasterStore, Scene, Task>> Writers = new(StringComparer.Ordinal)
    {
        ["pass"] = (store, scene) => scene.PassAsync(store),
        ["pass beside a paused lane"] = (store, scene) => scene.PassAsync(store, "mail"),
        ["open what is due"] = (store, _) => store.Gates.OpenDueAsync(10, default),
        ["shut"] = (store, _) => store.Gates.ShutAsync("mail", 10, default),
        ["reopen"] = (store, _) => store.Gates.ReopenAsync("mail", 10, default),
        ["recount"] = (store, _) => store.Gates.RecountAsync(Key, default),
        ["prune"] = (store, _) => store.Gates.PruneKeysAsync("", 10, default),
        ["rest"] = (store, _) => store.Gates.RestAsync(Key, Microsecond, default),
        ["insert"] = (store, scene) => store.Jobs.InsertAsync([scene.Another], mayBeStored: false, default),
        ["cancel"] = (store, scene) => store.Jobs.CancelAsync([scene.Id], default),
        ["reschedule"] = (store, scene) => store.Jobs.RescheduleAsync(scene.Id, scene.Now, default),
        ["change"] = (store, scene) =>
            store.Jobs.ChangeAsync([scene.Id], new StoredJobChange { Priority = JobMasterPriority.High }, Ann, default),
        ["claim"] = (store, scene) => scene.ClaimAsync(store),
        ["succeed"] = (store, scene) => scene.RecordAsync(store, OutcomeKind.Succeeded),
        ["fail"] = (store, scene) => scene.RecordAsync(store, OutcomeKind.Failed),
        ["retry"] = (store, scene) => scene.RecordAsync(store, OutcomeKind.Retry),
        ["release"] = (store, scene) => scene.RecordAsync(store, OutcomeKind.Release),
        ["park"] = (store, scene) => scene.RecordAsync(store, OutcomeKind.Park),
        ["unpark"] = (store, _) => store.Jobs.UnparkAsync(new UnparkRequest { DefinitionIds = [Definition], Lanes = ["mail"] }, default),
        ["replay"] = (store, scene) => store.Jobs.ReplayAsync([scene.Id], default),
        ["rescue"] = async (store, scene) =>
        {
            await store.Sessions.EndAsync([scene.Session], default);
            await store.Jobs.RescueAsync(new RescueRequest(10, 5), default);
        },
    };

    /// <summary>Those that do something at each stage, or that must do nothing.</summary>
    private static readonly Dictionary<Stage, string[]> Meeting = new()
    {
        [Stage.Later] = ["open what is due", "pass", "cancel", "reschedule", "change"],
        [Stage.Throttled] =
            ["pass", "pass beside a paused lane", "reopen", "cancel", "reschedule", "change", "insert", "recount", "rest", "prune"],
        [Stage.Admitted] = ["pass", "shut", "cancel", "reschedule", "change", "claim", "insert", "recount", "prune"],
        [Stage.Running] = ["pass", "succeed", "fail", "retry", "release", "park", "rescue", "cancel", "insert", "recount", "prune"],
        [Stage.Failed] = ["replay", "pass", "recount", "prune"],
        [Stage.Parked] = ["unpark", "pass", "cancel", "reschedule", "recount", "prune"],
    };

    public static TheoryData<string, KeepOrderOnFailure?> Names
    {
        get
        {
            var all = new TheoryData<string, KeepOrderOnFailure?>();
            foreach (var writer in Writers.Keys)
            {
                all.Add(writer, null);
            }

            foreach (var writer in new[] { "pass", "cancel", "fail", "retry", "park", "replay", "rescue", "prune" })
            {
                all.Add(writer, KeepOrderOnFailure.Hold);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Whoever_meets_whom_over_a_limited_job_no_permit_is_held_twice_or_lost(string first, KeepOrderOnFailure? order)
    {
        _order = order;
        await OpenNodesAsync();
        var values = new LimitValues { MaxConcurrent = 1, KeepOrder = order };
        await Store.Limits.DefineAsync([new NewLimit(Key, LimitSource.Code, "", values)], default);
        foreach (var stage in Meeting.Keys.Where(stage => Meeting[stage].Contains(first)))
        {
            var alone = await SetAsync(stage);
            FreeGate.TakeRan();
            await MakeAsync(first, Free, alone);
            int statements = FreeGate.TakeRan().Count;
            await FinishAsync(alone);
            for (int after = 1; after <= statements && Fixture.WritesSideBySide; after++)
            {
                foreach (string second in Meeting[stage])
                {
                    await MeetAsync(stage, first, after, second);
                }
            }
        }

        Failures.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("open what is due", null)]
    [InlineData("pass", null)]
    [InlineData("pass", KeepOrderOnFailure.Hold)]
    public async Task A_job_that_is_moved_to_later_while_it_is_let_through_waits(string writer, KeepOrderOnFailure? order)
    {
        _order = order;
        await OpenNodesAsync();
        var values = new LimitValues { MaxConcurrent = 1, KeepOrder = order };
        await Store.Limits.DefineAsync([new NewLimit(Key, LimitSource.Code, "", values)], default);
        var alone = await SetDueAsync(writer);
        FreeGate.TakeRan();
        await MakeAsync(writer, Free, alone);
        int statements = FreeGate.TakeRan().Count;
        await FinishAsync(alone);
        for (int after = 1; after <= statements && Fixture.WritesSideBySide; after++)
        {
            var scene = await SetDueAsync(writer);
            await NoteAsync($"'{writer}' held after {after}", async () =>
            {
                var hold = Gate.HoldAfter(after);
                try
                {
                    var one = Task.Run(() => MakeAsync(writer, Held, scene));
                    await Task.WhenAny(one, hold.Reached).Soon();
                    var other = Task.Run(() => Free.Jobs.RescheduleAsync(scene.Id, scene.Now + (10 * Hour), by: null, default));
                    await StandsAsync(other);
                    hold.Release();
                    await Task.WhenAll(one, other).Soon();
                }
                finally
                {
                    hold.Release();
                }

                (await GetAsync(scene.Id)).State.ShouldBe(JobState.Scheduled);
                await CheckAsync();
                await FinishAsync(scene);
            });
        }

        Failures.ShouldBeEmpty();

        async Task<Scene> SetDueAsync(string writer)
        {
            var scene = await SetAsync(writer == "pass" ? Stage.Throttled : Stage.Later);
            Clock.Move(Hour);
            return scene;
        }
    }

    [Fact]
    public async Task A_job_that_another_pass_sent_on_with_its_turn_keeps_it()
    {
        await OpenNodesAsync();
        await Store.Limits.DefineAsync(
            [
                new NewLimit(Key, LimitSource.Code, "", new LimitValues { MaxConcurrent = 1 }),
                new NewLimit(
                    "account", LimitSource.Code, "", new LimitValues { MaxConcurrent = 1, KeepOrder = KeepOrderOnFailure.Continue }),
            ],
            default);
        for (int after = 1; after <= 15 && Fixture.WritesSideBySide; after++)
        {
            string account = $"account:{after}";
            var blocking = Job() with { Limits = Key };
            var first = Job() with { Limits = StoredLimits.Join([account, Key], first: account) };
            await Jobs.InsertAsync([blocking, first, Job() with { Limits = account }], mayBeStored: false, default);
            (await Store.Gates.PassAsync(Key, 1, [], default)).Admitted.ShouldBe(1);
            var hold = Gate.HoldAfter(after);
            var held = Task.Run(() => Held.Gates.PassTurnsAsync([account], [], default));
            await Task.WhenAny(held, hold.Reached).Soon();
            var other = Task.Run(() => Free.Gates.PassTurnsAsync([account], [], default));
            await StandsAsync(other);
            var freed = Task.Run(() => Free.Jobs.CancelAsync([blocking.Id], default));
            await StandsAsync(freed);
            hold.Release();
            await Task.WhenAll(held, other, freed).Soon();

            await Store.Gates.PassTurnsAsync([account], [], default);
            await Store.Gates.PassAsync(Key, 1, [], default);
            (await GetAsync(first.Id)).State.ShouldBe(JobState.Ready);
            (await Store.Limits.GetKeyAsync(account, default))!.Use.HeldBy.ShouldBe(first.Id, $"held after {after}");
            await Jobs.CancelAsync([first.Id], default);
        }
    }

    private async Task MeetAsync(Stage stage, string first, int after, string second)
    {
        var scene = await SetAsync(stage);
        await NoteAsync($"{stage}: '{first}' held after {after}, '{second}' meanwhile", async () =>
        {
            var hold = Gate.HoldAfter(after);
            try
            {
                var one = Task.Run(() => MakeAsync(first, Held, scene));
                await Task.WhenAny(one, hold.Reached).Soon();
                var other = Task.Run(() => MakeAsync(second, Free, scene));
                await StandsAsync(other);
                hold.Release();
                await Task.WhenAll(one, other).Soon();
            }
            finally
            {
                hold.Release();
            }

            await CheckAsync();
            await FinishAsync(scene);
        });
    }

    private async Task CheckAsync()
    {
        var live = await Store.Reads.ListAsync(new JobListRequest { Section = JobSection.Live, Limit = 100 }, default);
        live.Count(job => StoredLimits.AreHeld(job.Limits)).ShouldBeLessThanOrEqualTo(1, "permits that are held");
        (await Store.Gates.RecountAsync(Key, default)).ShouldBe(0, "permits that were counted wrong");
    }

    /// <summary>Lets every job of the scene pass and end, which shows that none is stuck.</summary>
    private async Task FinishAsync(Scene scene)
    {
        for (int left = 20; left > 0; left--)
        {
            Clock.Move(2 * Hour);
            await Store.Jobs.UnparkAsync(new UnparkRequest { DefinitionIds = [Definition], Lanes = ["mail"] }, default);
            await Store.Gates.ReopenAsync("mail", 100, default);
            await Store.Gates.OpenDueAsync(100, default);
            await scene.PassAsync(Store);
            await Store.Sessions.StartAsync(Session() with { Id = scene.Other }, default);
            await Store.Sessions.EndAsync([scene.Session], default);
            await Store.Jobs.RescueAsync(new RescueRequest(10, 100), default);
            var claimed = await Store.Jobs.ClaimAsync(scene.Request(scene.Other), default);
            await Store.Jobs.RecordAsync([.. claimed.Select(job => Outcome(job, OutcomeKind.Succeeded))], default);
            await Store.Sessions.EndAsync([scene.Other], default);
            await Store.Failures.DiscardAsync([scene.Id], Ann, default);
            await CheckAsync();
            if ((await Store.Reads.ListAsync(new JobListRequest { Section = JobSection.Live, Limit = 10 }, default)).Count == 0)
            {
                return;
            }
        }

        (await Store.Reads.ListAsync(new JobListRequest { Section = JobSection.Live, Limit = 10 }, default))
            .ShouldBeEmpty("jobs that are stuck");
    }

    private async Task<Scene> SetAsync(Stage stage)
    {
        var job = Job() with { Lane = "mail", Limits = Key, DueAt = stage == Stage.Later ? Clock.Now + Hour : null };
        var scene = new Scene(job, Job() with { Lane = "mail", Limits = Key }, await StartSessionAsync(), Clock, _order is not null);
        await Jobs.InsertAsync([job], mayBeStored: false, default);
        if (stage is Stage.Admitted or Stage.Running or Stage.Failed or Stage.Parked)
        {
            (await scene.PassAsync(Store)).ShouldBe(1);
        }

        if (stage is Stage.Running or Stage.Failed or Stage.Parked)
        {
            await scene.ClaimAsync(Store);
        }

        if (stage is Stage.Failed or Stage.Parked)
        {
            await scene.RecordAsync(Store, stage == Stage.Failed ? OutcomeKind.Failed : OutcomeKind.Park);
        }

        return scene;
    }

    private static async Task MakeAsync(string writer, IMasterStore store, Scene scene)
    {
        for (int left = 3; ; left--)
        {
            try
            {
                await Writers[writer](store, scene);
                return;
            }
            catch (Exception exception) when (
                left > 0 && store.IsTransient(exception) && !exception.Message.Contains("deadlock", StringComparison.OrdinalIgnoreCase))
            {
                // What it waited for is held for longer than it may wait.
            }
        }
    }

    private enum Stage
    {
        Later, Throttled, Admitted, Running, Failed, Parked,
    }

    /// <summary>One job under the limit, and who holds it.</summary>
    private sealed class Scene(NewJob job, NewJob another, Guid session, MovableClock clock, bool keepsOrder)
    {
        private StoredJob? _claimed;

        public Guid Id => job.Id;

        public Guid Session => session;

        public Guid Other { get; } = Guid.CreateVersion7();

        public NewJob Another => another;

        public DateTimeOffset Now => clock.Now;

        public ClaimRequest Request(Guid by) => new()
        {
            SessionId = by, FreeSlots = 10,
            Queues = [.. Enum.GetValues<JobMasterPriority>().Select(priority => new QueueShare(new JobQueue("mail", priority), 10))],
        };

        public async Task<int> PassAsync(IMasterStore store, params string[] paused) => keepsOrder
            ? (await store.Gates.PassTurnsAsync([Key], paused, default)).Admitted
            : (await store.Gates.PassAsync(Key, 10, paused, default)).Admitted;

        public async Task ClaimAsync(IMasterStore store) =>
            _claimed = await store.Jobs.ClaimAsync(Request(session), default) is [var first, ..] ? first : _claimed;

        public Task<IReadOnlyList<RecordResult>> RecordAsync(IMasterStore store, OutcomeKind kind) => store.Jobs.RecordAsync(
            [
                _claimed is null
                    ? new AttemptOutcome { JobId = job.Id, ClaimNo = 1, Kind = kind, IsLimited = true }
                    : Outcome(_claimed, kind),
            ],
            default);
    }
}
