using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using JobMaster.Conformance;

namespace JobMaster.Chaos;

/// <summary>The sample <c>Quickstart</c>, run as its readers run it.</summary>
public sealed partial class QuickstartTests
{
    private static readonly string[] Anywhere = ["--urls", "http://127.0.0.1:0"];

    [Fact]
    public async Task It_runs_its_jobs_visibly_and_ends_when_it_is_told_to()
    {
        await using var place = new SamplePlace("Quickstart");
        await File.WriteAllTextAsync(Path.Combine(place.Directory, "a.md"), "one lane, two lanes");
        var sample = place.Start(["--exit-when-done", .. Anywhere]);

        (await sample.EndAsync()).ShouldBe(0);

        place.Text.ShouldContain("1 jobs scheduled, 0 were there from an earlier start.");
        place.Text.ShouldContain("Done: 1 jobs scheduled, 1 retries, 1 jobs succeeded, 0 failed, 4 words indexed.");
    }

    [Fact]
    public async Task The_demo_has_jobs_of_all_kinds_behind_the_API_that_it_prints_and_schedules_more()
    {
        await using var place = new SamplePlace("Quickstart");
        var sample = place.Start(["--demo", "--environment", "Development", .. Anywhere]);
        await sample.Lines.WaitAsync(line => Api().IsMatch(line));
        using var http = new HttpClient { BaseAddress = new Uri(Api().Match(sample.Lines.Text).Groups[1].Value + '/') };

        foreach (var query in new[]
        {
            "jobs?state=Succeeded&definitionId=send-mail&tenant=acme", "jobs?state=Running&workerLane=media", "jobs?state=Failed",
            "jobs?state=Ready&workerLane=archive", "jobs?state=Scheduled", "jobs?workerLane=newsletter", "schedules?state=Paused",
            "failures", "alerts?state=Firing", "operations", "audit?action=operation.start", "audit?action=lane.pause", "definitions",
            "workers", "limits", "limits/keys",
        })
        {
            await Eventually.BecomesAsync(query, async () => await CountAsync(http, query) > 0, ChaosSettings.Patience, () => place.Text);
        }

        (await http.GetStringAsync(new Uri("lanes", UriKind.Relative))).ShouldContain("The template is being written");
        foreach (var query in new[] { "jobs?limit=1", "jobs?state=Succeeded&definitionId=send-mail&limit=1" })
        {
            var before = await NewestAsync(http, query);
            await Eventually.BecomesAsync($"{query} goes on", async () => await NewestAsync(http, query) != before, ChaosSettings.Patience);
        }

        (await sample.StopAsync()).ShouldBe(0);
        place.Text.ShouldNotContain("error: ");
    }

    [Fact]
    public async Task The_demo_outlives_mode_Archive_says_how_to_go_back_and_goes_on_then()
    {
        await using var place = new SamplePlace("Quickstart");
        await File.WriteAllTextAsync(Path.Combine(place.Directory, "a.md"), "one lane, two lanes");
        string[] arguments = ["--demo", "--environment", "Development", .. Anywhere];
        var sample = place.Start(arguments);
        using (var http = await ClientAsync(sample))
        {
            await SetModeAsync(http, "\"Archive\"");
            await sample.Lines.WaitAsync(line => line.Contains("mode Archive: it refuses jobs", StringComparison.Ordinal));
        }

        (await sample.StopAsync()).ShouldBe(0, place.Text);

        var again = place.Start(arguments);
        await again.Lines.WaitAsync(line => line.Contains("mode Archive: it refuses jobs", StringComparison.Ordinal));
        await again.Lines.WaitAsync(line => line.Contains("No Markdown file was scheduled.", StringComparison.Ordinal));
        using (var http = await ClientAsync(again))
        {
            using var refused = await http.PostAsync(new Uri("/folders?path=.", UriKind.Relative), content: null);
            refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            var before = await NewestAsync(http, "jobs?limit=1");
            await SetModeAsync(http, "null");
            await Eventually.BecomesAsync(
                "it goes on", async () => await NewestAsync(http, "jobs?limit=1") != before, ChaosSettings.Patience, () => place.Text);
        }

        (await again.StopAsync()).ShouldBe(0, place.Text);
        place.Text.ShouldNotContain("error: ");
        place.Text.ShouldNotContain("Unhandled exception");
    }

    [Fact]
    public async Task The_dashboard_is_where_it_says()
    {
        await using var place = new SamplePlace("Quickstart");
        await File.WriteAllTextAsync(Path.Combine(place.Directory, "a.md"), "one lane, two lanes");
        var sample = place.Start(["--environment", "Development", .. Anywhere]);
        await sample.Lines.WaitAsync(line => Dashboard().IsMatch(line));
        using var http = new HttpClient();

        string page = await http.GetStringAsync(new Uri(Dashboard().Match(sample.Lines.Text).Groups[1].Value));

        page.ShouldContain("<title>JobMaster</title>");
        (await sample.StopAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task The_API_lets_nobody_in_outside_Development()
    {
        await using var place = new SamplePlace("Quickstart");
        await File.WriteAllTextAsync(Path.Combine(place.Directory, "a.md"), "one lane, two lanes");
        var sample = place.Start(["--environment", "Production", .. Anywhere]);
        await sample.Lines.WaitAsync(line => Api().IsMatch(line));
        using var http = new HttpClient();

        using var answer = await http.GetAsync(new Uri(Api().Match(sample.Lines.Text).Groups[1].Value + "/jobs"));

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        sample.Lines.Text.ShouldContain("For them, start with --environment Development, or configure a key");
        sample.Lines.Text.ShouldContain("curl -H 'Authorization: Bearer jmk_<id>_<secret>' 'http");
        sample.Lines.Text.ShouldNotContain($"curl '{Api().Match(sample.Lines.Text).Groups[1].Value}");
        (await sample.StopAsync()).ShouldBe(0);
    }

    private static async Task<HttpClient> ClientAsync(SampleProcess sample)
    {
        await sample.Lines.WaitAsync(line => Api().IsMatch(line));
        return new HttpClient { BaseAddress = new Uri(Api().Match(sample.Lines.Text).Groups[1].Value + '/') };
    }

    private static async Task SetModeAsync(HttpClient http, string mode)
    {
        using var body = new StringContent($$"""{"mode":{{mode}}}""", System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PutAsync(new Uri("mode", UriKind.Relative), body);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>How many members the list of an answer has.</summary>
    private static async Task<int> CountAsync(HttpClient http, string query)
    {
        using var answer = JsonDocument.Parse(await http.GetStringAsync(new Uri(query, UriKind.Relative)));
        return answer.RootElement.EnumerateObject().Single(member => member.Value.ValueKind == JsonValueKind.Array).Value.GetArrayLength();
    }

    private static async Task<string?> NewestAsync(HttpClient http, string query)
    {
        using var answer = JsonDocument.Parse(await http.GetStringAsync(new Uri(query, UriKind.Relative)));
        return answer.RootElement.GetProperty("jobs")[0].GetProperty("id").GetString();
    }

    [GeneratedRegex(@"(http://127\.0\.0\.1:\d+/jobmaster/api/v1/clusters/default)")]
    private static partial Regex Api();

    [GeneratedRegex(@"The dashboard: (http://127\.0\.0\.1:\d+/jobmaster/)")]
    private static partial Regex Dashboard();
}
