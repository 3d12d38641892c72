using JobMaster.Conformance.Jobs;
using JobMaster.NatsJetStream.Tests.Servers;
using NATS.NKeys;

namespace JobMaster.NatsJetStream.Tests;

/// <summary>Logins by key: nkeys, JWT and credentials files.</summary>
public sealed class CredentialTests : NatsTests, IDisposable
{
    private readonly Operator _operator = new();
    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public async Task A_user_known_by_an_nkey_is_let_in_and_another_is_refused()
    {
        using var known = KeyPair.CreatePair(PrefixByte.User);
        using var stranger = KeyPair.CreatePair(PrefixByte.User);
        var server = Own(await NatsServer.StartAsync($"authorization {{ users: [ {{ nkey: {known.GetPublicKey()} }} ] }}"));

        await WorksAsync(await OpenAsync(server.Url, options => options.NkeySeed = known.GetSeed()));

        var refused = await RefusedAsync(
            Create(server.Url, options => options.NkeySeed = stranger.GetSeed()), "Authorization Violation", "NkeySeed");
        refused.Message.ShouldNotContain(stranger.GetSeed());
        Create().IsTransient(refused).ShouldBeFalse();
    }

    [Fact]
    public async Task A_user_with_a_jwt_is_let_in_and_one_of_another_operator_is_refused()
    {
        var server = Own(await NatsServer.StartAsync(_operator.Configuration));
        await WorksAsync(await OpenAsync(server.Url, options => (options.Jwt, options.NkeySeed) = _operator.AddUser()));

        using var foreign = new Operator();
        await RefusedAsync(
            Create(server.Url, options => (options.Jwt, options.NkeySeed) = foreign.AddUser()), "Authorization Violation", "Jwt");
    }

    [Fact]
    public async Task A_credentials_file_that_is_renewed_is_taken_up_with_the_next_connection()
    {
        var server = Own(await NatsServer.StartAsync(_operator.Configuration));
        await File.WriteAllTextAsync(_file, Operator.CredentialsOf(_operator.AddUser(validFor: TimeSpan.FromSeconds(8))));
        var agent = await OpenAsync(
            server.Url, options => (options.CredentialsFile, options.RequestTimeout) = (_file, TimeSpan.FromSeconds(30)));
        await agent.PushAsync([Message()], default).Soon();

        await File.WriteAllTextAsync(_file, Operator.CredentialsOf(_operator.AddUser()));
        await Logs.WaitAsync(line =>
            line.Contains("was lost", StringComparison.Ordinal) && line.Contains("Authentication Expired", StringComparison.Ordinal));

        await agent.AckAsync(await AwaitManyAsync(agent, 1), default).Soon();
        await WorksAsync(agent);
    }

    [Fact]
    public async Task A_credentials_file_without_a_key_is_named()
    {
        var server = Own(await NatsServer.StartAsync(_operator.Configuration));
        await File.WriteAllTextAsync(_file, "nothing");

        var refused = await RefusedAsync(Create(server.Url, options => options.CredentialsFile = _file), _file, "JWT");

        Create().IsTransient(refused).ShouldBeFalse();
    }

    public void Dispose()
    {
        _operator.Dispose();
        File.Delete(_file);
    }

    private static async Task WorksAsync(NatsAgentTransport agent)
    {
        await agent.PushAsync(Messages(3), default).Soon();
        await agent.AckAsync(await AwaitManyAsync(agent, 3), default).Soon();
        (await agent.ReadDepthsAsync(default)).ShouldBeEmpty();
    }
}
