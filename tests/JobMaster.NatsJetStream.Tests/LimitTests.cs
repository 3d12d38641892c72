using JobMaster.Conformance.Jobs;
using JobMaster.NatsJetStream.Tests.Servers;

namespace JobMaster.NatsJetStream.Tests;

/// <summary>What servers and accounts refuse, and what they are too old for.</summary>
public sealed class LimitTests : NatsTests
{
    [Fact]
    public async Task A_body_may_be_as_large_as_the_server_takes_and_no_larger()
    {
        var server = Own(await NatsServer.StartAsync("max_payload: 10000"));
        var agent = await OpenAsync(server.Url);
        agent.MaxBodySize.ShouldBe(10_000 - 63);
        var fits = Message(body: new string('x', agent.MaxBodySize!.Value));
        await agent.PushAsync([fits], default).Soon();
        (await AwaitAsync(agent)).Single().Message.Body.Length.ShouldBe(agent.MaxBodySize.Value);

        var tooLarge = Message(body: new string('x', agent.MaxBodySize.Value + 1));
        var thrown = await Should.ThrowAsync<JobMasterStoreException>(() => agent.PushAsync([fits, tooLarge], default));
        thrown.Message.ShouldContain(tooLarge.Id.ToString());
        thrown.Message.ShouldContain("max_payload");
        agent.IsTransient(thrown).ShouldBeFalse();
        await agent.PushAsync([Message()], default).Soon();
    }

    [Fact]
    public async Task Many_large_messages_are_not_asked_for_faster_than_the_server_can_send_them()
    {
        var server = Own(await NatsServer.StartAsync("max_pending: 12000000"));
        var agent = await OpenAsync(server.Url);
        for (int batch = 0; batch < 10; batch++)
        {
            await agent.PushAsync([.. Enumerable.Range(0, 10).Select(_ => Message(body: new string('x', 250_000)))], default).Soon();
        }

        var received = await AwaitManyAsync(agent, 100);

        received.ShouldAllBe(message => message.Deliveries == 1);
        await agent.AckAsync(received, default).Soon();
        Logs.Messages.ShouldNotContain(line => line.Contains("was lost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_full_stream_refuses_what_is_new_and_keeps_what_is_there()
    {
        var agent = await OpenAsync(configure: options => options.MaxMessages = 5);
        await agent.PushAsync(Messages(5), default);

        var thrown = await Should.ThrowAsync<JobMasterStoreException>(() => agent.PushAsync(Messages(3), default).Soon());

        thrown.Message.ShouldContain("takes no more");
        thrown.Message.ShouldContain("MaxMessages");
        agent.IsTransient(thrown).ShouldBeFalse();
        await agent.AckAsync(await AwaitManyAsync(agent, 5), default);
        await agent.PushAsync(Messages(5), default).Soon();
    }

    [Fact]
    public async Task Limits_of_an_account_are_explained()
    {
        var server = Own(await NatsServer.StartAsync(
            "accounts { A: { jetstream: { max_store: 20000, max_consumers: 1 }, users: [ { user: a, password: p } ] }, N: { users: [ { " +
            "user: n, password: p } ] } }"));
        var agent = await OpenAsync(server.Url, options => (options.UserName, options.Password) = ("a", "p"));
        await agent.PushAsync(Messages(10), default).Soon();
        var full = await Should.ThrowAsync<JobMasterStoreException>(() =>
            agent.PushAsync([.. Enumerable.Range(0, 10).Select(_ => Message(body: new string('x', 9000)))], default).Soon());
        full.Message.ShouldContain("takes no more");

        await AwaitAsync(agent);
        var request = Request(TimeSpan.Zero, queue: new JobQueue("other", JobMasterPriority.Medium));
        (
            await Should.ThrowAsync<JobMasterStoreException>(() => agent.ReceiveAsync(request, default).Soon()))
                .Message.ShouldContain("max_consumers");

        await RefusedAsync(Create(server.Url, options => (options.UserName, options.Password) = ("n", "p")), "enable it for the account");
        await RefusedAsync(
            Create(server.Url, options => (options.UserName, options.Password, options.Domain) = ("a", "p", "nowhere")), "JetStream");
    }

    [Fact]
    public async Task A_server_without_jetstream_is_told_from_one_that_is_away()
    {
        var server = Own(await NatsServer.StartAsync(hasJetStream: false));
        var refused = await RefusedAsync(Create(server.Url), "JetStream", "jetstream {");
        Create().IsTransient(refused).ShouldBeFalse();
    }

    [Theory]
    [InlineData("2.8.4", true, "2.8.4", "2.9")]
    [InlineData("2.10.0-beta", false, "headers", "no_header_support")]
    public async Task A_server_that_cannot_do_it_is_refused(string version, bool hasHeaders, params string[] words)
    {
        var server = Own(new ScriptedServer($$"""INFO {"version":"{{version}}","headers":{{(hasHeaders ? "true" : "false")}},"max_payload":1048576}"""));
        await RefusedAsync(Create(server.Url), words);
    }

    [Fact]
    public async Task What_is_no_nats_server_is_told()
    {
        await using var server = new ScriptedServer("SSH-2.0-OpenSSH_9.2");
        await RefusedAsync(Create(server.Url, options => options.ConnectTimeout = TimeSpan.FromSeconds(1)), "Is it a NATS server");
    }

    [Fact]
    public async Task A_queue_with_as_many_unacknowledged_messages_as_it_may_have_gives_more_when_some_are_done()
    {
        var agent = await OpenAsync(configure: options => options.MaxAckPending = 3);
        await agent.PushAsync(Messages(8), default);
        var first = await AwaitManyAsync(agent, 3);
        (await agent.ReceiveAsync(Request(TimeSpan.FromMilliseconds(100)), default).Soon()).ShouldBeEmpty();

        var waiting = AwaitAsync(agent);
        await agent.AckAsync(first, default);
        var seen = Ids(first).Concat(Ids(await waiting)).ToHashSet();
        (await agent.ReadDepthsAsync(default)).Sum(depth => depth.Leased).ShouldBeInRange(1, 3);
        seen.Count.ShouldBeInRange(4, 6);
    }
}
