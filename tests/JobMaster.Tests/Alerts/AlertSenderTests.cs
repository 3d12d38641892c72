using JobMaster.Alerts;
using JobMaster.Conformance;
using JobMaster.Diagnostics;
using JobMaster.Storage;
using Microsoft.Extensions.Time.Testing;

namespace JobMaster.Tests.Alerts;

public sealed class AlertSenderTests : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly JobMasterTelemetry _telemetry = new("test", meters: null);
    private readonly List<JobAlertNotice> _sent = [];
    private readonly IMasterStore _store;
    private readonly AlertSender _sender;
    private Func<CancellationToken, Task> _sink = static _ => Task.CompletedTask;

    public AlertSenderTests()
    {
        _store = new InMemoryStoreFixture().Open(_time);
        var node = NodeServicesOf.Store(_store, new JobMasterClusterOptions { ClusterId = "test" }, _telemetry, _time);
        var target = new AlertTarget("sink", (notice, token) =>
        {
            _sent.Add(notice);
            return _sink(token);
        });
        _sender = new AlertSender(node, target, [JobAlert.OldestWait(TimeSpan.FromMinutes(1))]);
    }

    public void Dispose() => _telemetry.Dispose();

    [Fact]
    public async Task What_fires_and_resolves_is_sent_once_each_in_order()
    {
        await ApplyAsync("mail");
        await RunAsync();
        await RunAsync();
        _time.Advance(TimeSpan.FromMinutes(2));
        await ApplyAsync();
        await RunAsync();
        await RunAsync();

        _sent.Select(notice => notice.State).ShouldBe([JobAlertState.Firing, JobAlertState.Resolved]);
        var (fired, resolved) = (_sent[0], _sent[1]);
        (fired.ClusterId, fired.Rule, fired.Subject, fired.Text, fired.Value, fired.ResolvedAt, fired.TimesFired).ShouldBe(
            ("test", "oldest-wait", "mail", "It waits.", 90, null, 1));
        (resolved.AlertId, resolved.FiredAt, resolved.ResolvedAt).ShouldBe((fired.AlertId, fired.FiredAt, _time.GetUtcNow()));
        resolved.Id.ShouldNotBe(fired.Id);
    }

    [Fact]
    public async Task A_notice_that_a_sink_refuses_comes_again_as_the_same_after_pauses_that_grow()
    {
        _sink = static _ => throw new InvalidOperationException("The chat is away.");
        await ApplyAsync("mail");
        var sentAt = new List<TimeSpan>();
        var since = _time.GetUtcNow();
        for (var second = 0; second < 400; second++)
        {
            var before = _sent.Count;
            await RunAsync();
            if (_sent.Count > before)
            {
                sentAt.Add(_time.GetUtcNow() - since);
            }

            _time.Advance(TimeSpan.FromSeconds(1));
        }

        _sent.Select(notice => notice.Id).Distinct().Count().ShouldBe(1);
        sentAt.Count.ShouldBeInRange(5, 7);
        var pauses = sentAt.Zip(sentAt.Skip(1), (one, next) => next - one).ToList();
        pauses[0].TotalSeconds.ShouldBeInRange(7, 14);
        pauses.Zip(pauses.Skip(1)).ShouldAllBe(pair => pair.Second > pair.First);
    }

    [Fact]
    public async Task A_sink_that_hangs_and_ignores_its_token_is_left_alone_after_ten_seconds()
    {
        var forever = new TaskCompletionSource();
        _sink = _ => forever.Task;
        await ApplyAsync("mail");
        var run = _sender.RunOnceAsync(default);
        await Eventually.BecomesAsync("the sink is called", () => Task.FromResult(_sent.Count == 1), TimeSpan.FromSeconds(30));

        run.IsCompleted.ShouldBeFalse();
        _time.Advance(Longest);
        (await run.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeLessThan(Longest);

        _sink = static _ => Task.CompletedTask;
        _time.Advance(TimeSpan.FromSeconds(15));
        await RunAsync();
        _sent.Count.ShouldBe(2);
        _sent[1].Id.ShouldBe(_sent[0].Id);
    }

    [Fact]
    public async Task A_node_that_stops_does_not_wait_for_a_sink_and_another_sends_when_the_lease_is_over()
    {
        using var stop = new CancellationTokenSource();
        var forever = new TaskCompletionSource();
        _sink = _ => forever.Task;
        await ApplyAsync("mail");
        var run = _sender.RunOnceAsync(stop.Token);
        await Eventually.BecomesAsync("the sink is called", () => Task.FromResult(_sent.Count == 1), TimeSpan.FromSeconds(30));

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => run.WaitAsync(TimeSpan.FromSeconds(30)));

        _sink = static _ => Task.CompletedTask;
        await RunAsync();
        _sent.Count.ShouldBe(1, "the lease is not over");
        _time.Advance(TimeSpan.FromMinutes(1));
        await RunAsync();
        _sent.Select(notice => notice.Id).ShouldBe([_sent[0].Id, _sent[0].Id]);
    }

    [Fact]
    public async Task After_a_hundred_attempts_a_notice_is_given_up_and_the_next_one_follows()
    {
        _sink = static _ => throw new InvalidOperationException("gone");
        await ApplyAsync("mail");
        for (var attempt = 0; attempt < AlertSender.MostAttempts; attempt++)
        {
            await RunAsync();
            _time.Advance(TimeSpan.FromMinutes(20));
        }

        _sent.Count.ShouldBe(AlertSender.MostAttempts);
        await RunAsync();
        _sent.Count.ShouldBe(AlertSender.MostAttempts);
        await ApplyAsync();
        _sink = static _ => Task.CompletedTask;
        await RunAsync();
        _sent[^1].State.ShouldBe(JobAlertState.Resolved);
    }

    private async Task RunAsync() => await _sender.RunOnceAsync(default);

    private async Task ApplyAsync(params string[] lanes)
    {
        var turn = Guid.CreateVersion7();
        (await _store.Alerts.TakeTurnAsync(turn, Longest, default)).ShouldBeTrue();
        (await _store.Alerts.ApplyAsync(
            new AlertRound
            {
                Turn = turn, NextIn = TimeSpan.Zero, Sinks = ["sink"], Forgotten = TimeSpan.FromDays(100),
                Rules =
                [
                    new EvaluatedRule(
                        "oldest-wait", JobAlertSeverity.Warning, TimeSpan.Zero, TimeSpan.FromMinutes(1),
                        [.. lanes.Select(lane => new AlertFinding(lane, "It waits.", 90))]),
                ],
            },
            default)).ShouldNotBeNull();
    }
}
