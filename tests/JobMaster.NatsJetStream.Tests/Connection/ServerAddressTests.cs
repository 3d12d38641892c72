using JobMaster.NatsJetStream.Connection;

namespace JobMaster.NatsJetStream.Tests.Connection;

public sealed class ServerAddressTests
{
    [Theory]
    [InlineData("nats://localhost:4222", "nats://localhost:4222")]
    [InlineData("localhost", "nats://localhost:4222")]
    [InlineData("10.0.0.7:14222", "nats://10.0.0.7:14222")]
    [InlineData("tls://broker.example.com", "tls://broker.example.com:4222")]
    [InlineData("nats://[::1]:5000", "nats://[::1]:5000")]
    [InlineData("nats://me:secret@host:1", "nats://host:1")]
    [InlineData("nats://token@host", "nats://host:4222")]
    [InlineData("ws://host", "ws://host")]
    [InlineData("wss://me:secret@host:8443/nats", "wss://host:8443/nats")]
    public void An_address_is_read_and_shown_without_its_secrets(string url, string shown) =>
        ServerAddress.Parse(url).ToString().ShouldBe(shown);

    [Fact]
    public void The_login_is_read()
    {
        var named = ServerAddress.Parse("nats://me%40home:pass%3Aword%2F@host");
        (named.User, named.Password, named.Token).ShouldBe(("me@home", "pass:word/", null));
        var token = ServerAddress.Parse("nats://s3cr3t@host");
        (token.User, token.Password, token.Token).ShouldBe((null, null, "s3cr3t"));
    }

    [Fact]
    public void Several_are_separated_by_commas() =>
        ServerAddress.ParseList("nats://a:1, tls://b ,c:3,").Select(server => server.ToString())
            .ShouldBe(["nats://a:1", "tls://b:4222", "nats://c:3"]);

    [Theory]
    [InlineData("")]
    [InlineData(" , ")]
    [InlineData("http://host:80")]
    [InlineData("nats://")]
    [InlineData("nats://me:secret@host:notaport")]
    public void What_is_no_address_is_refused_without_repeating_a_secret(string urls) =>
        Should.Throw<FormatException>(() => ServerAddress.ParseList(urls)).Message.ShouldNotContain("secret");

    [Theory]
    [InlineData("http://localhost:4222", "'http://localhost:4222'")]
    [InlineData("http://me:secret@localhost:4222", "'http://…@localhost:4222'")]
    public void A_URL_that_cannot_be_read_is_named_without_its_login(string url, string shown) =>
        Should.Throw<FormatException>(() => ServerAddress.ParseList(url)).Message.ShouldStartWith($"The NATS URL {shown} cannot be read.");

    [Fact]
    public void Pauses_double_up_to_the_longest_and_are_jittered()
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5), new Random(5));
        var pauses = Enumerable.Range(0, 40).Select(_ => backoff.Next()).ToList();

        for (int round = 0; round < pauses.Count; round++)
        {
            var full = TimeSpan.FromMilliseconds(Math.Min(5000, 50 * Math.Pow(2, round)));
            pauses[round].ShouldBeInRange(full / 2, full);
        }

        pauses.Distinct().Count().ShouldBe(40);
    }
}
