using System.Buffers;
using System.Text;
using JobMaster.NatsJetStream.Protocol;

namespace JobMaster.NatsJetStream.Tests.Protocol;

public sealed class CommandsTests
{
    private readonly ArrayBufferWriter<byte> _written = new();

    private string Written => Encoding.UTF8.GetString(_written.WrittenSpan);

    [Fact]
    public void Commands_are_written_as_the_protocol_has_them()
    {
        Commands.Subscribe(_written, "_INBOX.a.*", 12);
        Commands.Unsubscribe(_written, 12);
        Commands.Ping(_written);
        Commands.Pong(_written);
        Commands.Publish(_written, "a.b", "r.1"u8, "hé"u8);
        Commands.Publish(_written, "a.b", [], []);

        Written.ShouldBe("SUB _INBOX.a.* 12\r\nUNSUB 12\r\nPING\r\nPONG\r\nPUB a.b r.1 3\r\nhé\r\nPUB a.b  0\r\n\r\n");
    }

    [Fact]
    public void A_message_with_an_id_says_the_size_of_its_headers()
    {
        var id = Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057");
        Commands.PublishWithId(_written, "a.b", "r.1"u8, id, "xyz"u8);

        const string headers = "NATS/1.0\r\nNats-Msg-Id: 01890a5d-ac96-774b-bcce-b302099a8057\r\n\r\n";
        Commands.HeaderSize.ShouldBe(headers.Length);
        Written.ShouldBe($"HPUB a.b r.1 {headers.Length} {headers.Length + 3}\r\n{headers}xyz\r\n");
    }

    [Fact]
    public void What_we_say_of_ourselves_names_no_login_that_was_not_given()
    {
        string json = Encoding.UTF8.GetString(new ConnectCommand { Name = "JobMaster", Version = "1.0" }.ToJson());
        json.ShouldContain("\"headers\":true");
        json.ShouldContain("\"no_responders\":true");
        json.ShouldContain("\"verbose\":false");
        json.ShouldNotContain("pass");
        json.ShouldNotContain("auth_token");
    }
}
