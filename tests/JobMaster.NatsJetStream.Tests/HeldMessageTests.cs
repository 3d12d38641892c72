using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using JobMaster.NatsJetStream.Tests.Servers;

namespace JobMaster.NatsJetStream.Tests;

/// <summary>Messages that come when nobody waits any more, and what a waiting receive costs.</summary>
public sealed class HeldMessageTests : NatsTests
{
    private static readonly TimeSpan LongLease = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task What_comes_after_the_end_of_a_receive_is_held_for_the_next()
    {
        var agent = await OpenAsync(configure: options => options.AckWait = LongLease);
        await LeavePullsOpenAsync(agent, Request(TestTime.Patience));
        var messages = Messages(3);
        await agent.PushAsync(messages, default);

        var received = await AwaitManyAsync(agent, 3);

        Ids(received).ShouldBe(messages.Select(message => message.Id));
    }

    [Fact]
    public async Task What_no_receive_takes_is_given_back_long_before_its_lease_ends()
    {
        var (busy, free) = (
            await OpenAsync(configure: options => options.AckWait = LongLease),
            await OpenAsync(configure: options => options.AckWait = LongLease));
        await LeavePullsOpenAsync(busy, Request(TestTime.Patience));
        var message = Message();
        await free.PushAsync([message], default);

        var received = await AwaitAsync(free);

        Ids(received).ShouldBe([message.Id]);
        received[0].Deliveries.ShouldBe(2, "the node that waited first had it and gave it back");
    }

    [Fact]
    public async Task A_closing_node_gives_back_what_it_holds_at_once()
    {
        var (closing, other) = (
            await OpenAsync(configure: options => options.AckWait = LongLease),
            await OpenAsync(configure: options => options.AckWait = LongLease));
        await LeavePullsOpenAsync(closing, Request(TestTime.Patience));
        var message = Message();
        await other.PushAsync([message], default);

        await closing.DisposeAsync();

        Ids(await AwaitAsync(other)).ShouldBe([message.Id]);
    }

    [Fact]
    public async Task Closing_lets_calls_under_way_end_and_refuses_new_ones()
    {
        var agent = await OpenAsync();
        var waiting = agent.ReceiveAsync(Request(TestTime.Patience, queue: new JobQueue("quiet", JobMasterPriority.Medium)), default);
        var messages = Messages(3000);
        var pushing = agent.PushAsync(messages, default);

        await agent.DisposeAsync();
        await agent.DisposeAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting.Soon());
        await Task.WhenAny(pushing).Soon();
        var after = await OpenAsync();
        long stored = (await after.ReadDepthsAsync(default)).Sum(depth => depth.Waiting + depth.Leased);
        (pushing.IsCompletedSuccessfully ? stored == 3000 : stored <= 3000).ShouldBeTrue();
        await Should.ThrowAsync<ObjectDisposedException>(() => agent.PushAsync([Message()], default).Soon());
    }

    [Fact]
    public async Task A_cancelled_receive_leaves_nothing_leased()
    {
        var (agent, other) = (
            await OpenAsync(configure: options => options.AckWait = LongLease),
            await OpenAsync(configure: options => options.AckWait = LongLease));
        var messages = Messages(200);
        var random = new Random(5);
        int pushed = 0;
        for (int round = 0; round < 40; round++)
        {
            using var stop = new CancellationTokenSource();
            var receiving = agent.ReceiveAsync(Request(TestTime.Patience, 3), stop.Token);
            await other.PushAsync([.. messages.Skip(pushed).Take(5)], default);
            pushed += 5;
            var cancelling = Task.Run(stop.Cancel);
            try
            {
                await agent.ReleaseAsync(await receiving.Soon(), TimeSpan.Zero, default);
            }
            catch (OperationCanceledException)
            {
            }

            await cancelling;
        }

        await agent.DisposeAsync();
        Ids(await AwaitManyAsync(other, 200)).ShouldBe(messages.Select(message => message.Id), ignoreOrder: true);
    }

    [Fact]
    public async Task Closing_right_after_a_cancelled_receive_hides_no_message_that_was_given_back()
    {
        var other = await OpenAsync(configure: options => options.AckWait = LongLease);
        var messages = Messages(50);
        await other.PushAsync(messages, default);
        for (int round = 0; round < 10; round++)
        {
            var closing = await OpenAsync(configure: options => options.AckWait = LongLease);
            var received = await AwaitManyAsync(other, 50);
            Ids(received).ShouldBe(messages.Select(message => message.Id), ignoreOrder: true);
            (await closing.ReceiveAsync(Request(TimeSpan.Zero), default)).ShouldBeEmpty();
            await other.ReleaseAsync(received, TimeSpan.Zero, default);

            using var stop = new CancellationTokenSource();
            var receiving = closing.ReceiveAsync(Request(TestTime.Patience, 3), stop.Token);
            await stop.CancelAsync();
            try
            {
                await closing.ReleaseAsync(await receiving.Soon(), TimeSpan.Zero, default);
            }
            catch (OperationCanceledException)
            {
            }

            await closing.DisposeAsync();
        }

        (await AwaitManyAsync(other, 50)).Count.ShouldBe(50);
    }

    [Fact]
    public async Task A_waiting_receive_asks_the_server_nothing()
    {
        var proxy = Own(new CuttingProxy(new Uri(NatsFixture.Url).Port));
        var agent = await OpenAsync(proxy.Url);
        var queues = Enum.GetValues<JobMasterPriority>().Select(priority => new QueueShare(new JobQueue("default", priority), 10)).ToList();
        var request = new ReceiveRequest { Queues = queues, Limit = 10, Wait = TimeSpan.FromMilliseconds(100) };
        await LeavePullsOpenAsync(agent, request);
        long before = proxy.Bytes;

        for (int round = 0; round < 10; round++)
        {
            (await agent.ReceiveAsync(request, default).Soon()).ShouldBeEmpty();
        }

        proxy.Bytes.ShouldBe(before);
    }

    /// <summary>Receives until a pull waits on the server for each queue, and no longer.</summary>
    private async Task LeavePullsOpenAsync(NatsAgentTransport agent, ReceiveRequest request)
    {
        using var stop = new CancellationTokenSource();
        var receiving = agent.ReceiveAsync(request with { Wait = TestTime.Patience }, stop.Token);
        await Eventually.BecomesAsync(
            "A pull waits for each queue", async () =>
                await Fixture.CountOpenPullsAsync("nats-tests") >= request.Queues.Count, TestTime.Patience);

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(receiving.Soon());
    }
}
