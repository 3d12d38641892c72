using JobMaster.Monitoring;
using JobMaster.Recurring;

namespace JobMaster.Conformance.Schedules;

/// <summary>The ledger's pages, its pruning, and the profiles in use.</summary>
public abstract class LedgerConformance<TFixture> : ScheduleStoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task A_ledger_is_read_in_pages_the_latest_first()
    {
        var schedule = await StoreAsync();
        await StoreAsync();
        for (var i = 0; i < 5; i++)
        {
            await StepAsync(Fire(await ReadAsync(schedule.Id)));
        }

        var at = schedule.NextAt!.Value;
        (await LedgerAsync(schedule.Id, limit: 2)).Select(one => one.At - at).ShouldBe([4 * Minute, 3 * Minute]);
        (await LedgerAsync(schedule.Id, at + (3 * Minute), 2)).Select(one => one.At - at).ShouldBe([2 * Minute, Minute]);
        (await LedgerAsync(schedule.Id, at)).ShouldBeEmpty();
        (await LedgerAsync(Guid.CreateVersion7())).ShouldBeEmpty();
    }

    [Fact]
    public async Task Occurrences_that_were_skipped_because_nobody_planned_them_in_time_are_found_for_a_while()
    {
        var (nightly, other) = (await StoreAsync(Schedule("nightly", "Maintenance")), await StoreAsync());
        var at = nightly.NextAt!.Value;
        await FileAsync(nightly, new PlannedOccurrence(at - Day, OccurrenceResult.Skipped, OccurrencePlan.Missed));
        Clock.Move(Minute);
        var range = new OccurrenceRange(at + (5 * Minute), 6, IsExact: true);
        await FileAsync(
            nightly,
            new PlannedOccurrence(at, OccurrenceResult.Skipped, OccurrencePlan.MissedOverLimit, Range: range),
            new PlannedOccurrence(at + (6 * Minute), OccurrenceResult.Skipped, OccurrencePlan.Missed),
            new PlannedOccurrence(at + (7 * Minute), OccurrenceResult.Skipped, OccurrencePlan.EarlierLives),
            new PlannedOccurrence(at + (8 * Minute), OccurrenceResult.Coalesced, OccurrencePlan.MissedWithLater));
        await FileAsync(other, new PlannedOccurrence(at, OccurrenceResult.Coalesced, OccurrencePlan.MissedWithLater));

        (await MissedAsync(Minute - Microsecond)).ShouldHaveSingleItem().ShouldBe(
            new MissedOccurrences(nightly.Id, "Maintenance", "nightly", Definition, 7, at + (6 * Minute), Clock.Now));
        (await MissedAsync(Minute)).ShouldHaveSingleItem().Count.ShouldBe(8);
        await FileAsync(other, new PlannedOccurrence(at + Minute, OccurrenceResult.Skipped, OccurrencePlan.Missed));
        (await MissedAsync(Minute)).Select(one => (one.ScheduleId, one.ProfileId))
            .ShouldBe([(nightly.Id, "Maintenance"), (other.Id, null)]);
        (await MissedAsync(Minute, limit: 1)).Count.ShouldBe(1);
        Clock.Move(2 * Minute);
        (await MissedAsync(Minute)).ShouldBeEmpty();

        Task<IReadOnlyList<MissedOccurrences>> MissedAsync(TimeSpan within, int limit = 100) =>
            Store.Alerts.ReadMissedAsync(new MissedOccurrencesRequest(within, OccurrencePlan.Missed, limit), default);

        async Task FileAsync(StoredSchedule schedule, params PlannedOccurrence[] occurrences) =>
            await StepAsync(Fire(await ReadAsync(schedule.Id)) with { Occurrences = occurrences });
    }

    [Fact]
    public async Task Occurrences_are_pruned_past_the_retention_up_to_the_limit()
    {
        var schedule = await StoreAsync();
        for (var day = 0; day < 6; day++)
        {
            await StepAsync(Fire(await ReadAsync(schedule.Id)));
            Clock.Move(Day);
        }

        (await Schedules.PruneAsync(3 * Day, 2, default)).ShouldBe(2);
        (await Schedules.PruneAsync(3 * Day, 2, default)).ShouldBe(1);
        (await Schedules.PruneAsync(3 * Day, 2, default)).ShouldBe(0);
        (await LedgerAsync(schedule.Id)).Count.ShouldBe(3);
        (await LedgerAsync(schedule.Id)).ShouldAllBe(one => one.FiledAt >= Clock.Now - (3 * Day));
    }

    [Fact]
    public async Task Schedules_are_pruned_only_when_they_have_been_over_for_the_retention()
    {
        var over = new List<StoredSchedule>();
        foreach (var state in new[] { RecurringScheduleState.Inactive, RecurringScheduleState.Ended, RecurringScheduleState.Cancelled })
        {
            over.Add(await StoreAsync(Schedule($"{state}") with { State = state }));
        }

        var lately = await StoreAsync(Schedule() with { State = RecurringScheduleState.Ended, LastAt = Clock.Now + (5 * Day) });
        var active = await StoreAsync();
        var paused = await StoreAsync(Schedule() with { State = RecurringScheduleState.Paused });
        Clock.Move(4 * Day);
        (await Schedules.PruneAsync(4 * Day, 100, default)).ShouldBe(0);
        Clock.Move(Microsecond);

        (await Schedules.PruneAsync(4 * Day, 100, default)).ShouldBe(3);

        (await Schedules.ListAsync(new ScheduleListRequest { Limit = 100 }, default)).ShouldBe(
            new[] { lately, active, paused }.OrderBy(schedule => schedule.Id.ToString(), StringComparer.Ordinal));
        await StoreAsync(Schedule(over[0].Key));
    }

    [Fact]
    public async Task A_page_of_schedules_with_large_data_ends_early_and_the_next_goes_on()
    {
        var monitor = new ScheduleMonitor(Schedules, new RecurrenceCompilers([], TimeZoneInfo.Utc), Clock, "conformance");
        var payload = $$"""{"Data":"{{new string('x', 1 << 20)}}"}""";
        var ids = new List<Guid>();
        for (var index = 0; index < 20; index++)
        {
            ids.Add((await StoreAsync(Schedule() with { Payload = index < 18 ? payload : null })).Id);
            Clock.Move(TimeSpan.FromMilliseconds(1));
        }

        var (seen, pages) = (new List<Guid>(), 0);
        for (var page = await monitor.ListAsync(); page.Count > 0; page = await monitor.ListAsync(null, seen[^1]))
        {
            page.Count.ShouldBeLessThanOrEqualTo(10);
            seen.AddRange(page.Select(schedule => schedule.Id));
            pages++;
        }

        seen.ShouldBe(ids);
        pages.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Contents_of_profiles_are_numbered_as_they_come_up_and_beat_while_they_are_said()
    {
        var first = new ProfileContent("Maintenance", "aa", 0, ["nightly", "é"]);
        var second = new ProfileContent("Maintenance", "bb", 7, []);
        var other = new ProfileContent("Mail", "aa", 0, ["digest"]);
        (await Schedules.AdvertiseAsync([], default)).ShouldBeEmpty();

        (await Schedules.AdvertiseAsync([first, other], default)).Count.ShouldBe(2);
        await Schedules.AdvertiseAsync([second], default);
        var uses = await Schedules.AdvertiseAsync([first], default);

        uses.Select(use => use.Revision).ShouldBe(uses.Select(use => use.Revision).Order());
        uses[^1].Content.Hash.ShouldBe("bb");
        uses[^1].Content.DeclaredRevision.ShouldBe(7);
        Of(first).ShouldSatisfyAllConditions(use => use.Beat.ShouldBe(2), use => use.Content.Keys.ShouldBe(["nightly", "é"]));
        Of(second).Beat.ShouldBe(1);
        Of(other).Revision.ShouldNotBe(Of(first).Revision);

        ProfileUse Of(ProfileContent content) =>
            uses.Single(use => (use.Content.ProfileId, use.Content.Hash) == (content.ProfileId, content.Hash));
    }

    [Fact]
    public async Task Contents_said_at_once_by_many_nodes_keep_one_number()
    {
        IMasterStore[] stores = [Store, Open(), Open(), Open()];
        ProfileContent[] contents = [new("B", "1", 0, ["x"]), new("A", "1", 0, ["x"]), new("A", "2", 0, ["y"])];
        await Task.WhenAll(stores.Select((store, place) => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
            {
                await store.Schedules.AdvertiseAsync(place % 2 == 0 ? contents : [.. contents.Reverse()], default);
            }
        })));

        var uses = await Schedules.AdvertiseAsync([], default);
        uses.Count.ShouldBe(3);
        uses.ShouldAllBe(use => use.Beat == 40);
        uses.Select(use => use.Revision).ShouldBeUnique();
    }

    [Fact]
    public async Task Contents_that_nobody_has_any_more_are_pruned()
    {
        await Schedules.AdvertiseAsync([new ProfileContent("A", "1", 0, []), new ProfileContent("A", "2", 0, [])], default);
        Clock.Move(3 * Day);
        await Schedules.AdvertiseAsync([new ProfileContent("A", "2", 0, [])], default);
        Clock.Move(2 * Day);
        (await Schedules.PruneAsync(4 * Day, 100, default)).ShouldBe(1);
        (await Schedules.AdvertiseAsync([], default)).ShouldHaveSingleItem().Content.Hash.ShouldBe("2");
    }
}
