using System.Net;
using JobMaster.AspNetCore.Tests.Stores;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;

namespace JobMaster.AspNetCore.Tests;

/// <summary>A change to what is so already is answered with "unchanged", and is not in the audit.</summary>
public abstract class UnchangedTests(ApiStore store) : AdminTests(store)
{
    private const string Cluster = "clusters/default";

    private protected override Task<ApiApp> StartAsync() => ApiApp.StartAsync(
        master: Master,
        cluster: config => config.AddLimit("smtp", limit => limit.MaxConcurrent(5)).AddWorker().SetAsDefault());

    [Fact]
    public async Task A_job_is_moved_to_another_time_only()
    {
        var job = await App.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other");
        const string At = """{"at":"2040-01-01T08:00:00.1234567+02:00"}""";
        string path = $"{Cluster}/jobs/{job.Id}/reschedule";

        (await ResultAsync(HttpMethod.Post, path, At)).ShouldBe("changed");
        (await ResultAsync(HttpMethod.Post, path, At)).ShouldBe("unchanged");
        (await ResultAsync(HttpMethod.Post, path, """{"at":"2040-01-01T06:00:00.123456Z"}""")).ShouldBe("unchanged");
        (await ResultAsync(HttpMethod.Post, path, """{"at":"2040-01-01T06:00:00Z"}""")).ShouldBe("changed");
        (await CountAsync("job.reschedule")).ShouldBe(2);
    }

    [Fact]
    public async Task A_mode_is_set_once()
    {
        const string Passive = """{"mode":"Passive"}""";
        (await ResultAsync(HttpMethod.Put, $"{Cluster}/mode", Passive)).ShouldBe("changed");
        (await ResultAsync(HttpMethod.Put, $"{Cluster}/mode", Passive)).ShouldBe("unchanged");
        (await ResultAsync(HttpMethod.Put, $"{Cluster}/mode", """{"mode":null}""")).ShouldBe("changed");
        (await ResultAsync(HttpMethod.Put, $"{Cluster}/mode", """{"mode":null}""")).ShouldBe("unchanged");
        (await CountAsync("cluster.mode")).ShouldBe(2);

        var active = (await Client.SendJsonAsync(HttpMethod.Put, $"{Cluster}/mode", """{"mode":"Active"}""")).Body;
        active.Text("result").ShouldBe("changed");
        active.Text("note").ShouldBe(
            "The cluster was in mode Active already, as its code says. Now it stays so whatever the code says; null goes back.");
        (await ResultAsync(HttpMethod.Put, $"{Cluster}/mode", """{"mode":"Active"}""")).ShouldBe("unchanged");
    }

    [Fact]
    public async Task A_mute_that_is_in_force_is_not_made_again()
    {
        var failing = await App.Jobs.OnceNowAsync(
            "greet", WriteableMessageData.New().SetStringValue("Name", "nobody"), new JobOptions { MaxNumberOfRetries = 0 });
        await Eventually.BecomesAsync(
            "it fails", async () => (await App.Monitor.Jobs.GetAsync(failing.Id))!.State == JobState.Failed, TestTime.Patience);
        string mute = $"{Cluster}/failures/{(await App.Monitor.Jobs.GetAsync(failing.Id))!.Fingerprint}/mute";

        (await ResultAsync(HttpMethod.Post, mute, """{"until":"2040-01-01T00:00:00Z"}""")).ShouldBe("changed");
        (await ResultAsync(HttpMethod.Post, mute, """{"until":"2040-01-01T01:00:00+01:00"}""")).ShouldBe("unchanged");
        (await CountAsync("failures.mute")).ShouldBe(1);
        (await ResultAsync(HttpMethod.Post, mute, """{"until":"2040-01-01T00:00:00Z","growth":3}""")).ShouldBe("changed");
        (await ResultAsync(HttpMethod.Post, mute, """{"until":"2041-01-01T00:00:00Z","growth":3}""")).ShouldBe("changed");

        string unmute = mute.Replace("/mute", "/unmute", StringComparison.Ordinal);
        (await ResultAsync(HttpMethod.Post, unmute, "{}")).ShouldBe("changed");
        var again = (await Client.PostJsonAsync(unmute, "{}")).Body;
        again.Text("result").ShouldBe("unchanged");
        again.Text("note").ShouldContain("was not muted");
    }

    [Fact]
    public async Task An_override_of_a_limit_that_is_in_force_is_not_made_again()
    {
        const string path = $"{Cluster}/limits/smtp/override";
        const string Sent = """{"key":"eu","maxConcurrent":2,"until":"2040-01-01T00:00:00Z","reason":"slow"}""";

        (await ResultAsync(HttpMethod.Post, path, Sent)).ShouldBe("changed");
        (await ResultAsync(HttpMethod.Post, path, Sent)).ShouldBe("unchanged");
        (await CountAsync("limit.override")).ShouldBe(1);
        (await ResultAsync(HttpMethod.Post, path, Sent.Replace("slow", "very slow", StringComparison.Ordinal))).ShouldBe("changed");
        (await ResultAsync(HttpMethod.Post, path, Sent.Replace(":2,", ":3,", StringComparison.Ordinal))).ShouldBe("changed");
    }

    private async Task<string> ResultAsync(HttpMethod method, string path, string json)
    {
        var (status, body, _) = await Client.SendJsonAsync(method, path, json);
        status.ShouldBe(HttpStatusCode.OK, $"{body}");
        return body.Text("result");
    }

    private async Task<int> CountAsync(string action) =>
        (await App.Monitor.Audit.ListAsync(new AuditFilter { Action = action })).Entries.Count;
}
