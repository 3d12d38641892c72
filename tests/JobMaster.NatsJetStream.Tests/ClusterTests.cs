using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using JobMaster.NatsJetStream.Tests.Servers;

namespace JobMaster.NatsJetStream.Tests;

/// <summary>Three servers in a cluster.</summary>
public sealed class ClusterTests : NatsTests
{
    [Fact]
    public async Task Each_message_is_kept_by_three_servers_and_one_of_them_may_die()
    {
        var servers = await StartClusterAsync();
        var agent = await OpenAsync(
            servers[0].Url,
            options =>
                (options.Replicas, options.RequestTimeout, options.AckWait) = (3, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(3)));
        var messages = Messages(50);
        await agent.PushAsync(messages, default).Soon();
        var first = await agent.ReceiveAsync(Request(TestTime.Patience, 10), default).Soon();
        await agent.AckAsync(first, default).Soon();

        // The only server we named; the others it told us of.
        await servers[0].KillAsync();
        var last = Message();
        await agent.PushAsync([.. messages.Take(20), last], default).Soon();

        // The ten may come again: the new leader may not have heard yet that they were acknowledged.
        var awaited = messages.Select(message => message.Id).Append(last.Id).Except(Ids(first)).ToHashSet();
        while (awaited.Count > 0)
        {
            var left = await AwaitAsync(agent);
            left.ShouldNotBeEmpty();
            await agent.AckAsync(left, default).Soon();
            awaited.ExceptWith(Ids(left));
        }

        Logs.Messages.ShouldContain(line =>
            line.StartsWith("Connected", StringComparison.Ordinal) && !line.Contains(servers[0].Url, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_is_about_to_go_is_left_for_another_without_a_failed_call()
    {
        var servers = await StartClusterAsync();
        var agent = await OpenAsync(servers[0].Url, options => (options.Replicas, options.RequestTimeout) = (3, TimeSpan.FromSeconds(30)));
        await agent.PushAsync(Messages(5), default).Soon();
        (await AwaitManyAsync(agent, 5)).Count.ShouldBe(5);
        var waiting = AwaitAsync(agent);

        await servers[0].SignalAsync("USR2");
        await Logs.WaitAsync(line => line.Contains("about to shut down", StringComparison.Ordinal));
        await Logs.WaitAsync(line =>
            line.StartsWith("Connected", StringComparison.Ordinal) && !line.Contains(servers[0].Url, StringComparison.Ordinal));

        var message = Message();
        await agent.PushAsync([message], default).Soon();
        Ids(await waiting).ShouldBe([message.Id]);
        Logs.Messages.ShouldNotContain(line => line.StartsWith("The connection to", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_several_servers_those_that_are_away_are_passed_over()
    {
        var server = Own(await NatsServer.StartAsync());
        var agent = await OpenAsync($"nats://127.0.0.1:{FreePort()},{server.Url},nats://127.0.0.1:{FreePort()}");
        await agent.PushAsync([Message()], default).Soon();
    }

    private async Task<List<NatsServer>> StartClusterAsync()
    {
        int[] routes = [FreePort(), FreePort(), FreePort()];
        string all = string.Join(", ", routes.Select(port => $"\"nats://127.0.0.1:{port}\""));
        var starting = routes.Select((port, at) => NatsServer.StartAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"server_name: s{at}\nhttp: \"127.0.0.1:-1\"\ncluster {{ name: c, listen: 127.0.0.1:{port}, routes: [{all}] " +
            $"}}\nlame_duck_grace_period: \"1s\"")));
        var servers = (await Task.WhenAll(starting)).ToList();
        servers.ForEach(server => Own(server));
        await HasItsPeersAsync(servers);
        return servers;
    }

    /// <summary>
    /// Waits until the servers have a leader and that leader knows the others to be there: before, a stream with replicas has nowhere to
    /// go.
    /// </summary>
    private static async Task HasItsPeersAsync(List<NatsServer> servers)
    {
        await Eventually.BecomesAsync("The servers have a leader that sees the others", HasLeaderAsync, TestTime.Patience);

        async Task<bool> HasLeaderAsync()
        {
            var pages = await Task.WhenAll(servers.Select(server => server.MonitorAsync("jsz")));
            return pages.Any(page => page.TryGetProperty("meta_cluster", out var cluster)
                && cluster.TryGetProperty("replicas", out var replicas)
                && replicas.EnumerateArray().Count(IsThere) == servers.Count - 1);
        }

        static bool IsThere(JsonElement replica) =>
            replica.GetProperty("current").GetBoolean() && !(replica.TryGetProperty("offline", out var offline) && offline.GetBoolean());
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
