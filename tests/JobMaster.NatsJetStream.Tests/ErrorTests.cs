using JobMaster.NatsJetStream.Client;
using JobMaster.NatsJetStream.Connection;

namespace JobMaster.NatsJetStream.Tests;

/// <summary>What users are told when NATS refuses: the advice fits the cause.</summary>
public sealed class ErrorTests
{
    private readonly NatsFailures _failures = new("NATS nats://broker:4222", "JobMaster_shop_nats-1");

    [Theory]
    [InlineData(503, 10002, "takes no more", "MaxBytes")]
    [InlineData(503, 10023, "takes no more", "MaxBytes")]
    [InlineData(500, 10028, "takes no more", "MaxBytes")]
    [InlineData(500, 10047, "takes no more", "MaxBytes")]
    [InlineData(503, 10039, "what the server said", "enable it for the account")]
    [InlineData(503, 10076, "what the server said", "jetstream { }")]
    [InlineData(503, 10035, "what the server said", "enable it for the account")]
    [InlineData(400, 10026, "what the server said", "max_consumers")]
    [InlineData(400, 10027, "what the server said", "max_streams")]
    [InlineData(400, 10054, "what the server said", "max_msg_size")]
    [InlineData(500, 10052, "cannot be changed", "Set the option back")]
    [InlineData(404, 10059, "is not there any more", "provisions it again")]
    [InlineData(400, 10065, "cannot be made", "begin with 'jobmaster.'")]
    [InlineData(503, 10005, "cannot be made", "Set Replicas")]
    [InlineData(400, 10074, "cannot be made", "Set Replicas")]
    [InlineData(400, 10113, "cannot be made", "Set MaxBytes")]
    [InlineData(400, 10122, "cannot be made", "Set MaxBytes")]
    [InlineData(400, 10099, "what the server said", "Delete the consumer")]
    [InlineData(400, 10100, "what the server said", "Delete the consumer")]
    [InlineData(503, 10004, "no leader", "Wait until")]
    [InlineData(503, 10006, "no leader", "Wait until")]
    [InlineData(503, 10008, "no leader", "Wait until")]
    [InlineData(500, 10009, "no leader", "Wait until")]
    [InlineData(500, 10118, "is offline", "Start the servers")]
    [InlineData(500, 10119, "is offline", "Start the servers")]
    [InlineData(400, 10109, "is sealed", "Delete the stream")]
    [InlineData(400, 10003, "JetStream refused", "server's log")]
    public async Task The_advice_fits_the_number(int code, int number, string problem, string remedy)
    {
        var refused = new JetStreamException(new ApiError(code, number, "what the server said"), "$JS.API.STREAM.CREATE.x");
        string message = (await Should.ThrowAsync<JobMasterStoreException>(_failures.CallAsync(() => Task.FromException(refused)))).Message;
        message.ShouldStartWith("NATS nats://broker:4222: ");
        message.ShouldContain(problem);
        message.ShouldContain(remedy);
    }

    [Fact]
    public async Task What_the_protocol_client_says_is_passed_on()
    {
        var away = new BrokerUnavailableException("nats://broker:4222 cannot be reached: refused");
        var failure = await Should.ThrowAsync<JobMasterStoreException>(_failures.CallAsync(() => Task.FromException(away)));
        failure.Message.ShouldBe("NATS nats://broker:4222: nats://broker:4222 cannot be reached: refused");
        NatsFailures.IsTransient(failure).ShouldBeTrue();
    }
}
