namespace JobMaster.Conformance;

/// <summary>What rules find is stored, fires and resolves, and each sink is told in order, at least once, by one node at a time.</summary>
public abstract class AlertConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private const string Rule = "oldest-wait";
    private const string Sink = "mail";

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task An_alert_fires_once_and_resolves_when_its_condition_has_been_gone_long_enough()
    {
        var fired = (await RoundAsync(Found("lane-1", "waits", 61))).Fired.ShouldHaveSingleItem();
        var firedAt = Clock.Now;
        (await ListAsync()).ShouldHaveSingleItem().ShouldBe(fired);
        (fired.IsFiring, fired.Rule, fired.Subject, fired.Text, fired.Value, fired.Severity, fired.FiredAt).ShouldBe(
            (true, Rule, "lane-1", "waits", 61, JobAlertSeverity.Critical, (DateTimeOffset?)firedAt));

        Clock.Move(Second);
        (await RoundAsync(Found("lane-1", "waits longer", 62))).Fired.ShouldBeEmpty();
        var again = (await ListAsync()).ShouldHaveSingleItem();
        (again.Text, again.Value, again.FiredAt, again.SeenAt).ShouldBe(("waits longer", 62, firedAt, Clock.Now));

        Clock.Move(Minute - Microsecond);
        (await RoundAsync()).Resolved.ShouldBeEmpty("it must be gone for a minute");
        Clock.Move(Microsecond);
        (await RoundAsync()).Resolved.ShouldHaveSingleItem().Id.ShouldBe(fired.Id);
        var resolved = (await ListAsync(firing: false)).ShouldHaveSingleItem();
        (resolved.IsFiring, resolved.ResolvedAt, resolved.FiredAt).ShouldBe((false, Clock.Now, firedAt));
        (await ListAsync(firing: true)).ShouldBeEmpty();

        (await RoundAsync(Found("lane-1"))).Fired.ShouldHaveSingleItem().Id.ShouldBe(fired.Id);
        var second = (await ListAsync()).ShouldHaveSingleItem();
        (second.Stage, second.ResolvedAt).ShouldBe((3, null));
    }

    [Fact]
    public async Task A_condition_fires_only_when_it_has_held_long_enough_and_leaves_nothing_when_it_passes()
    {
        (await RoundAsync(Minute, Found("lane-1"))).Fired.ShouldBeEmpty();
        Clock.Move(Minute - Microsecond);
        (await RoundAsync(Minute, Found("lane-1"))).Fired.ShouldBeEmpty();
        Clock.Move(Second);
        (await RoundAsync(Minute)).Resolved.ShouldBeEmpty();
        (await RoundAsync(Minute, Found("lane-1"))).Fired.ShouldBeEmpty("it held anew just now");
        Clock.Move(Minute);

        (await RoundAsync(Minute, Found("lane-1"))).Fired.ShouldHaveSingleItem();
        (await ListAsync()).ShouldHaveSingleItem().FiredAt.ShouldBe(Clock.Now);
    }

    [Fact]
    public async Task One_node_has_the_turn_and_one_that_lost_it_changes_nothing()
    {
        var (one, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        (await Store.Alerts.TakeTurnAsync(one, Minute, default)).ShouldBeTrue();
        (await Open().Alerts.TakeTurnAsync(other, Minute, default)).ShouldBeFalse();
        Clock.Move(Minute);
        (await Open().Alerts.TakeTurnAsync(other, Minute, default)).ShouldBeTrue("the first node died");

        (await Store.Alerts.ApplyAsync(Round(one, TimeSpan.Zero, Found("lane-1")), default)).ShouldBeNull();
        (await ListAsync()).ShouldBeEmpty();
        (await Store.Alerts.ApplyAsync(Round(other, TimeSpan.Zero, Found("lane-1")), default)).ShouldNotBeNull().Fired.Count.ShouldBe(1);
        (await Store.Alerts.TakeTurnAsync(one, Minute, default)).ShouldBeFalse("the next round is not due");
        Clock.Move(Second);
        (await Store.Alerts.TakeTurnAsync(one, Minute, default)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_turn_whose_reply_was_lost_is_taken_again_by_the_same_node_only()
    {
        var turn = Guid.CreateVersion7();
        (await Store.Alerts.TakeTurnAsync(turn, Minute, default)).ShouldBeTrue();

        (await Open().Alerts.TakeTurnAsync(turn, Minute, default)).ShouldBeTrue();
        (await Store.Alerts.TakeTurnAsync(Guid.CreateVersion7(), Minute, default)).ShouldBeFalse();
    }

    [Fact]
    public async Task Of_nodes_that_ask_for_the_turn_at_once_one_gets_it()
    {
        var stores = Enumerable.Range(0, 4).Select(_ => Open()).ToList();

        for (var round = 0; round < 10; round++)
        {
            var turns = await Task.WhenAll(stores.Select(store => Task.Run(
                () => store.Alerts.TakeTurnAsync(Guid.CreateVersion7(), Second, default))));
            turns.Count(isMine => isMine).ShouldBe(1);
            Clock.Move(Second);
        }
    }

    [Fact]
    public async Task A_round_applied_twice_after_a_lost_reply_changes_nothing_more()
    {
        var turn = Guid.CreateVersion7();
        await Store.Alerts.TakeTurnAsync(turn, Minute, default);
        (await Store.Alerts.ApplyAsync(Round(turn, TimeSpan.Zero, Found("lane-1")), default))!.Fired.Count.ShouldBe(1);

        (await Store.Alerts.ApplyAsync(Round(turn, TimeSpan.Zero, Found("lane-1")), default))!.Fired.ShouldBeEmpty();

        (await ListAsync()).ShouldHaveSingleItem().Stage.ShouldBe(1);
    }

    [Fact]
    public async Task Firing_and_resolving_are_sent_in_order_and_nothing_after_that()
    {
        await RoundAsync(Found("lane-1"));
        var fired = await ClaimNoticeAsync();
        (fired.Alert.Subject, fired.Stage, fired.Attempt, fired.Sink).ShouldBe(("lane-1", 1, 1, Sink));
        (await Store.Alerts.ClaimAsync(Sink, Minute, default)).ShouldBeNull("somebody sends it");
        (await Store.Alerts.ClaimAsync("other", Minute, default)).ShouldBeNull();
        await ResolveAsync();

        (await Store.Alerts.SettleAsync(fired, Second, default)).ShouldBeTrue();
        var resolved = await ClaimNoticeAsync();
        (resolved.Stage, resolved.Alert.ResolvedAt is null).ShouldBe((2, false));
        (await Store.Alerts.SettleAsync(resolved, Second, default)).ShouldBeTrue();

        Clock.Move(Hour);
        (await Store.Alerts.ClaimAsync(Sink, Minute, default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_node_that_dies_between_the_claim_and_the_mark_leaves_the_notice_to_another()
    {
        await RoundAsync(Found("lane-1"));
        var dead = await ClaimNoticeAsync();
        Clock.Move(Minute - Microsecond);
        (await Open().Alerts.ClaimAsync(Sink, Minute, default)).ShouldBeNull("the lease is not over");
        Clock.Move(Microsecond);

        var other = (await Open().Alerts.ClaimAsync(Sink, Minute, default)).ShouldNotBeNull();
        (other.Alert.Id, other.Stage, other.Attempt).ShouldBe((dead.Alert.Id, dead.Stage, 2));

        (await Store.Alerts.SettleAsync(dead, Second, default)).ShouldBeFalse("it was only paused, and another sends it");
        (await Store.Alerts.PutOffAsync(dead, Second, default)).ShouldBeFalse();
        (await Store.Alerts.SettleAsync(other, Second, default)).ShouldBeTrue();
        (await Store.Alerts.SettleAsync(other, Second, default)).ShouldBeFalse("a lost reply: it is noted already");
        Clock.Move(Hour);
        (await Store.Alerts.ClaimAsync(Sink, Minute, default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_notice_that_was_not_taken_is_put_off_and_keeps_its_place()
    {
        await RoundAsync(Found("lane-1"));
        await Store.Alerts.PutOffAsync(await ClaimNoticeAsync(), 2 * Minute, default);
        await ResolveAsync();

        (await Store.Alerts.ClaimAsync(Sink, Minute, default)).ShouldBeNull("it is put off");
        Clock.Move(Minute);
        var again = await ClaimNoticeAsync();
        (again.Stage, again.Attempt).ShouldBe((1, 2));
        await Store.Alerts.SettleAsync(again, Second, default);
        var resolved = await ClaimNoticeAsync();
        (resolved.Stage, resolved.Attempt).ShouldBe((2, 1));
    }

    [Fact]
    public async Task Nodes_that_claim_at_once_send_each_notice_once()
    {
        await RoundAsync([.. Enumerable.Range(0, 30).Select(lane => Found($"lane-{lane}"))]);
        var stores = Enumerable.Range(0, 4).Select(_ => Open()).ToList();

        var claimed = await Task.WhenAll(stores.Select(store => Task.Run(async () =>
        {
            var mine = new List<string>();
            while (await store.Alerts.ClaimAsync(Sink, Minute, default) is { } notice)
            {
                mine.Add(notice.Alert.Subject);
                await store.Alerts.SettleAsync(notice, Second, default);
            }

            return mine;
        })));

        claimed.SelectMany(mine => mine).Order(StringComparer.Ordinal).ShouldBe(
            Enumerable.Range(0, 30).Select(lane => $"lane-{lane}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_notice_that_is_sent_while_its_alert_moves_on_is_followed_by_the_next()
    {
        var stores = (Sender: Open(), Evaluator: Open());
        for (var time = 0; time < 10; time++)
        {
            await RoundAsync(Found("lane-1"));
            var fired = await ClaimNoticeAsync();
            Clock.Move(Minute);
            var turn = Guid.CreateVersion7();
            (await stores.Evaluator.Alerts.TakeTurnAsync(turn, Minute, default)).ShouldBeTrue();

            await Task.WhenAll(
                Task.Run(() => stores.Sender.Alerts.SettleAsync(fired, Second, default)),
                Task.Run(() => stores.Evaluator.Alerts.ApplyAsync(Round(turn, TimeSpan.Zero), default)));

            var resolved = await ClaimNoticeAsync();
            resolved.Stage.ShouldBe(fired.Stage + 1);
            await Store.Alerts.SettleAsync(resolved, Second, default);
            Clock.Move(Second);
        }
    }

    [Fact]
    public async Task One_that_fires_over_and_over_is_sent_at_most_so_often_and_then_as_it_last_was()
    {
        await RoundAsync(Found("lane-1"));
        await SendAsync(stage: 1);
        await ResolveAsync();
        await SendAsync(stage: 2);
        for (var time = 0; time < 3; time++)
        {
            await RoundAsync(Found("lane-1"));
            await ResolveAsync();
        }

        (await Store.Alerts.ClaimAsync(Sink, Minute, default)).ShouldBeNull("it is kept quiet for ten minutes");
        Clock.Move(6 * Minute);
        await SendAsync(stage: 7);
        await SendAsync(stage: 8);
        (await Store.Alerts.ClaimAsync(Sink, Minute, default)).ShouldBeNull();

        async Task SendAsync(long stage)
        {
            var notice = await ClaimNoticeAsync();
            notice.Stage.ShouldBe(stage);
            await Store.Alerts.SettleAsync(notice, 10 * Minute, default);
        }
    }

    [Fact]
    public async Task A_sink_that_is_new_is_told_what_fires_and_not_what_resolved_before()
    {
        await RoundAsync(Found("lane-1"), Found("lane-2"));
        Clock.Move(Minute);
        await RoundAsync(Found("lane-2"));
        var turn = Guid.CreateVersion7();
        Clock.Move(Second);
        await Store.Alerts.TakeTurnAsync(turn, Minute, default);
        await Store.Alerts.ApplyAsync(
            Round(turn, TimeSpan.Zero, Found("lane-2")) with { Sinks = ["chat"], MeetsSinks = true }, default);

        var notice = (await Store.Alerts.ClaimAsync("chat", Minute, default)).ShouldNotBeNull();
        notice.Alert.Subject.ShouldBe("lane-2");
        (await Store.Alerts.ClaimAsync("chat", Minute, default)).ShouldBeNull();
    }

    [Fact]
    public async Task What_a_rule_found_stays_while_it_fails_and_resolves_when_no_node_has_the_rule_any_more()
    {
        await RoundAsync(Found("lane-1"));
        Clock.Move(Hour);
        await ApplyAsync(turn => Round(turn, TimeSpan.Zero) with { Rules = [], FailedRules = [Rule] });
        (await ListAsync(firing: true)).Count.ShouldBe(1);

        var result = await ApplyAsync(turn => Round(turn, TimeSpan.Zero) with { Rules = [], Forgotten = Hour + Minute });
        result.Resolved.ShouldBeEmpty("another node may have the rule");
        Clock.Move(Minute);
        result = await ApplyAsync(turn => Round(turn, TimeSpan.Zero) with { Rules = [], Forgotten = Hour + Minute });

        result.Resolved.ShouldHaveSingleItem().Subject.ShouldBe("lane-1");
    }

    [Fact]
    public async Task Alerts_that_resolved_are_pruned_with_their_notices_and_others_are_kept()
    {
        await RoundAsync(Found("old"), Found("firing"));
        Clock.Move(Minute);
        await RoundAsync(Found("firing"));
        Clock.Move(Hour + Microsecond);

        await ApplyAsync(turn => Round(turn, TimeSpan.Zero, Found("firing")) with { Retention = Hour });

        (await ListAsync()).Select(alert => alert.Subject).ShouldBe(["firing"]);
        (await ClaimNoticeAsync()).Alert.Subject.ShouldBe("firing");
        (await Store.Alerts.ClaimAsync(Sink, Minute, default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_rule_keeps_to_a_hundred_subjects_and_rather_to_those_that_fire()
    {
        await RoundAsync([.. Enumerable.Range(0, 150).Select(lane => Found($"lane-{lane:000}"))]);
        (await ListAsync()).Count.ShouldBe(100);
        Clock.Move(Minute);

        var result = await RoundAsync([.. Enumerable.Range(0, 150).Reverse().Select(lane => Found($"lane-{lane:000}"))]);

        (result.Fired.Count, result.Resolved.Count).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Texts_that_a_database_cannot_keep_are_cleaned_and_long_ones_cut()
    {
        await RoundAsync(new AlertFinding("lane\0'; drop table x; --\ud83d", new string('a', 1999) + "\ud83d\ude00tail", double.NaN));

        var alert = (await ListAsync()).ShouldHaveSingleItem();
        alert.Subject.ShouldBe(StoredText.Clean("lane\0'; drop table x; --\ud83d"));
        alert.Text.ShouldBe(new string('a', 1999));
        alert.Value.ShouldBe(0);
    }

    [Fact]
    public async Task The_longest_wait_of_each_lane_is_read_from_due_jobs_that_wait()
    {
        await InsertAsync(Job() with { Lane = "mail", Priority = JobMasterPriority.Low });
        await RunOneAsync();
        Clock.Move(Second);
        await InsertAsync(Job() with { Lane = "mail", Priority = JobMasterPriority.Critical });
        await InsertAsync(Job() with { Lane = "later", DueAt = Clock.Now + Hour });
        await InsertAsync(Job() with { Lane = "zeta" });
        Clock.Move(Minute);

        var waits = await Store.Alerts.ReadWaitsAsync(default);

        waits.ShouldBe([new LaneWait("mail", Minute + Second), new LaneWait("zeta", Minute)]);
    }

    private static AlertFinding Found(string subject, string text = "text", double value = 1) => new(subject, text, value);

    private static AlertRound Round(Guid turn, TimeSpan holds, params AlertFinding[] findings) => new()
    {
        Turn = turn, NextIn = Second, Sinks = [Sink], Forgotten = TimeSpan.FromDays(1),
        Rules = [new EvaluatedRule(Rule, JobAlertSeverity.Critical, holds, Minute, findings)],
    };

    private Task<AlertRoundResult> RoundAsync(params AlertFinding[] findings) => RoundAsync(TimeSpan.Zero, findings);

    private Task<AlertRoundResult> RoundAsync(TimeSpan holds, params AlertFinding[] findings) =>
        ApplyAsync(turn => Round(turn, holds, findings));

    /// <summary>A round of its own, whenever the one before was.</summary>
    private async Task<AlertRoundResult> ApplyAsync(Func<Guid, AlertRound> round)
    {
        var turn = Guid.CreateVersion7();
        (await Store.Alerts.TakeTurnAsync(turn, Second, default)).ShouldBeTrue();
        return (await Store.Alerts.ApplyAsync(round(turn) with { NextIn = TimeSpan.Zero }, default)).ShouldNotBeNull();
    }

    /// <summary>Lets the condition be gone for the minute that resolving takes.</summary>
    private async Task ResolveAsync()
    {
        Clock.Move(Minute);
        (await RoundAsync()).Resolved.Count.ShouldBe(1);
    }

    private async Task<StoredAlertNotice> ClaimNoticeAsync() => (await Store.Alerts.ClaimAsync(Sink, Minute, default)).ShouldNotBeNull();

    private Task<IReadOnlyList<StoredAlert>> ListAsync(bool? firing = null) =>
        Store.Alerts.ListAsync(new AlertListRequest(1000, firing), default);
}
