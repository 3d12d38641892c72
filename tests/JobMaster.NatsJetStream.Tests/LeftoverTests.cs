using System.Collections.Concurrent;
using JobMaster.Conformance.Jobs;
using JobMaster.NatsJetStream.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobMaster.NatsJetStream.Tests;

/// <summary>
/// Messages a crashed server still has though their consumer counts them as acknowledged. <c>MixedClusterTests</c> meets them on real
/// servers.
/// </summary>
public sealed class LeftoverTests
{
    private static readonly QueueNames Names = new("nats-tests", "leftovers");
    private static readonly JobQueue Queue = new("default", JobMasterPriority.Medium);

    [Fact]
    public async Task A_consumer_that_will_never_deliver_what_the_stream_still_has_is_removed()
    {
        await using var stream = new ScriptedStream((AckFloor: 40, Pending: 0, First: 7), (40, 0, 7));
        Leftovers(stream).LookIfDue(default);
        (await stream.Deleted.Task.Soon()).ShouldBe(QueueNames.Consumer(Queue));
    }

    [Fact]
    public async Task What_is_only_just_being_removed_or_still_under_way_is_looked_at_again()
    {
        await using var stream = new ScriptedStream((40, 0, 7), (40, 3, 7), (41, 0, 9), (41, 0, null));
        Leftovers(stream).LookIfDue(default);
        await stream.OverLooked.Task.Soon();
        stream.Deleted.Task.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_message_behind_the_acknowledged_ones_is_left_alone_and_a_connection_looked_at_once()
    {
        await using var stream = new ScriptedStream((40, 0, 41));
        var leftovers = Leftovers(stream);
        leftovers.LookIfDue(default);
        await stream.OverLooked.Task.Soon();
        leftovers.LookIfDue(default);
        stream.Lists.ShouldBe(1);
        stream.Deleted.Task.IsCompleted.ShouldBeFalse();
    }

    private static AckedLeftovers Leftovers(ScriptedStream stream)
    {
        var services = new ReceiverServices(
            Names, null!, stream, new Arrivals(), TimeSpan.FromSeconds(1), TimeProvider.System, NullLogger.Instance);
        var receiver = new QueueReceiver(Queue, services);
        return new AckedLeftovers(services, queue => queue == Queue ? receiver : null);
    }

    /// <summary>A stream with one consumer, which says at each look what the test has put in.</summary>
    private sealed class ScriptedStream(params (long AckFloor, long Pending, long? First)[] looks) : FakeJetStream
    {
        private readonly ConcurrentQueue<(long AckFloor, long Pending, long? First)> _looks = new(looks);
        private (long AckFloor, long Pending, long? First) _look;

        public TaskCompletionSource<string> Deleted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The last look was answered.</summary>
        public TaskCompletionSource OverLooked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Lists { get; private set; }

        public override Task<IReadOnlyList<ConsumerInfo>> ListConsumersAsync(string stream, CancellationToken cancellationToken)
        {
            Lists++;
            _looks.TryDequeue(out _look).ShouldBeTrue();
            var config = new ConsumerConfig { DurableName = QueueNames.Consumer(Queue), FilterSubject = Names.Subject(Queue) };
            return Task.FromResult<IReadOnlyList<ConsumerInfo>>(
                [new ConsumerInfo { Config = config, NumAckPending = _look.Pending, AckFloor = new SequencePlace(_look.AckFloor) }]);
        }

        public override Task<long?> FindFirstAsync(string stream, string subject, CancellationToken cancellationToken)
        {
            subject.ShouldBe(Names.Subject(Queue));
            if (_looks.IsEmpty)
            {
                OverLooked.TrySetResult();
            }

            return Task.FromResult(_look.First);
        }

        public override Task<bool> DeleteConsumerAsync(string stream, string consumer, CancellationToken cancellationToken)
        {
            _looks.Enqueue((0, 0, null));
            Deleted.TrySetResult(consumer);
            return Task.FromResult(true);
        }

        public override IPullConsumer OpenConsumer(string stream, string consumer, Action<IncomingMessage> late) => null!;
    }
}
