using JobMaster.Conformance.Agents;

namespace JobMaster.NatsJetStream.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void Every_problem_is_reported_at_once()
    {
        var options = new NatsJetStreamOptions
        {
            Url = "http://me:secret@host",
            Storage = (NatsStorage)9,
            Replicas = 2,
            MaxAckPending = 0,
            MaxWaiting = -1,
            MaxBytes = 0,
            MaxMessages = -5,
            AckWait = TimeSpan.FromMilliseconds(1),
            UserName = "me",
            Token = "t",
            CredentialsFile = "/no/such/user.creds",
            NkeySeed = "SUnone",
            RequireTls = true,
            TlsCaFile = "/no/such/file.pem",
            TlsKeyFile = "/no/such/key.pem",
            InboxPrefix = "a.>",
            Domain = "a.b",
            RequestTimeout = TimeSpan.Zero,
            PingInterval = TimeSpan.FromDays(2),
        };

        var thrown = Should.Throw<JobMasterConfigurationException>(() =>
            NatsAgentTransport.Create(AgentContexts.Create("c", "Nats-1"), options));

        string[] named =
        [
            "'Nats-1'", "URL", "Storage is 9; give one of File, Memory",
            "Replicas is 2", "MaxAckPending is 0", "MaxWaiting is -1", "MaxBytes is 0", "MaxMessages is -5", "AckWait",
            "UserName and Token and CredentialsFile and NkeySeed are set", "/no/such/file.pem", "/no/such/user.creds",
            "NkeySeed is not the seed",
            "TlsCertificateFile", "InboxPrefix is 'a.>'", "Domain is 'a.b'", "RequestTimeout is 00:00:00", "PingInterval is 2.00:00:00",
        ];
        named.Where(word => !thrown.Message.Contains(word, StringComparison.Ordinal)).ShouldBeEmpty();
        thrown.Message.ShouldNotContain("secret");
    }

    [Fact]
    public void What_has_no_tls_or_lacks_its_half_is_named()
    {
        var options = new NatsJetStreamOptions { Url = "ws://host", RequireTls = true, Jwt = "x" };
        var thrown = Should.Throw<JobMasterConfigurationException>(() =>
            NatsAgentTransport.Create(AgentContexts.Create("c", "Nats-1"), options));
        thrown.Message.ShouldContain("write 'wss://'");
        thrown.Message.ShouldContain("Jwt is set and NkeySeed is not");
    }

    [Fact]
    public async Task The_defaults_are_no_problem_and_connect_to_nothing()
    {
        await using var transport = NatsAgentTransport.Create(
            AgentContexts.Create("c"), new NatsJetStreamOptions { Url = "nats://me:secret@127.0.0.1:1,tls://127.0.0.1:2" });
        transport.Description.ShouldStartWith("NATS ");
        transport.Description.ShouldNotContain("secret");
        transport.MaxBodySize.ShouldBe((1024 * 1024) - 63);
    }
}
