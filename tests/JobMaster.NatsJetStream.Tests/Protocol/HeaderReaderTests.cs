using System.Text;
using JobMaster.NatsJetStream.Protocol;

namespace JobMaster.NatsJetStream.Tests.Protocol;

public sealed class HeaderReaderTests
{
    [Theory]
    [InlineData("NATS/1.0\r\n\r\n", 0, "")]
    [InlineData("NATS/1.0 503\r\n\r\n", 503, "")]
    [InlineData("NATS/1.0 404 No Messages\r\n\r\n", 404, "No Messages")]
    [InlineData("NATS/1.0   409   Consumer Deleted  \r\nA: b\r\n\r\n", 409, "Consumer Deleted")]
    [InlineData("NATS/1.0 what\r\n\r\n", 0, "")]
    public void The_status_line_is_read(string block, int status, string description)
    {
        var headers = new HeaderReader(Encoding.UTF8.GetBytes(block));
        headers.Status.ShouldBe(status);
        Encoding.UTF8.GetString(headers.Description).ShouldBe(description);
    }

    [Theory]
    [InlineData("NATS/1.0\r\nNats-Msg-Id: x1\r\n\r\n", "x1")]
    [InlineData("NATS/1.0\r\nnats-msg-id:x1\r\n\r\n", "x1")]
    [InlineData("NATS/1.0 200 OK\r\nOther: a: b\r\nNats-Msg-Id:  x1 \r\nNats-Msg-Id: x2\r\n\r\n", "x1")]
    [InlineData("NATS/1.0\r\nNats-Msg-Id: x1", "x1")]
    [InlineData("NATS/1.0\r\nNats-Msg-Idx: x1\r\n\r\n", null)]
    [InlineData("NATS/1.0\r\n: x1\r\nno colon\r\n\r\n", null)]
    [InlineData("NATS/1.0", null)]
    public void A_field_is_found_by_its_name(string block, string? value)
    {
        bool isFound = new HeaderReader(Encoding.UTF8.GetBytes(block)).TryGet("Nats-Msg-Id"u8, out var found);
        isFound.ShouldBe(value is not null);
        Encoding.UTF8.GetString(found).ShouldBe(value ?? "");
    }

    [Fact]
    public void Headers_of_another_protocol_are_refused() => Should.Throw<NatsProtocolException>(() => new HeaderReader("HTTP/1.1 200 OK\r\n\r\n"u8).Status);
}
