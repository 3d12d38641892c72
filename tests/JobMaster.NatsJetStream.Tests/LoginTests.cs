using JobMaster.Conformance.Jobs;
using JobMaster.NatsJetStream.Tests.Servers;

namespace JobMaster.NatsJetStream.Tests;

/// <summary>Who may connect, and over what.</summary>
public sealed class LoginTests : NatsTests, IDisposable
{
    private readonly Certificates _certificates = new();

    [Fact]
    public async Task A_user_with_a_password_is_let_in_and_another_is_refused_at_once()
    {
        var server = Own(await NatsServer.StartAsync("authorization { user: \"me\", password: \"it's: a/secret\" }"));
        await OpenAsync(server.Url, options => (options.UserName, options.Password) = ("me", "it's: a/secret"));
        await OpenAsync(server.Url.Replace("://", "://me:it%27s%3A%20a%2Fsecret@", StringComparison.Ordinal));

        var refused = await RefusedAsync(
            Create(server.Url, options => (options.UserName, options.Password) = ("me", "guess")), "Authorization Violation", "Password");
        refused.Message.ShouldNotContain("guess");
        Create().IsTransient(refused).ShouldBeFalse();
    }

    [Fact]
    public async Task A_token_is_let_in_and_none_is_refused()
    {
        var server = Own(await NatsServer.StartAsync("authorization { token: \"s3cr3t\" }"));
        await OpenAsync(server.Url, options => options.Token = "s3cr3t");
        await OpenAsync(server.Url.Replace("://", "://s3cr3t@", StringComparison.Ordinal));
        await RefusedAsync(Create(server.Url), "Authorization Violation", "Token");
    }

    [Fact]
    public async Task Of_several_servers_one_that_refuses_us_is_passed_over()
    {
        var strict = Own(await NatsServer.StartAsync("authorization { token: \"s3cr3t\" }"));
        var open = Own(await NatsServer.StartAsync());
        for (int node = 0; node < 5; node++)
        {
            var agent = await OpenAsync($"{strict.Url},{open.Url}");
            await agent.PushAsync([Message()], default).Soon();
        }

        await RefusedAsync(
            Create($"{strict.Url},{strict.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)}"), "Authorization Violation");
    }

    [Fact]
    public async Task A_password_that_is_put_right_on_the_server_is_accepted_without_a_restart()
    {
        var server = Own(await NatsServer.StartAsync("authorization { user: \"me\", password: \"p\" }"));
        var agent = await OpenAsync(
            server.Url, options => (options.UserName, options.Password, options.RequestTimeout) = ("me", "p", TimeSpan.FromSeconds(30)));
        await server.KillAsync();
        await server.StartAgainAsync(configuration => configuration.Replace("\"p\"", "\"other\"", StringComparison.Ordinal));
        await Logs.WaitAsync(line =>
            line.Contains("could not be reached", StringComparison.Ordinal) && line.Contains("Violation", StringComparison.Ordinal));
        await Logs.WaitAsync(line =>
            Logs.Messages.Count(message => message.Contains("refused the connection", StringComparison.Ordinal)) > 3);

        await server.KillAsync();
        await server.StartAgainAsync();

        await agent.PushAsync([Message()], default).Soon();
    }

    [Fact]
    public async Task A_missing_permission_is_named_at_once()
    {
        var server = Own(await NatsServer.StartAsync(
            "authorization { users: [ { user: \"me\", password: \"p\", permissions: { publish: [\"$JS.API.>\"], subscribe: " +
            "[\"_INBOX.>\"] } } ] }"));
        var agent = await OpenAsync(
            server.Url, options => (options.UserName, options.Password, options.RequestTimeout) = ("me", "p", TimeSpan.FromMinutes(5)));

        var thrown = await Should.ThrowAsync<JobMasterStoreException>(() =>
            agent.PushAsync([Message()], default).WaitAsync(TimeSpan.FromSeconds(20)));

        thrown.Message.ShouldContain("Permissions Violation for Publish to \"jobmaster.");
        agent.IsTransient(thrown).ShouldBeFalse();
    }

