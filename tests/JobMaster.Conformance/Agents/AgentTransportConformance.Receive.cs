using System.Diagnostics;
using JobMaster.Conformance.Jobs;

namespace JobMaster.Conformance.Agents;

public abstract partial class AgentTransportConformance<TFixture>
{
    [Fact]
    public async Task Queues_are_taken_from_in_the_order_of_the_request_and_each_by_age()
    {
        var agent = await OpenAsync();
        var low = Messages(3, At(JobMasterPriority.Low));
        var medium = Messages(3, At(JobMasterPriority.Medium));
        var critical = Messages(3, At(JobMasterPriority.Critical));
        await PushAsync(agent, low);
        await PushAsync(agent, medium);
        await PushAsync(agent, critical);

        var received = await ReceiveAsync(
            agent, 8, At(JobMasterPriority.Critical), At(JobMasterPriority.High), At(JobMasterPriority.Medium), At(JobMasterPriority.Low));

        Ids(received).ShouldBe([.. Ids(critical), .. Ids(medium), .. Ids(low).Take(2)]);
    }

    [Fact]
    public async Task What_comes_later_with_a_higher_priority_is_received_before_what_still_waits()
    {
        var agent = await OpenAsync();
        JobQueue[] queues = [At(JobMasterPriority.Critical), At(JobMasterPriority.Low)];
        var low = Messages(10, queues[1]);
        await PushAsync(agent, low);
        Ids(await ReceiveAsync(agent, 4, queues)).ShouldBe(Ids(low).Take(4));

        var critical = Message(queues[0]);
        await PushAsync(agent, critical);

        Ids(await ReceiveAsync(agent, 3, queues)).ShouldBe([critical.Id, .. Ids(low).Skip(4).Take(2)]);
    }

    [Fact]
    public async Task No_more_come_than_the_limit_of_the_request_and_of_each_queue()
    {
        var agent = await OpenAsync();
        var (high, low) = (Messages(10, At(JobMasterPriority.High)), Messages(10, At(JobMasterPriority.Low)));
        await PushAsync(agent, [.. high, .. low]);
        var request = new ReceiveRequest
        {
            Queues = [new QueueShare(At(JobMasterPriority.High), 3), new QueueShare(At(JobMasterPriority.Low), 100)],
            Limit = 5,
            Wait = TimeSpan.Zero,
        };

        Ids(await agent.ReceiveAsync(request, default).Soon()).ShouldBe([.. Ids(high).Take(3), .. Ids(low).Take(2)]);
        Ids(await agent.ReceiveAsync(request, default).Soon()).ShouldBe([.. Ids(high).Skip(3).Take(3), .. Ids(low).Skip(2).Take(2)]);
    }

    [Fact]
    public async Task What_the_limit_left_behind_is_not_leased()
    {
        var agent = await OpenAsync();
        var messages = Messages(10);
        await PushAsync(agent, messages);
        (await ReceiveAsync(agent, 4)).Count.ShouldBe(4);

        Ids(await AwaitManyAsync(await OpenAsync(), 6)).ShouldBe(Ids(messages).Skip(4));
    }

    [Fact]
    public async Task A_queue_not_asked_for_gives_nothing()
    {
        var agent = await OpenAsync();
        await PushAsync(
            agent, Message(At(JobMasterPriority.High)), Message(At(JobMasterPriority.Medium, "Default")),
            Message(At(JobMasterPriority.Medium, "default ")));
        (await ReceiveAsync(agent)).ShouldBeEmpty();
    }

    [Fact]
    public async Task With_nothing_there_and_no_wait_the_answer_is_empty_at_once()
    {
        var agent = await OpenAsync();
        var since = Stopwatch.StartNew();
        (await ReceiveAsync(agent)).ShouldBeEmpty();
        since.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task With_nothing_coming_the_wait_ends_with_an_empty_answer()
    {
        var agent = await OpenAsync();
        var since = Stopwatch.StartNew();
        (
            await agent.ReceiveAsync(Request(TimeSpan.FromSeconds(0.5), 10, Queue, At(JobMasterPriority.High)), default).Soon())
                .ShouldBeEmpty();
        since.Elapsed.ShouldBeInRange(TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_waiting_receive_is_woken_by_the_push_of_another_node()
    {
        var (agent, producer) = (await OpenAsync(), await OpenAsync());
        JobQueue[] queues = [At(JobMasterPriority.High), Queue, At(JobMasterPriority.Low)];
        await ReceiveAsync(agent, 10, queues);
        var latencies = new List<TimeSpan>();
        for (var round = 0; round < 15; round++)
        {
            var waiting = AwaitAsync(agent, 10, queues);
            var message = Message(queues[round % 3]);
            var since = Stopwatch.StartNew();
            await PushAsync(producer, message);

            var received = await waiting;

            latencies.Add(since.Elapsed);
            Ids(received).ShouldBe([message.Id]);
            await AckAsync(agent, received);
        }

        // The median: on a busy machine some rounds are late through no fault of the agent.
        latencies.Order().ElementAt(7).ShouldBeLessThan(Fixture.WakesWithin);
    }

    [Fact]
    public async Task The_push_time_is_the_agents_and_stays_with_the_message()
    {
        var agent = await OpenAsync();
        await PushAsync(agent, Message());
        await PushAsync(agent, Message());
        var first = await ReceiveAsync(agent);
        first[0].PushedAt.ShouldBeLessThanOrEqualTo(first[1].PushedAt);
        first[0].PushedAt.ShouldBeGreaterThan(DateTimeOffset.UnixEpoch.AddYears(50));

        await ReleaseAsync(agent, TimeSpan.Zero, first[0]);

        (await AwaitAsync(agent)).ShouldHaveSingleItem().PushedAt.ShouldBe(first[0].PushedAt);
    }

    [Fact]
    public async Task A_cancelled_wait_ends_at_once()
    {
        var agent = await OpenAsync();
        using var stop = new CancellationTokenSource();
        var waiting = agent.ReceiveAsync(Request(TestTime.Patience, 10, Queue), stop.Token);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Cancelling_receives_at_any_moment_loses_nothing()
    {
        const int total = 300;
        var (agent, producer) = (await OpenAsync(TimeSpan.FromSeconds(5)), await OpenAsync(TimeSpan.FromSeconds(5)));
        var random = new Random(11);
        var messages = Messages(total);
        var seen = new HashSet<Guid>();
        var pushing = Task.Run(async () =>
        {
            foreach (var message in messages)
            {
                await PushAsync(producer, message);
            }
        });

        while (!pushing.IsCompleted)
        {
            using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(0, 8)));
            try
            {
                await TakeAsync(stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
            }
        }

        await pushing;
        var since = Stopwatch.StartNew();
        while (seen.Count < total && since.Elapsed < TestTime.Patience)
        {
            await Fixture.PassAsync(TimeSpan.FromSeconds(5));
            await TakeAsync(default);
        }

        Ids(messages).Except(seen).ShouldBeEmpty();
        (await DepthAsync(agent)).ShouldBe((0, 0));

        async Task TakeAsync(CancellationToken cancellationToken)
        {
            var received = await agent.ReceiveAsync(Request(TimeSpan.FromSeconds(1), 7, Queue), cancellationToken).Soon();
            seen.UnionWith(Ids(received));
            await AckAsync(agent, received);
        }
    }
}
