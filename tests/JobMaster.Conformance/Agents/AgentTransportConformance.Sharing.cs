using System.Collections.Concurrent;
using JobMaster.Conformance.Jobs;

namespace JobMaster.Conformance.Agents;

public abstract partial class AgentTransportConformance<TFixture>
{
    [Fact]
    public async Task Two_clusters_on_one_server_do_not_see_each_other()
    {
        var (first, second) = (await OpenAsync(clusterId: "Cluster-1"), await OpenAsync(clusterId: "cluster-1"));
        var (one, two) = (Message(), Message());
        await PushAsync(first, one);
        await PushAsync(second, two);

        (await DepthAsync(first)).ShouldBe((1, 0));
        Ids(await ReceiveAsync(first)).ShouldBe([one.Id]);
        (await second.DeleteLaneAsync(Queue.Lane, default).Soon()).ShouldBeFalse();
        Ids(await ReceiveAsync(second)).ShouldBe([two.Id]);
    }

    [Fact]
    public async Task The_same_id_may_be_pushed_in_two_clusters()
    {
        var (first, second) = (await OpenAsync(clusterId: "one"), await OpenAsync(clusterId: "two"));
        var message = Message();
        await PushAsync(first, message);
        await PushAsync(second, message);

        Ids(await ReceiveAsync(first)).ShouldBe([message.Id]);
        Ids(await ReceiveAsync(second)).ShouldBe([message.Id]);
    }

    [Fact]
    public async Task Receivers_at_once_never_share_a_message_and_take_all()
    {
        const int total = 1000;
        IAgentTransport[] agents = [await OpenAsync(), await OpenAsync(), await OpenAsync()];
        JobQueue[] queues = [At(JobMasterPriority.High), At(JobMasterPriority.Low)];
        List<AgentMessage> messages = [.. Messages(total / 2, queues[0]), .. Messages(total / 2, queues[1])];
        var seen = new ConcurrentQueue<Guid>();
        using var stop = new CancellationTokenSource(TestTime.Patience);

        var receiving = Enumerable.Range(0, 9).Select(at => Task.Run(async () =>
        {
            var agent = agents[at % agents.Length];
            while (seen.Count < total && !stop.IsCancellationRequested)
            {
                var received = await agent.ReceiveAsync(Request(TimeSpan.FromMilliseconds(200), 3 + (at * 5), queues), stop.Token);
                foreach (var id in Ids(received))
                {
                    seen.Enqueue(id);
                }

                await AckAsync(agent, received);
            }
        })).ToList();
        foreach (var batch in messages.Chunk(50))
        {
            await PushAsync(agents[0], batch);
        }

        await Task.WhenAll(receiving).Soon();
        seen.ShouldBe(Ids(messages), ignoreOrder: true);
        (await DepthAsync(agents[1], queues[0])).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Two_workers_of_one_process_wait_for_lanes_of_their_own()
    {
        var agent = await OpenAsync();
        var (mail, images) = (At(JobMasterPriority.Medium, "mail"), At(JobMasterPriority.Medium, "images"));
        var waitingForMail = AwaitAsync(agent, 10, mail);
        var waitingForImages = AwaitAsync(agent, 10, images);
        var (image, letter) = (Message(images), Message(mail));

        await PushAsync(agent, image);
        Ids(await waitingForImages).ShouldBe([image.Id]);
        await PushAsync(agent, letter);
        Ids(await waitingForMail).ShouldBe([letter.Id]);
    }
}
