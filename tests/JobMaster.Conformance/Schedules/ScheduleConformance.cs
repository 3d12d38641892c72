namespace JobMaster.Conformance.Schedules;

/// <summary>Storing, reading, changing and listing schedules.</summary>
public abstract class ScheduleConformance<TFixture> : ScheduleStoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task A_schedule_comes_back_as_it_was_stored_with_the_stores_clock()
    {
        var plain = await StoreAsync();
        var full = await StoreAsync(Full());

        (await Schedules.GetAsync(plain.Id, default)).ShouldBe(new ScheduleReading(plain, Clock.Now));
        (await Schedules.GetAsync(full.Id, default)).ShouldBe(new ScheduleReading(full, Clock.Now));
        (await Schedules.FindAsync("Maintenance", "nightly 'é' \"🎉\"", default)).ShouldBe(new ScheduleReading(full, Clock.Now));
        (await Schedules.GetAsync(Guid.CreateVersion7(), default)).ShouldBe(new ScheduleReading(null, Clock.Now));
        (await Schedules.FindAsync(null, "nightly 'é' \"🎉\"", default)).Schedule.ShouldBeNull();
    }

    [Fact]
    public async Task Times_are_kept_to_the_microsecond_and_to_the_ends_of_the_calendar()
    {
        var end = new DateTimeOffset(9999, 12, 31, 23, 59, 59, 999, 999, TimeSpan.Zero);
        var start = new DateTimeOffset(1, 1, 2, 3, 4, 5, 6, 7, TimeSpan.Zero);
        var stored = await StoreAsync(Schedule() with { EndBefore = end, StartAfter = start, Anchor = Clock.Now.AddTicks(9) });
        (await ReadAsync(stored.Id)).ShouldBe(stored with { Anchor = Clock.Now });
    }

    [Fact]
    public async Task An_id_or_a_key_that_is_taken_stores_nothing()
    {
        var first = await StoreAsync(Schedule("mail"));

        (await Schedules.InsertAsync(Schedule("mail"), default)).ShouldBeFalse();
        (await Schedules.InsertAsync(first with { Key = "other" }, default)).ShouldBeFalse();

        await StoreAsync(Schedule("mail", "Maintenance"));
        await StoreAsync(Schedule("Mail"));
        await StoreAsync();
        await StoreAsync();
        (await ReadAsync(first.Id)).ShouldBe(first);
    }

    [Fact]
    public async Task Of_many_that_store_one_key_at_once_one_does()
    {
        IMasterStore[] stores = [Store, Open(), Open(), Open()];
        for (var round = 0; round < 10; round++)
        {
            var key = $"key-{round}";
            var stored = await Task.WhenAll(
                stores.SelectMany(store =>
                    Enumerable.Range(0, 2).Select(_ => Task.Run(() => store.Schedules.InsertAsync(Schedule(key), default)))));
            stored.Count(isStored => isStored).ShouldBe(1);
        }
    }

    [Fact]
    public async Task A_change_is_made_only_to_the_version_it_was_worked_out_from()
    {
        var first = await StoreAsync(Schedule("mail"));
        var changed = Full() with { Id = first.Id, ProfileId = "no", Key = "neither", CreatedAt = Clock.Now + Hour };

        (await Schedules.UpdateAsync(changed, default)).ShouldBeTrue();
        (await Schedules.UpdateAsync(changed, default)).ShouldBeFalse();
        (await Schedules.UpdateAsync(changed with { Id = Guid.CreateVersion7() }, default)).ShouldBeFalse();

        (await ReadAsync(first.Id)).ShouldBe(changed with { Version = 2, ProfileId = null, Key = "mail", CreatedAt = first.CreatedAt });
    }

    [Fact]
    public async Task Changes_at_once_never_undo_each_other()
    {
        var schedule = await StoreAsync();
        IMasterStore[] stores = [Store, Open(), Open(), Open()];

        var done = await Task.WhenAll(stores.Select(store => Task.Run(async () =>
        {
            var changes = 0;
            while (changes < 10)
            {
                var read = (await store.Schedules.GetAsync(schedule.Id, default)).Schedule!;
                changes += await store.Schedules.UpdateAsync(read with { Revision = read.Revision + 1 }, default) ? 1 : 0;
            }

            return changes;
        })));

        var last = await ReadAsync(schedule.Id);
        (last.Revision, last.Version).ShouldBe((done.Sum(), done.Sum() + 1));
    }

    [Fact]
    public async Task Schedules_are_listed_by_id_in_pages_and_by_state_definition_tenant_and_origin()
    {
        var all = new List<StoredSchedule>();
        for (var i = 0; i < 7; i++)
        {
            all.Add(
                await StoreAsync(
                    Schedule() with
                    {
                        Tenant = i % 2 == 0 ? "acme" : null,
                        DefinitionId = i < 3 ? "a" : "b",
                        State = i == 5 ? RecurringScheduleState.Paused : RecurringScheduleState.Active,
                    }));
        }

        var kept = await StoreAsync(Schedule("nightly", "Maintenance"));
        var sorted = all.Append(kept).OrderBy(schedule => schedule.Id.ToString(), StringComparer.Ordinal).ToList();
        var request = new ScheduleListRequest { Limit = 5 };

        (await Schedules.ListAsync(request, default)).ShouldBe(sorted.Take(5));
        (await Schedules.ListAsync(request with { After = sorted[4].Id }, default)).ShouldBe(sorted.Skip(5));
        (await Schedules.ListAsync(request with { OnlyStatic = true }, default)).ShouldBe([kept]);
        (await Schedules.ListAsync(request with { State = RecurringScheduleState.Paused }, default)).ShouldBe([all[5]]);
        (
            await Schedules.ListAsync(request with { Limit = 9, Tenant = "acme", DefinitionId = "b" }, default)).ShouldBe(
                sorted.Where(schedule => schedule is { Tenant: "acme", DefinitionId: "b" }));
    }

    [Fact]
    public async Task Due_is_what_the_stores_clock_says_to_the_microsecond_the_longest_due_first()
    {
        var now = await StoreAsync();
        var earlier = await StoreAsync(Schedule() with { NextAt = Clock.Now - Hour });
        var later = await StoreAsync(Schedule() with { NextAt = Clock.Now + Microsecond });
        await StoreAsync(Schedule() with { NextAt = null });
        foreach (
            var state in new[] { RecurringScheduleState.Paused, RecurringScheduleState.Inactive, RecurringScheduleState.Ended,
                RecurringScheduleState.Cancelled })
        {
            await StoreAsync(Schedule() with { State = state });
        }

        (await DueAsync()).ShouldBe([new DueSchedule(earlier, false), new DueSchedule(now, false)]);
        (await DueAsync(limit: 1)).ShouldHaveSingleItem().Schedule.ShouldBe(earlier);
        (await DueAsync(1000, earlier.Id)).ShouldHaveSingleItem().Schedule.ShouldBe(now);
        Clock.Move(Microsecond);
        (await DueAsync()).Select(due => due.Schedule).ShouldBe([earlier, now, later]);
        Clock.Move(-2 * Hour);
        var none = await Schedules.ReadDueAsync(new DueScheduleRequest(10, []), default);
        (none.Schedules.Count, none.Now).ShouldBe((0, Clock.Now));
    }

    [Fact]
    public async Task A_poll_tells_when_the_first_schedule_is_due()
    {
        Read().ScheduleDue.ShouldBeNull();
        await StoreAsync(Schedule() with { NextAt = Clock.Now + Minute });
        await StoreAsync(Schedule() with { NextAt = Clock.Now - Minute, State = RecurringScheduleState.Paused });
        await StoreAsync(Schedule() with { NextAt = null });

        Read().ScheduleDue.ShouldBe(Minute);
        Clock.Move(Hour);
        Read().ScheduleDue.ShouldBe(Minute - Hour);
        Raise().ScheduleDue.ShouldBe(Minute - Hour);
    }

    private StoredSchedule Full() => Schedule("nightly 'é' \"🎉\"", "Maintenance") with
    {
        State = RecurringScheduleState.Active,
        Revision = 42,
        Priority = JobMasterPriority.Critical,
        Payload = "{\"Name\":\"é🎉\"}",
        Metadata = "{\"Source\":\"api\"}",
        Tenant = "acme",
        TypeId = NaturalCronExprCompiler.TypeId,
        Expression = "every 2 days at 09:00",
        ZoneId = "Europe/Lisbon",
        StartAfter = Clock.Now - Hour,
        EndBefore = Clock.Now + (1000 * Hour),
        Misfire = MisfirePolicy.RunAll,
        MisfireGrace = TimeSpan.FromMilliseconds(1.5),
        MisfireLimit = 7,
        Overlap = OverlapPolicy.CancelRunning,
        NextAt = Clock.Now + Hour,
        LastAt = Clock.Now - Minute,
        LastJobId = Guid.CreateVersion7(),
        IsWaiting = true,
    };
}
