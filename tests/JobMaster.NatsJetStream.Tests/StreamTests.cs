using System.Text.Json;
using JobMaster.Conformance.Agents;
using JobMaster.Conformance.Jobs;
using NATS.Client.Core;

namespace JobMaster.NatsJetStream.Tests;

/// <summary>The stream and the consumers an agent makes.</summary>
public sealed class StreamTests : NatsTests
{
    private readonly NatsConnection _connection = NatsFixture.Connect();

    public StreamTests() => Own(_connection);

    private QueueNames Names => new("nats-tests", Fixture.Agent);

    [Fact]
    public async Task The_stream_refuses_what_it_cannot_hold_and_keeps_each_message_until_it_is_acknowledged()
    {
        await OpenAsync(configure: options => (options.MaxBytes, options.DuplicateWindow) = (1_000_000, TimeSpan.FromMinutes(7)));
        var config = await StreamAsync();
        config["retention"].GetString().ShouldBe("workqueue");
        config["discard"].GetString().ShouldBe("new");
        config["storage"].GetString().ShouldBe("file");
        config["max_age"].GetInt64().ShouldBe(0);
        config["max_bytes"].GetInt64().ShouldBe(1_000_000);
        config["duplicate_window"].GetInt64().ShouldBe(TimeSpan.FromMinutes(7).Ticks * 100);
    }

    [Fact]
    public async Task A_consumer_delivers_as_often_as_it_takes()
    {
        var agent = await OpenAsync(configure: options => (options.AckWait, options.MaxAckPending) = (TimeSpan.FromSeconds(12), 77));
        await agent.ReceiveAsync(Request(TimeSpan.Zero), default).Soon();
        var config = await AskAsync($"CONSUMER.INFO.{Names.Stream}.{QueueNames.Consumer(Queue)}");
        config["ack_policy"].GetString().ShouldBe("explicit");
        config["max_deliver"].GetInt32().ShouldBe(-1);
        config["ack_wait"].GetInt64().ShouldBe(12_000_000_000);
        config["max_ack_pending"].GetInt32().ShouldBe(77);
        config["filter_subject"].GetString().ShouldBe(Names.Subject(Queue));
    }

    [Fact]
    public async Task Starting_again_changes_nothing_and_with_other_options_only_these()
    {
        string first = await Create().ProvisionAsync(default);
        var agent = await OpenAsync(configure: options => options.AckWait = TimeSpan.FromSeconds(5));
        await agent.PushAsync([Message()], default);
        await agent.ReceiveAsync(Request(TimeSpan.Zero), default);
        Logs.Messages.Count(line => line.StartsWith("Stream", StringComparison.Ordinal)).ShouldBe(1);

        var other = Create(configure: options => (options.MaxMessages, options.AckWait) = (500, TimeSpan.FromSeconds(6)));
        (await other.ProvisionAsync(default)).ShouldBe(first);
        await other.ReceiveAsync(Request(TimeSpan.Zero), default);

        (await StreamAsync())["max_msgs"].GetInt32().ShouldBe(500);
        (await AskAsync($"CONSUMER.INFO.{Names.Stream}.{QueueNames.Consumer(Queue)}"))["ack_wait"].GetInt64().ShouldBe(6_000_000_000);
        (await other.ReadDepthsAsync(default)).Sum(depth => depth.Leased).ShouldBe(1);
    }

    [Fact]
    public async Task What_an_operator_has_set_besides_stays()
    {
        await OpenAsync();
        var config = await StreamAsync();
        config["allow_direct"] = JsonSerializer.SerializeToElement(true);
        await AskAsync($"STREAM.UPDATE.{Names.Stream}", JsonSerializer.SerializeToUtf8Bytes(config));

        await OpenAsync(configure: options => options.MaxMessages = 500);

        var after = await StreamAsync();
        after["allow_direct"].GetBoolean().ShouldBeTrue();
        after["max_msgs"].GetInt32().ShouldBe(500);
    }

