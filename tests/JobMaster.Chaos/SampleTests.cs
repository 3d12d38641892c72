using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using JobMaster.TestServers;
using Xunit.Abstractions;

namespace JobMaster.Chaos;

/// <summary>The sample <c>MultiAgent</c>, run as its readers run it.</summary>
public sealed class SampleTests(ITestOutputHelper output)
{
    [Fact]
    public async Task With_no_arguments_it_is_the_whole_cluster_in_one_process_on_files()
    {
        await using var place = new SamplePlace("MultiAgent");
        var sample = place.Start("--rounds", "4");

        var exitCode = await sample.EndAsync();

        output.WriteLine(place.Text);
        exitCode.ShouldBe(0);
        place.Text.ShouldContain("producer-images: 200 of 200 accepted jobs have succeeded");
        place.Text.ShouldContain("producer-mail: 400 of 400 accepted jobs have succeeded");
        place.Text.ShouldContain("jobs came from Postgres-1");
        place.Text.ShouldContain("jobs came from Nats-1");
    }

    [Fact]
    public async Task An_unknown_role_is_answered_with_those_there_are()
    {
        await using var place = new SamplePlace("MultiAgent");
        var sample = place.Start("--role", "worker");

        (await sample.EndAsync()).ShouldBe(1);

        place.Text.ShouldContain("There is no role 'worker'; the roles are all, producer-images,");
    }
}

/// <summary>The same on servers, one process for each service of its compose file.</summary>
[NeedsServer("postgres")]
[NeedsServer("nats")]
public sealed partial class SampleOnServersTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Every_service_of_the_compose_file_does_its_part()
    {
        await using var nats = await ChaosServer.StartAsync("nats");
        await using var master = new PostgresPlace();
        await using var agent = new PostgresPlace();
        await using var place = new SamplePlace("MultiAgent");
        string[] connections =
        [
            $"--ConnectionStrings:Master={await master.CreateAsync(place.Directory)}",
            $"--ConnectionStrings:Postgres-1={await agent.CreateAsync(place.Directory)}",
            $"--ConnectionStrings:Nats-1={nats.Connection}",
        ];
        var roles = await RolesAsync();

        var workers = roles.Where(role => role.StartsWith("worker", StringComparison.Ordinal))
            .Select(role => place.Start(["--role", role, .. connections]))
            .ToList();
        await Task.WhenAll(workers.Select(worker => worker.Lines.WaitAsync(line => line.EndsWith(": started", StringComparison.Ordinal))));
        var producers = roles.Where(role => role.StartsWith("producer", StringComparison.Ordinal))
            .Select(role => place.Start(["--role", role, "--rounds", "6", .. connections]))
            .ToList();
        int[] ends = [
            .. await Task.WhenAll(producers.Select(producer => producer.EndAsync())),
            .. await Task.WhenAll(workers.Select(worker => worker.StopAsync()))];

        output.WriteLine(place.Text);
        (producers.Count, workers.Count, roles.Count).ShouldBe((2, 3, 5));
        ends.ShouldBe([0, 0, 0, 0, 0]);
        place.Text.ShouldContain("producer-images: 300 of 300 accepted jobs have succeeded");
        place.Text.ShouldContain("producer-mail: 600 of 600 accepted jobs have succeeded");
        place.Text.ShouldMatch(@"worker-images: \d+ jobs came from Postgres-1");
        place.Text.ShouldMatch(@"worker-\w+: \d+ jobs came from Nats-1");
        Directory.EnumerateFiles(place.Directory, "*.db").ShouldBeEmpty("nothing is on files when there are servers for it");
    }

    private static async Task<List<string>> RolesAsync() =>
        [
            .. Role().Matches(await File.ReadAllTextAsync(Path.Combine(ThisDirectory(), "../../samples/MultiAgent/compose.yaml")))
                .Select(match => match.Groups[1].Value)];

    [GeneratedRegex(@"--role ([\w-]+)")]
    private static partial Regex Role();

    private static string ThisDirectory([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
