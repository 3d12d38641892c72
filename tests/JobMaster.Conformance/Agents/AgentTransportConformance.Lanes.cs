using JobMaster.Conformance.Jobs;

namespace JobMaster.Conformance.Agents;

public abstract partial class AgentTransportConformance<TFixture>
{
    public static TheoryData<string> LaneTexts =>
    [
        "default", "Payroll", "a lane with blanks", "dots.and.more", "*", ">", "a/b\\c", "%41", "=41", "_", "-", "a-b_c", "Größe",
        "зарплата", "給与", "🚀🚀",
        "tab\there", "quote'\"", "$JS.API.>", new string('x', 100), new string('Ж', 100), string.Concat(Enumerable.Repeat("🚀", 50)),
    ];

    [Theory]
    [MemberData(nameof(LaneTexts))]
    public async Task A_lane_may_have_any_name(string lane)
    {
        var agent = await OpenAsync();
        var queue = At(JobMasterPriority.High, lane);
        var message = Message(queue);
        await PushAsync(agent, message);
        (await DepthAsync(agent, queue)).ShouldBe((1, 0));

        var received = (await AwaitAsync(agent, 10, queue)).ShouldHaveSingleItem();
        received.Message.Queue.ShouldBe(queue);
        received.Message.Id.ShouldBe(message.Id);
        await AckAsync(agent, received);

        (await DepthAsync(agent, queue)).ShouldBe((0, 0));
        (await agent.DeleteLaneAsync(lane, default).Soon()).ShouldBeTrue();
    }

    [Fact]
    public async Task Lanes_with_like_names_are_apart()
    {
        var agent = await OpenAsync();
        string[] alike = ["payroll", "PAYROLL", " default", "default ", "default.", new string('x', 99) + "y", new string('Ж', 99) + "ж"];
        var messages = LaneTexts.Select<object[], string>(row => (string)row[0])
            .Concat(alike)
            .Select(lane => Message(At(JobMasterPriority.Medium, lane)))
            .ToList();
        await PushAsync(agent, messages);

        foreach (var message in messages)
        {
            Ids(await AwaitAsync(agent, 100, message.Queue)).ShouldBe([message.Id]);
        }
    }

    [Fact]
    public async Task Depths_tell_what_waits_and_what_is_leased_per_queue()
    {
        var agent = await OpenAsync();
        await PushAsync(
            agent, [.. Messages(5), .. Messages(2, At(JobMasterPriority.High)), .. Messages(1, At(JobMasterPriority.Medium, "mail"))]);
        var received = await ReceiveAsync(agent, 3);
        await AckAsync(agent, received[0]);

        var depths = (await agent.ReadDepthsAsync(default)).Where(depth => depth.Waiting + depth.Leased > 0);

        depths.ShouldBe(
            [
                new AgentDepth(Queue, 2, 2),
                new AgentDepth(At(JobMasterPriority.High), 2, 0),
                new AgentDepth(At(JobMasterPriority.Medium, "mail"), 1, 0),
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task A_lane_with_messages_stays()
    {
        var agent = await OpenAsync();
        var message = Message();
        await PushAsync(agent, message);
        (await agent.DeleteLaneAsync(Queue.Lane, default).Soon()).ShouldBeFalse();

        var received = await ReceiveAsync(agent);
        Ids(received).ShouldBe([message.Id]);
        (await agent.DeleteLaneAsync(Queue.Lane, default).Soon()).ShouldBeFalse("a leased message is one it holds");

        await AckAsync(agent, received);
        (await agent.DeleteLaneAsync(Queue.Lane, default).Soon()).ShouldBeTrue();
    }

    [Fact]
    public async Task An_empty_lane_is_removed_with_all_its_queues_and_may_come_again()
    {
        var agent = await OpenAsync();
        JobQueue[] queues = [At(JobMasterPriority.High), At(JobMasterPriority.Low)];
        await PushAsync(agent, [.. queues.Select(queue => Message(queue))]);
        await AckAsync(agent, await AwaitManyAsync(agent, 2, queues));
        await PushAsync(agent, Message(At(JobMasterPriority.High, "other")));

        (await agent.DeleteLaneAsync(Queue.Lane, default).Soon()).ShouldBeTrue();

        (await agent.ReadDepthsAsync(default)).Select(depth => depth.Queue.Lane).ShouldBe(["other"]);
        var message = Message(queues[0]);
        await PushAsync(agent, message);
        Ids(await AwaitAsync(agent, 10, queues)).ShouldBe([message.Id]);
    }

    [Fact]
    public async Task A_lane_that_never_was_can_be_removed()
    {
        var agent = await OpenAsync();
        (await agent.DeleteLaneAsync("never", default).Soon()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_receiver_goes_on_when_another_node_removed_the_lane()
    {
        var (agent, other) = (await OpenAsync(), await OpenAsync());
        (await ReceiveAsync(agent)).ShouldBeEmpty();
        var waiting = AwaitAsync(agent);
        (await other.DeleteLaneAsync(Queue.Lane, default).Soon()).ShouldBeTrue();

        var message = Message();
        await PushAsync(other, message);

        Ids(await waiting).ShouldBe([message.Id]);
    }
}
