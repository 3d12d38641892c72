using System.Collections.Concurrent;
using JobMaster.Conformance.Jobs;
using JobMaster.NatsJetStream.Tests.Servers;

namespace JobMaster.NatsJetStream.Tests;

/// <summary>Connections that break, in the middle of every call.</summary>
public sealed class ReconnectTests : NatsTests
{
    private static int Cuts => Environment.GetEnvironmentVariable("JOBMASTER_LONG") == "1" ? 10_000 : 1_000;

    /// <summary>
    /// Cuts fall anywhere in what either side sends, so every call is hit before it was sent, half sent, sent and not answered, and half
    /// answered. In the end the stream must hold exactly what was pushed and not acknowledged.
    /// </summary>
    [Fact]
    public async Task A_thousand_cut_connections_lose_no_message_and_acknowledge_none_wrongly()
    {
        int cuts = Cuts;
        var server = Own(await NatsServer.StartAsync());
        var proxy = Own(new CuttingProxy(server.Port, seed: 17));
        var (pushed, acked) = (new ConcurrentDictionary<Guid, bool>(), new ConcurrentDictionary<Guid, bool>());
        var nodes = new List<NatsAgentTransport>();
        for (int node = 0; node < 4; node++)
        {
            nodes.Add(await OpenAsync(proxy.Url, Hasty));
        }

        proxy.CutAfter(600, 20_000, cuts);
        var work = nodes.SelectMany(node => new[] { node, node }).Select(node => Task.Run(() => WorkAsync(node))).ToList();
        await Task.WhenAll([proxy.Reached.WaitAsync(TimeSpan.FromMinutes(cuts / 500.0)), .. work]);

        var calm = await OpenAsync(server.Url, Hasty);
        var left = pushed.Keys.Except(acked.Keys).ToHashSet();
        (await calm.ReadDepthsAsync(default)).Sum(depth => depth.Waiting + depth.Leased).ShouldBe(left.Count);
        var found = new HashSet<Guid>();
        while (found.Count < left.Count && await AwaitAsync(calm) is { Count: > 0 } messages)
        {
            found.UnionWith(Ids(messages));
            await calm.AckAsync(messages, default);
        }

        proxy.Cuts.ShouldBeGreaterThanOrEqualTo(cuts);
        acked.Count.ShouldBeGreaterThan(cuts, "the nodes got on between the cuts");
        found.ShouldBe(left, ignoreOrder: true);
        (await calm.ReadDepthsAsync(default)).Sum(depth => depth.Waiting + depth.Leased).ShouldBe(0);

        async Task WorkAsync(NatsAgentTransport node)
        {
            for (int round = 0; !proxy.Reached.IsCompleted; round++)
            {
                var batch = Messages(15);
                await PersistAsync(() => node.PushAsync(batch, default));
                batch.ForEach(message => pushed[message.Id] = true);

                IReadOnlyList<ReceivedMessage> received = [];
                await PersistAsync(async () => received = await node.ReceiveAsync(Request(TimeSpan.FromMilliseconds(100), 20), default));
                var mine = received.Take(round % 3 == 0 ? received.Count / 2 : received.Count).ToList();
                await PersistAsync(() => node.ReleaseAsync([.. received.Skip(mine.Count)], TimeSpan.Zero, default));
                await PersistAsync(() => node.AckAsync(mine, default));
                mine.ForEach(message => acked[message.Message.Id] = true);
            }
        }

        // As the core does, it makes a call again that failed for now.
        async Task PersistAsync(Func<Task> call)
        {
            while (true)
            {
                try
                {
                    await call();
                    return;
                }
                catch (JobMasterStoreException exception) when (nodes[0].IsTransient(exception))
                {
                    await Task.Yield();
                }
            }
        }
    }

    [Fact]
    public async Task A_waiting_receive_outlives_a_restart_of_the_server()
    {
        var server = Own(await NatsServer.StartAsync());
        var (worker, producer) = (await OpenAsync(server.Url), await OpenAsync(server.Url));
        await producer.PushAsync([Message()], default);
        await worker.AckAsync(await AwaitAsync(worker), default);
        var waiting = AwaitAsync(worker);

        await server.KillAsync();
        var message = Message();
        var pushing = producer.PushAsync([message], default);
        await server.StartAgainAsync();

        await pushing.Soon();
        Ids(await waiting).ShouldBe([message.Id]);
    }

    /// <summary>
    /// A cut falls at every few bytes of what a new connection and its first receive send and get: also when one of its subscriptions was
    /// half sent, or written for a connection that was gone already.
    /// </summary>
    [Fact]
    public async Task A_receive_that_begins_while_the_connection_is_cut_gets_what_comes_later()
    {
        var server = Own(await NatsServer.StartAsync());
        var proxy = Own(new CuttingProxy(server.Port));
        var producer = await OpenAsync(server.Url);
        var deaf = new List<int>();
        for (int bytes = 400; bytes < 3_000; bytes += 13)
        {
            await using var worker = Create(proxy.Url, Hasty);
            proxy.CutAfter(bytes, bytes + 1, times: 1);
            var receiving = PersistAsync(worker, () => worker.ReceiveAsync(Request(TestTime.Patience, 1), default));
            var message = Message();
            await producer.PushAsync([message], default);
            try
            {
                var received = await receiving.WaitAsync(TimeSpan.FromSeconds(10));
                await PersistAsync(worker, async () =>
                {
                    await worker.AckAsync(received, default);
                    return received;
                });
            }
            catch (TimeoutException)
            {
                deaf.Add(bytes);
            }
        }

        deaf.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(".p1.*")]
    [InlineData(".r.*.*")]
    public async Task A_subscription_that_did_not_reach_the_server_is_sent_again(string subject)
    {
        var server = Own(await NatsServer.StartAsync());
        var proxy = Own(new CuttingProxy(server.Port));
        var message = Message();
        await (await OpenAsync(server.Url)).PushAsync([message], default);
        proxy.LoseSubscription(subject);

        var worker = Create(proxy.Url, options => options.RequestTimeout = TimeSpan.FromSeconds(1));
        var received = await PersistAsync(worker, () => worker.ReceiveAsync(Request(TestTime.Patience, 1), default)).Soon();

        Ids(received).ShouldBe([message.Id]);
        proxy.HasLost.ShouldBeTrue();
    }

