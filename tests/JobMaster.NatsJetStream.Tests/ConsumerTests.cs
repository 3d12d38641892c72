using JobMaster.Conformance.Agents;
using JobMaster.Conformance.Jobs;
using JobMaster.NatsJetStream.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobMaster.NatsJetStream.Tests;

public sealed class ConsumerTests
{
    [Fact]
    public async Task A_consumer_is_made_once_the_server_has_removed_the_one_before()
    {
        await using var server = new BusyJetStream(refusals: 3);

        await StreamOn(server).EnsureConsumerAsync(new JobQueue("default", JobMasterPriority.Medium), default).Soon();

        server.Calls.ShouldBe(4);
    }

    [Fact]
    public async Task A_consumer_whose_directory_the_server_still_writes_to_is_removed_by_a_repeat()
    {
        await using var server = new BusyJetStream(refusals: 1);

        await StreamOn(server).RemoveConsumerAsync(new JobQueue("default", JobMasterPriority.Medium), default).Soon();

        server.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task A_server_that_goes_on_refusing_is_reported_as_a_failure_that_passes()
    {
        await using var server = new BusyJetStream(refusals: int.MaxValue);

        var error = await Should.ThrowAsync<JetStreamException>(
            () => StreamOn(server).EnsureConsumerAsync(new JobQueue("default", JobMasterPriority.Medium), default).Soon());

        NatsFailures.IsTransient(error).ShouldBeTrue();
    }

    private static AgentStream StreamOn(IJetStream server) =>
        new(server, new QueueNames("c", "a"), new NatsJetStreamOptions(), AgentContexts.Create("c"), NullLogger.Instance);

    /// <summary>Still removes the files of the consumer before.</summary>
    private sealed class BusyJetStream(int refusals) : FakeJetStream
    {
        public int Calls { get; private set; }

        public override Task CreateOrUpdateConsumerAsync(string stream, ConsumerConfig config, CancellationToken cancellationToken) =>
            ++Calls <= refusals
            ? Task.FromException(
                new JetStreamException(
                    new ApiError(500, JetStreamException.ConsumerNotCreated, "error creating store for consumer"), "create"))
            : Task.CompletedTask;

        public override Task<bool> DeleteConsumerAsync(string stream, string consumer, CancellationToken cancellationToken) =>
            ++Calls <= refusals
            ? Task.FromException<bool>(
                new JetStreamException(
                    new ApiError(500, JetStreamException.StreamFailed, "unlinkat /obs/3_default: directory not empty"), "delete"))
            : Task.FromResult(false);
    }
}