    [Fact]
    public async Task Two_agents_are_told_apart()
    {
        await using var elsewhere = Fixture.Open(NatsFixture.Url, "another-cluster", _ => { });
        (await elsewhere.ProvisionAsync(default)).ShouldNotBe(await Create().ProvisionAsync(default));
    }

    [Theory]
    [InlineData("limits", "new")]
    [InlineData("workqueue", "old")]
    public async Task A_stream_that_would_lose_jobs_is_refused(string retention, string discard)
    {
        await AskAsync(
            $"STREAM.CREATE.{Names.Stream}",
            JsonSerializer.SerializeToUtf8Bytes(
                new { name = Names.Stream, subjects = new[] { Names.AllSubjects }, retention, discard, storage = "file" }));
        await RefusedAsync(Create(), Names.Stream, retention, discard, "would be lost");
    }

    [Fact]
    public async Task What_cannot_be_changed_is_said()
    {
        await OpenAsync();
        await RefusedAsync(
            Create(configure: options => options.Storage = NatsStorage.Memory), Names.Stream, "storage type", "Set the option back");
    }

    [Fact]
    public async Task With_automatic_provisioning_off_what_is_missing_is_named_with_the_command_that_makes_it()
    {
        var options = new NatsJetStreamOptions { Url = NatsFixture.Url };
        var context = AgentContexts.Create("nats-tests", Fixture.Agent) with { AutoProvision = false };
        var agent = Own(NatsAgentTransport.Create(context, options));
        await RefusedAsync(agent, $"nats stream add {Names.Stream}", "--retention work", "--discard new");

        await OpenAsync();
        await agent.ProvisionAsync(default).Soon();
        await agent.PushAsync([Message()], default).Soon();
        var thrown = await Should.ThrowAsync<JobMasterStoreException>(() => agent.ReceiveAsync(Request(TimeSpan.Zero), default).Soon());
        thrown.Message.ShouldContain($"nats consumer add {Names.Stream} {QueueNames.Consumer(Queue)}");
    }

    [Fact]
    public async Task A_stream_that_was_deleted_is_made_again_with_the_next_push_or_receive()
    {
        var agent = await OpenAsync(configure: options => options.RequestTimeout = TimeSpan.FromSeconds(1));
        (await agent.ReceiveAsync(Request(TimeSpan.Zero), default).Soon()).ShouldBeEmpty();
        await AskAsync($"STREAM.DELETE.{Names.Stream}");

        var message = Message();
        await agent.PushAsync([message], default).Soon();
        Ids(await AwaitAsync(agent)).ShouldBe([message.Id]);

        var other = await OpenAsync();
        await AskAsync($"STREAM.DELETE.{Names.Stream}");
        (
            await other.ReceiveAsync(Request(TimeSpan.Zero, queue: new JobQueue("new", JobMasterPriority.Low)), default).Soon())
                .ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_that_something_else_put_there_is_removed_and_logged()
    {
        var agent = await OpenAsync();
        await _connection.RequestAsync<string, string>(Names.Subject(Queue), "stray").AsTask().Soon();
        var message = Message();
        await agent.PushAsync([message], default);

        Ids(await AwaitAsync(agent)).ShouldBe([message.Id]);

        await Logs.WaitAsync(line => line.Contains("has no job's id", StringComparison.Ordinal));
    }

    private async Task<Dictionary<string, JsonElement>> StreamAsync() => await AskAsync($"STREAM.INFO.{Names.Stream}");

    /// <summary>Asks JetStream; the configuration in its answer.</summary>
    private async Task<Dictionary<string, JsonElement>> AskAsync(string call, byte[]? body = null)
    {
        using var answer = await NatsFixture.AskAsync(_connection, call, body);
        answer.RootElement.TryGetProperty("error", out var error).ShouldBeFalse(error.ToString());
        return answer.RootElement.TryGetProperty("config", out var config)
            ? config.EnumerateObject().ToDictionary(property => property.Name, property => property.Value.Clone())
            : [];
    }
}