    [Fact]
    public async Task Messages_received_before_a_cut_are_acknowledged_after_it()
    {
        var server = Own(await NatsServer.StartAsync());
        var proxy = Own(new CuttingProxy(server.Port));
        var agent = await OpenAsync(proxy.Url);
        await agent.PushAsync(Messages(10), default);
        var received = await AwaitManyAsync(agent, 10);

        proxy.CutAll();
        await agent.AckAsync([.. received.Take(9)], default).Soon();

        (await (await OpenAsync(server.Url)).ReadDepthsAsync(default)).ShouldBe([new AgentDepth(Queue, 0, 1)]);
    }

    [Fact]
    public async Task With_no_server_there_calls_say_so_and_work_again_by_themselves()
    {
        var server = Own(await NatsServer.StartAsync());
        var agent = await OpenAsync(server.Url, options => options.RequestTimeout = TimeSpan.FromSeconds(2));
        await server.KillAsync();

        var failed = Message();
        var thrown = await Should.ThrowAsync<JobMasterStoreException>(() => agent.PushAsync([failed], default).Soon());
        thrown.Message.ShouldContain(server.Url);
        thrown.Message.ShouldContain("could not be reached");
        agent.IsTransient(thrown).ShouldBeTrue();
        agent.IsTransient(
            (await Should.ThrowAsync<JobMasterStoreException>(() => agent.ReceiveAsync(Request(TimeSpan.Zero), default).Soon())))
                .ShouldBeTrue();
        agent.IsTransient(await RefusedAsync(Create(server.Url), "cannot be reached")).ShouldBeTrue();

        await server.StartAgainAsync();
        await Logs.WaitAsync(line =>
            line.StartsWith("Connected", StringComparison.Ordinal)
                && Logs.Messages.Count(message => message.StartsWith("Connected", StringComparison.Ordinal)) > 2);
        var message = Message();
        await agent.PushAsync([message], default).Soon();

        // The client may have taken the first push before it saw that the server was gone, and sends what it has taken.
        Ids(await AwaitAsync(agent)).Except([failed.Id]).ShouldBe([message.Id]);
    }

    [Fact]
    public async Task A_server_that_says_nothing_any_more_is_given_up()
    {
        var server = Own(await NatsServer.StartAsync());
        var proxy = Own(new CuttingProxy(server.Port));
        var agent = await OpenAsync(proxy.Url, options => options.PingInterval = TimeSpan.FromMilliseconds(250));
        proxy.Stall();

        await Logs.WaitAsync(line => line.Contains("did not answer", StringComparison.Ordinal));
        proxy.Resume();

        await agent.PushAsync([Message()], default).Soon();
        proxy.Accepted.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task A_client_the_server_finds_too_slow_comes_back_and_has_lost_nothing()
    {
        var server = Own(await NatsServer.StartAsync("write_deadline: \"200ms\""));
        var proxy = Own(new CuttingProxy(server.Port));
        var (slow, producer) = (
            await OpenAsync(proxy.Url, options => options.AckWait = TimeSpan.FromSeconds(2)), await OpenAsync(server.Url));
        (await slow.ReceiveAsync(Request(TimeSpan.Zero), default).Soon()).ShouldBeEmpty();
        var messages = Enumerable.Range(0, 60).Select(_ => Message(body: new string('x', 200_000))).ToList();
        await producer.PushAsync(messages, default);
        proxy.Stall();
        var receiving = AwaitAsync(slow);

        await server.LoggedAsync("Slow Consumer");
        proxy.Resume();

        var found = new HashSet<Guid>(Ids(await receiving));
        while (found.Count < messages.Count)
        {
            var more = await AwaitAsync(slow);
            more.ShouldNotBeEmpty();
            found.UnionWith(Ids(more));
        }

        found.ShouldBe(messages.Select(message => message.Id), ignoreOrder: true);
    }

    private static void Hasty(NatsJetStreamOptions options)
    {
        options.AckWait = TimeSpan.FromSeconds(3);
        options.ReconnectDelay = TimeSpan.FromMilliseconds(1);
        options.MaxReconnectDelay = TimeSpan.FromMilliseconds(5);
        options.RequestTimeout = TimeSpan.FromSeconds(10);
    }

    /// <summary>As the core does, it makes a call again that failed for now, or that returned nothing.</summary>
    private static async Task<IReadOnlyList<ReceivedMessage>> PersistAsync(
        NatsAgentTransport node, Func<Task<IReadOnlyList<ReceivedMessage>>> call)
    {
        while (true)
        {
            try
            {
                if (await call() is { Count: > 0 } received)
                {
                    return received;
                }
            }
            catch (JobMasterStoreException exception) when (node.IsTransient(exception))
            {
                await Task.Yield();
            }
        }
    }
}
