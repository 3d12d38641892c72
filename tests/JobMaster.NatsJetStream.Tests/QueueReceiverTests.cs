using JobMaster.Conformance.Agents;
using JobMaster.Conformance.Jobs;
using JobMaster.NatsJetStream.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobMaster.NatsJetStream.Tests;

/// <summary>What one queue's receiver does with messages nobody takes, on a server that answers when it is told to.</summary>
public sealed class QueueReceiverTests
{
    [Fact]
    public async Task Closing_waits_for_what_is_just_being_given_back()
    {
        await using var server = new SlowJetStream();
        var receiver = Open(server, holdTime: TimeSpan.Zero);
        server.Deliver("late");
        await server.Asked.Soon();

        var closing = receiver.CloseAsync();

        closing.IsCompleted.ShouldBeFalse("the connection would be closed under the answer");
        server.Confirm();
        await closing.Soon();
        server.GivenBack.ShouldBe(["late"]);
    }

    [Fact]
    public async Task Closing_gives_back_at_once_what_is_held_for_the_next_receive()
    {
        await using var server = new SlowJetStream();
        var receiver = Open(server, holdTime: TimeSpan.FromHours(1));
        receiver.Enter();
        receiver.Leave();
        server.Deliver("held");
        server.Confirm();

        await receiver.CloseAsync().Soon();

        server.GivenBack.ShouldBe(["held"]);
    }

    [Fact]
    public async Task Closing_waits_for_what_a_receive_that_is_told_to_end_puts_back()
    {
        await using var server = new SlowJetStream();
        var receiver = Open(server, holdTime: TimeSpan.FromHours(1));
        receiver.Enter();
        server.Deliver("taken");
        var taken = new List<ReceivedMessage>();
        receiver.Take(10, taken).ShouldBe(1);
        server.Confirm();

        var closing = receiver.CloseAsync();

        closing.IsCompleted.ShouldBeFalse();
        receiver.PutBack(taken);
        receiver.Take(10, taken).ShouldBe(0, "what is taken while it closes could not be acknowledged");
        receiver.Leave();
        await closing.Soon();
        server.GivenBack.ShouldBe(["taken"]);
    }

    [Fact]
    public async Task Closing_lets_a_fetch_end_before_it_stops_listening()
    {
        await using var server = new SlowJetStream();
        var receiver = Open(server, holdTime: TimeSpan.FromHours(1));
        var fetch = receiver.FetchAsync(10);
        await server.Pulled.Soon();

        var closing = receiver.CloseAsync();

        server.IsListening.ShouldBeTrue("the server would lose sight of a message it takes for the fetch");
        server.EndPull("fetched");
        server.Confirm();
        await Task.WhenAll(fetch, closing).Soon();
        server.IsListening.ShouldBeFalse();
        server.GivenBack.ShouldBe(["fetched"]);
        receiver.FetchAsync(10).IsCompleted.ShouldBeTrue("nothing is asked for any more");
    }

    [Fact]
    public async Task Closing_gives_nothing_back_before_the_server_has_dropped_the_waiting_pull()
    {
        await using var server = new SlowJetStream();
        var receiver = Open(server, holdTime: TimeSpan.FromHours(1));
        receiver.Enter();
        await receiver.EnsureConsumerAsync(default);
        receiver.Arm();
        await server.Pulled.Soon();
        server.Deliver("late");
        receiver.Leave();
        server.Confirm();

        var closing = receiver.CloseAsync();
        await server.Asked.Soon();

        server.HasDroppedPulls.ShouldBeTrue("it would take up the pull for what is given back, and lose sight of that");
        server.EndPull("never");
        await closing.Soon();
    }

    private static QueueReceiver Open(SlowJetStream server, TimeSpan holdTime)
    {
        var names = new QueueNames("c", "a");
        var stream = new AgentStream(server, names, new NatsJetStreamOptions(), AgentContexts.Create("c"), NullLogger.Instance);
        return new QueueReceiver(
            new JobQueue("default", JobMasterPriority.Medium),
            new ReceiverServices(names, stream, server, new Arrivals(), holdTime, TimeProvider.System, NullLogger.Instance));
    }

    /// <summary>Delivers what the test says, and confirms no answer before it is told to.</summary>
    private sealed class SlowJetStream : FakeJetStream, IPullConsumer
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _confirmed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<string> _givenBack = [];
        private readonly TaskCompletionSource _pulled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<PullResult> _pull = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Action<IncomingMessage> _late = _ => { };

        /// <summary>Ends when something is to be given back.</summary>
        public Task Asked => _asked.Task;

        /// <summary>Ends when it was asked for messages.</summary>
        public Task Pulled => _pulled.Task;

        public bool IsListening { get; private set; } = true;

        public bool HasDroppedPulls { get; private set; }

        public IReadOnlyList<string> GivenBack => _givenBack;

        public void Deliver(string ackSubject) => _late(Message(ackSubject));

        public void EndPull(string ackSubject) => _pull.SetResult(new PullResult([Message(ackSubject)], PullEnd.NoMore, null));

        public void Confirm() => _confirmed.TrySetResult();

        public override async Task AcknowledgeAsync(
            IReadOnlyList<string> ackSubjects, AckKind kind, TimeSpan delay, CancellationToken cancellationToken)
        {
            kind.ShouldBe(AckKind.Nak);
            _asked.TrySetResult();
            await _confirmed.Task;
            _givenBack.AddRange(ackSubjects);
        }

        /// <summary>The server forgets pulls nobody listens to when it is asked about their consumer.</summary>
        public override Task<ConsumerInfo?> GetConsumerAsync(string stream, string consumer, CancellationToken cancellationToken)
        {
            IsListening.ShouldBeFalse("a pull somebody listens to is not dropped");
            HasDroppedPulls = true;
            return Task.FromResult<ConsumerInfo?>(null);
        }

        public override IPullConsumer OpenConsumer(string stream, string consumer, Action<IncomingMessage> late)
        {
            _late = late;
            return this;
        }

        public Task<PullResult> PullAsync(int limit, bool noWait, TimeSpan? expires)
        {
            _pulled.TrySetResult();
            return _pull.Task;
        }

        public override ValueTask DisposeAsync()
        {
            IsListening = false;
            return base.DisposeAsync();
        }

        private static IncomingMessage Message(string ackSubject) =>
            new(Guid.CreateVersion7(), [], ackSubject, 1, DateTimeOffset.UnixEpoch);
    }
}