    [Fact]
    public async Task The_permissions_the_documentation_lists_are_enough()
    {
        var names = new QueueNames("nats-tests", Fixture.Agent);
        var server = Own(await NatsServer.StartAsync(
            "authorization { users: [ { user: \"me\", password: \"p\", permissions: { "
            + $"publish: [\"{names.AllSubjects}\", \"$JS.API.STREAM.*.{names.Stream}\", \"$JS.API.CONSUMER.*.{names.Stream}\", " +
                $"\"$JS.API.CONSUMER.*.{names.Stream}.>\", "
            + $"\"$JS.API.CONSUMER.*.*.{names.Stream}.>\", \"$JS.ACK.{names.Stream}.>\"], subscribe: [\"_JM.>\"] }} }} ] }}"));
        var agent = await OpenAsync(server.Url, options => (options.UserName, options.Password, options.InboxPrefix) = ("me", "p", "_JM"));

        await agent.PushAsync(Messages(3), default);
        var received = await AwaitManyAsync(agent, 3);
        await agent.ReleaseAsync([received[0]], TimeSpan.Zero, default);
        await agent.AckAsync([.. received.Skip(1), .. await AwaitAsync(agent)], default);

        (await agent.ReadDepthsAsync(default)).ShouldBeEmpty();
        (await agent.DeleteLaneAsync(Queue.Lane, default)).ShouldBeTrue();
        Logs.Messages.ShouldNotContain(line => line.Contains("Permissions", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_requires_tls_gets_it_when_its_authority_is_known()
    {
        var server = Own(await NatsServer.StartAsync(_certificates.Configuration()));
        var agent = await OpenAsync(server.Url, options => options.TlsCaFile = _certificates.AuthorityFile);
        await agent.PushAsync(Messages(2000), default);
        (await AwaitManyAsync(agent, 2000)).Count.ShouldBe(2000);

        await OpenAsync(
            server.Url.Replace("nats://", "tls://", StringComparison.Ordinal), options => options.TlsCaFile = _certificates.AuthorityFile);
        await RefusedAsync(Create(server.Url), "TLS handshake", "TlsCaFile");
    }

    [Fact]
    public async Task A_server_with_the_name_of_another_is_refused()
    {
        var server = Own(await NatsServer.StartAsync(_certificates.Configuration("stranger")));
        await RefusedAsync(Create(server.Url, options => options.TlsCaFile = _certificates.AuthorityFile), "TLS handshake");
        await OpenAsync(
            server.Url,
            options => (options.TlsCaFile, options.ConfigureTls) = (_certificates.AuthorityFile, tls => tls.TargetHost = "elsewhere"));
    }

    [Fact]
    public async Task With_mutual_tls_we_show_our_certificate_or_are_told_to()
    {
        var server = Own(await NatsServer.StartAsync(_certificates.Configuration(verify: true)));
        var agent = await OpenAsync(
            server.Url,
            options =>
                (options.TlsCaFile, options.TlsCertificateFile, options.TlsKeyFile) = (
                    _certificates.AuthorityFile, _certificates.CertificateFile("client"), _certificates.KeyFile("client")));
        await agent.PushAsync(Messages(10), default);

        await RefusedAsync(Create(server.Url, options => options.TlsCaFile = _certificates.AuthorityFile), "TlsCertificateFile");
    }

    [Fact]
    public async Task Required_tls_is_never_given_up()
    {
        await RefusedAsync(Create(configure: options => options.RequireTls = true), "offers no TLS", "RequireTls");
        await RefusedAsync(Create(NatsFixture.Url.Replace("nats://", "tls://", StringComparison.Ordinal)), "offers no TLS");
    }

    public void Dispose() => _certificates.Dispose();
}
