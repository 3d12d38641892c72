using System.Text;
using JobMaster.Conformance.Jobs;

namespace JobMaster.Conformance.Agents;

public abstract partial class AgentTransportConformance<TFixture>
{
    [Fact]
    public async Task A_message_comes_as_it_was_pushed()
    {
        var agent = await OpenAsync();
        byte[] body = [
            .. Enumerable.Range(0, 256).Select(at => (byte)at), 13, 10, 0, 0xC3, 0x28, .. Encoding.UTF8.GetBytes("zażółć 🚀\r\n")];
        var message = new AgentMessage(Guid.CreateVersion7(), Queue, body);

        await PushAsync(agent, message);

        var received = (await ReceiveAsync(agent)).ShouldHaveSingleItem();
        received.Message.Id.ShouldBe(message.Id);
        received.Message.Queue.ShouldBe(Queue);
        received.Message.Body.ToArray().ShouldBe(body);
        received.Deliveries.ShouldBe(1);
        received.Receipt.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task An_empty_body_and_a_large_one_come_as_they_were_pushed()
    {
        var agent = await OpenAsync();
        var large = new byte[Math.Min(agent.MaxBodySize ?? 300_000, 300_000)];
        new Random(7).NextBytes(large);
        var empty = new AgentMessage(Guid.CreateVersion7(), Queue, ReadOnlyMemory<byte>.Empty);
        await PushAsync(agent, empty, new AgentMessage(Guid.CreateVersion7(), Queue, large));

        var received = await AwaitManyAsync(agent, 2);

        received[0].Message.Body.Length.ShouldBe(0);
        received[1].Message.Body.ToArray().ShouldBe(large);
    }

    [Fact]
    public async Task A_message_pushed_again_under_its_id_is_stored_once()
    {
        var agent = await OpenAsync();
        var message = Message();

        await PushAsync(agent, message, message);
        await PushAsync(await OpenAsync(), message);
        var received = await ReceiveAsync(agent);
        await PushAsync(agent, message);

        received.ShouldHaveSingleItem();
        (await ReceiveAsync(agent)).ShouldBeEmpty();
        (await DepthAsync(agent)).ShouldBe((0, 1));
    }

    [Fact]
    public async Task Pushing_nothing_does_nothing()
    {
        var agent = await OpenAsync();
        await PushAsync(agent);
        await AckAsync(agent);
        await ReleaseAsync(agent, TimeSpan.Zero);
        (await agent.ReadDepthsAsync(default)).ShouldAllBe(depth => depth.Waiting == 0 && depth.Leased == 0);
    }

    [Fact]
    public async Task Thousands_are_pushed_and_acknowledged_at_once()
    {
        var agent = await OpenAsync();
        var messages = Messages(3000);
        await PushAsync(agent, messages);
        (await DepthAsync(agent)).ShouldBe((3000, 0));

        var received = await AwaitManyAsync(agent, 3000);
        Ids(received).ShouldBe(Ids(messages));
        await AckAsync(agent, received);

        (await DepthAsync(agent)).ShouldBe((0, 0));
        (await ReceiveAsync(agent)).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_push_reaches_many_queues()
    {
        var agent = await OpenAsync();
        JobQueue[] queues = [At(JobMasterPriority.High), At(JobMasterPriority.Low), At(JobMasterPriority.High, "mail")];
        var messages = queues.Select(queue => Message(queue)).ToList();

        await PushAsync(agent, messages);

        Ids(await AwaitManyAsync(agent, 3, queues)).ShouldBe(Ids(messages), ignoreOrder: true);
    }

    [Fact]
    public async Task Pushes_at_once_are_all_stored()
    {
        IAgentTransport[] agents = [await OpenAsync(), await OpenAsync()];
        var messages = Messages(200);

        await Task.WhenAll(messages.Select((message, at) => Task.Run(() => PushAsync(agents[at % 2], message)))).Soon();

        Ids(await AwaitManyAsync(agents[0], 200)).ShouldBe(Ids(messages), ignoreOrder: true);
    }

    [Fact]
    public async Task Provisioning_again_and_by_many_at_once_keeps_what_is_there()
    {
        var agent = await OpenAsync();
        var message = Message();
        await PushAsync(agent, message);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => OpenAsync()));
        await agent.ProvisionAsync(default).Soon();

        Ids(await ReceiveAsync(agent)).ShouldBe([message.Id]);
    }

    [Fact]
    public async Task A_push_with_a_cancelled_token_is_refused()
    {
        var agent = await OpenAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => agent.PushAsync([Message()], new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task The_agent_is_named_without_secrets()
    {
        var agent = await OpenAsync();
        agent.Description.ShouldNotBeNullOrWhiteSpace();
        agent.Description.ShouldNotContain("password", Case.Insensitive);
    }

    [Fact]
    public async Task An_ordinary_error_is_not_taken_for_a_passing_one()
    {
        var agent = await OpenAsync();
        agent.IsTransient(new InvalidOperationException()).ShouldBeFalse();
        agent.IsTransient(new TimeoutException()).ShouldBeTrue();
    }
}
