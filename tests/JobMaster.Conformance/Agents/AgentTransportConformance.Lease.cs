using JobMaster.Conformance.Jobs;

namespace JobMaster.Conformance.Agents;

public abstract partial class AgentTransportConformance<TFixture>
{
    [Fact]
    public async Task A_received_message_is_nobody_elses_while_its_lease_lasts()
    {
        var agent = await OpenAsync();
        await PushAsync(agent, Message());
        (await ReceiveAsync(agent)).Count.ShouldBe(1);

        (await ReceiveAsync(agent)).ShouldBeEmpty();
        (await ReceiveAsync(await OpenAsync())).ShouldBeEmpty();
        (await DepthAsync(agent)).ShouldBe((0, 1));
    }

    [Fact]
    public async Task An_acknowledged_message_never_comes_again()
    {
        var agent = await OpenAsync(ShortLease);
        var (done, left) = (Message(), Message());
        await PushAsync(agent, done, left);
        var received = await ReceiveAsync(agent);

        await AckAsync(agent, received.Single(message => message.Message.Id == done.Id));
        await Fixture.PassAsync(ShortLease + ShortLease);

        Ids(await AwaitAsync(agent)).ShouldBe([left.Id]);
    }

    [Fact]
    public async Task A_message_whose_lease_ended_is_delivered_again_and_counted()
    {
        var (agent, other) = (await OpenAsync(ShortLease), await OpenAsync(ShortLease));
        var messages = Messages(3);
        await PushAsync(agent, messages);
        await ReceiveAsync(agent);

        await Fixture.PassAsync(ShortLease + ShortLease);
        var again = await AwaitManyAsync(other, 3);

        Ids(again).ShouldBe(Ids(messages), ignoreOrder: true);
        again.ShouldAllBe(message => message.Deliveries == 2);
        again.Select(message => message.Message.Body.Length).ShouldAllBe(length => length > 0);
    }

    [Fact]
    public async Task An_acknowledgement_after_the_end_of_the_lease_harms_no_other_message()
    {
        var (agent, other) = (await OpenAsync(ShortLease), await OpenAsync(ShortLease));
        var (late, bystander) = (Message(), Message());
        await PushAsync(agent, late);
        var first = await ReceiveAsync(agent);
        await Fixture.PassAsync(ShortLease + ShortLease);
        var second = await AwaitAsync(other);
        await PushAsync(agent, bystander);

        await AckAsync(agent, first);
        await AckAsync(other, second);
        await AckAsync(other, second);

        Ids(await AwaitAsync(agent)).ShouldBe([bystander.Id]);
    }

    [Fact]
    public async Task A_released_message_comes_again_at_once()
    {
        var (agent, other) = (await OpenAsync(), await OpenAsync());
        var messages = Messages(5);
        await PushAsync(agent, messages);

        await ReleaseAsync(agent, TimeSpan.Zero, await ReceiveAsync(agent));

        var again = await AwaitManyAsync(other, 5);
        Ids(again).ShouldBe(Ids(messages), ignoreOrder: true);
        again.ShouldAllBe(message => message.Deliveries == 2);
    }

    [Fact]
    public async Task A_message_released_with_a_delay_comes_again_after_it()
    {
        var agent = await OpenAsync();

        // On a clock that goes by itself, time enough to look before it is over.
        var delay = TimeSpan.FromSeconds(Fixture.MovesClock ? 1.5 : 4);
        await PushAsync(agent, Message());
        var received = await ReceiveAsync(agent);
        var since = System.Diagnostics.Stopwatch.StartNew();

        await ReleaseAsync(agent, delay, received);

        (await ReceiveAsync(agent)).ShouldBeEmpty();
        await Fixture.PassAsync(delay);
        var again = (await AwaitAsync(agent)).ShouldHaveSingleItem();
        again.Message.Id.ShouldBe(received[0].Message.Id);
        again.Deliveries.ShouldBe(2);
        if (!Fixture.MovesClock)
        {
            since.Elapsed.ShouldBeGreaterThan(delay - TimeSpan.FromMilliseconds(50));
        }
    }

    [Fact]
    public async Task Released_messages_do_not_hold_up_those_that_wait()
    {
        var agent = await OpenAsync();
        var (released, waiting) = (Message(), Message());
        await PushAsync(agent, released);
        await ReleaseAsync(agent, TimeSpan.FromMinutes(10), await ReceiveAsync(agent));
        await PushAsync(agent, waiting);

        Ids(await AwaitAsync(agent)).ShouldBe([waiting.Id]);
    }

    [Fact]
    public async Task What_a_closed_node_had_received_comes_to_another_when_the_lease_ends()
    {
        var agent = await OpenAsync(ShortLease);
        var messages = Messages(20);
        await PushAsync(agent, messages);
        (await ReceiveAsync(agent, 10)).Count.ShouldBe(10);
        await agent.DisposeAsync();

        await Fixture.PassAsync(ShortLease + ShortLease);

        // What this one took first may come again before all have come.
        var other = await OpenAsync(ShortLease);
        var seen = new HashSet<Guid>();
        while (seen.Count < 20)
        {
            seen.UnionWith(Ids(await AwaitAsync(other)));
        }

        seen.ShouldBe(Ids(messages), ignoreOrder: true);
    }

    [Fact]
    public async Task A_receive_that_is_cancelled_while_it_takes_a_message_hands_it_over_or_leaves_it()
    {
        var agent = await OpenAsync();
        for (var round = 0; round < 30; round++)
        {
            var message = Message();
            using var cancel = new CancellationTokenSource();
            var receiving = agent.ReceiveAsync(Request(TestTime.Patience, 10, Queue), cancel.Token);
            var pushing = PushAsync(agent, message);
            var cancelling = round % 2 == 0 ? pushing.ContinueWith(_ => cancel.Cancel(), TaskScheduler.Default) : Task.Run(cancel.Cancel);
            await Task.WhenAll(pushing, cancelling).Soon();

            var received = await ReceivedAsync(receiving);
            if (received.Count == 0)
            {
                received = await AwaitAsync(agent);
            }

            Ids(received).ShouldBe([message.Id], $"round {round}");
            await AckAsync(agent, received);
        }

        static async Task<IReadOnlyList<ReceivedMessage>> ReceivedAsync(Task<IReadOnlyList<ReceivedMessage>> receiving)
        {
            try
            {
                return await receiving.Soon();
            }
            catch (OperationCanceledException)
            {
                return [];
            }
        }
    }
}
