using JobMaster.Conformance.Jobs;
using JobMaster.NatsJetStream.Tests.Servers;

namespace JobMaster.NatsJetStream.Tests;

/// <summary>Agents behind a web socket.</summary>
public sealed class WebSocketTests : NatsTests, IDisposable
{
    private readonly Certificates _certificates = new();

    [Fact]
    public async Task An_agent_works_over_a_web_socket_and_outlives_a_restart_of_the_server()
    {
        var server = Own(await NatsServer.StartAsync("websocket { listen: \"127.0.0.1:WSPORT\", no_tls: true }"));
        var agent = await OpenAsync(server.WebSocketUrl, options => options.RequestTimeout = TimeSpan.FromSeconds(30));
        var messages = Messages(300);
        await agent.PushAsync([.. messages.Take(200)], default).Soon();

        await server.KillAsync();
        await server.StartAgainAsync();

        await agent.PushAsync([.. messages.Skip(200)], default).Soon();
        var received = await AwaitManyAsync(agent, 300);
        Ids(received).ShouldBe(messages.Select(message => message.Id), ignoreOrder: true);
        await agent.AckAsync(received, default).Soon();
    }

    [Fact]
    public async Task Over_tls_the_authority_of_the_server_must_be_known()
    {
        var server = Own(await NatsServer.StartAsync($"websocket {{ listen: \"127.0.0.1:WSPORT\", {_certificates.Configuration()} }}"));
        string url = server.WebSocketUrl.Replace("ws://", "wss://", StringComparison.Ordinal);
        var agent = await OpenAsync(url, options => (options.TlsCaFile, options.RequireTls) = (_certificates.AuthorityFile, true));
        await agent.PushAsync(Messages(10), default).Soon();
        (await AwaitManyAsync(agent, 10)).Count.ShouldBe(10);

        await RefusedAsync(Create(url), "TLS handshake", "TlsCaFile");
    }

    public void Dispose() => _certificates.Dispose();
}
