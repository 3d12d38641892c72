using System.Net;

namespace JobMaster.AspNetCore.Tests;

/// <summary>Expressions of schedules in both languages, and where they are wrong.</summary>
public sealed class ExpressionTests : AdminTests
{
    private const string Preview = "clusters/default/schedules/preview";

    [Fact]
    public async Task An_expression_in_English_has_its_next_times()
    {
        var (status, body, _) = await Client.GetJsonAsync($"{Preview}?natural=every%20monday%20at%2009:00&timeZone=Europe/Berlin&limit=3");
        status.ShouldBe(HttpStatusCode.OK);
        var times = body.GetProperty("times").EnumerateArray().Select(time => time.GetDateTimeOffset()).ToList();
        times.Count.ShouldBe(3);
        times.ShouldAllBe(time => time.DayOfWeek == DayOfWeek.Monday);
    }

    [Theory]
    [InlineData("natural", "every mondy at 09:00", 6)]
    [InlineData("natural", "every monday at 29:00", 16)]
    [InlineData("natural", "at position 3 every mondy at 9", 3)]
    [InlineData("cron", "0 99 * * *", 2)]
    [InlineData("cron", "0 4 * * MOO", 8)]
    public async Task What_is_wrong_with_an_expression_stands_at_its_position(string member, string expression, int position)
    {
        var preview = await Client.GetJsonAsync($"{Preview}?{member}={Uri.EscapeDataString(expression)}");
        (preview.Status, preview.Body.Text("type")).ShouldBe((HttpStatusCode.BadRequest, "urn:jobmaster:problem:invalid-query"));
        preview.Body.GetProperty("position").GetInt32().ShouldBe(position, preview.Body.Text("detail"));

        var submit = await Client.PostJsonAsync(
            "clusters/default/jobs", $$"""{"type":"other","{{member}}":"{{expression}}","scheduleKey":"k"}""");
        (submit.Status, submit.Body.Text("path"), submit.Body.GetProperty("position").GetInt32())
            .ShouldBe((HttpStatusCode.BadRequest, $"$.{member}", position));
        submit.Body.Text("detail").ShouldContain(expression);
    }

    [Fact]
    public async Task A_schedule_is_made_in_English_and_changed_from_one_language_to_the_other()
    {
        var made = await Client.PostJsonAsync(
            "clusters/default/jobs", """{"type":"other","natural":"every monday at 09:00","scheduleKey":"weekly"}""");
        (made.Status, made.Body.Text("typeId"), made.Body.Text("expression"))
            .ShouldBe((HttpStatusCode.Created, "NaturalCron", "every monday at 09:00"));
        string path = $"clusters/default/schedules/{made.Body.Text("id")}";

        var cron = await Client.SendJsonAsync(HttpMethod.Patch, path, """{"cron":"0 4 * * *"}""");
        (cron.Body.Text("typeId"), cron.Body.Text("expression")).ShouldBe(("Cron", "0 4 * * *"));
        var natural = await Client.SendJsonAsync(HttpMethod.Patch, path, """{"natural":"every day at 04:00"}""");
        (natural.Body.Text("typeId"), natural.Body.Text("expression")).ShouldBe(("NaturalCron", "every day at 04:00"));

        var bad = await Client.SendJsonAsync(HttpMethod.Patch, path, """{"natural":"every dey"}""");
        (bad.Status, bad.Body.Text("path"), bad.Body.GetProperty("position").GetInt32())
            .ShouldBe((HttpStatusCode.BadRequest, "$.natural", 6));
    }

    [Theory]
    [InlineData("""{"type":"other","natural":"every day at 04:00","cron":"0 4 * * *","scheduleKey":"k"}""", "$.natural")]
    [InlineData("""{"type":"other","natural":"every day at 04:00","scheduleKey":"k","afterSeconds":5}""", "$.afterSeconds")]
    public async Task Members_that_do_not_go_with_it_are_refused(string json, string path)
    {
        var (status, body, _) = await Client.PostJsonAsync("clusters/default/jobs", json);
        (status, body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, path));
        (await App.Monitor.Schedules.ListAsync(new RecurringScheduleFilter())).ShouldBeEmpty();
        (await Client.PostJsonAsync("clusters/default/jobs/batch", $$"""{"jobs":[{{json}}]}""")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_preview_needs_one_expression()
    {
        (await Client.GetJsonAsync(Preview)).Body.Text("detail").ShouldContain("'natural'");
        (await Client.GetJsonAsync($"{Preview}?cron=0%204%20*%20*%20*&natural=every%20day")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("cron=0%200%201,15%20*%20FRI", "must both hold")]
    [InlineData("cron=*/7%20*%20*%20*%20*", "For an even interval use 'natural' 'every 7 minutes'.")]
    [InlineData("cron=0%200%203%20*%20*%201", "Quartz counts from 1 = Sunday: write names such as MON-FRI if that was meant.")]
    [InlineData("cron=0%203%20*%20*%20*&workerLane=maill", "No live worker serves lane 'maill'")]
    [InlineData("cron=0%203%201%201%20*&endBefore=ENDS", "is not before 'endBefore'")]
    [InlineData("cron=0%200%2030%202%20*", "It never fires from now on")]
    public async Task A_preview_has_the_note_that_the_schedule_would_have(string query, string words)
    {
        string asked = query.Replace("ENDS", $"{DateTimeOffset.UtcNow.AddSeconds(90):yyyy-MM-ddTHH:mm:ss}Z", StringComparison.Ordinal);
        var (status, body, _) = await Client.GetJsonAsync($"{Preview}?{asked}");

        status.ShouldBe(HttpStatusCode.OK, $"{body}");
        body.Text("note").ShouldContain(words);
        (await Client.GetJsonAsync($"{Preview}?cron=0%203%20*%20*%20*")).Body.TryGetProperty("note", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_preview_begins_and_ends_where_the_schedule_would()
    {
        var body = (await Client.GetJsonAsync(
            $"{Preview}?cron=0%203%20*%20*%20*&timeZone=UTC&startAfter=2090-01-01T03:00:00Z&endBefore=2090-01-04T03:00:00Z")).Body;
        body.GetProperty("times").EnumerateArray().Select(time => time.GetDateTimeOffset().Day).ShouldBe([2, 3]);

        var none = await Client.GetJsonAsync(
            $"{Preview}?cron=0%203%20*%20*%20*&startAfter=2090-01-02T00:00:00Z&endBefore=2090-01-01T00:00:00Z");
        (none.Status, none.Body.Text("type")).ShouldBe((HttpStatusCode.BadRequest, "urn:jobmaster:problem:invalid-query"));
        none.Body.Text("detail").ShouldContain("not after 'startAfter', 2090-01-02");
    }

    [Fact]
    public async Task A_schedule_that_is_made_or_changed_has_the_note_of_its_preview()
    {
        const string note = "For an even interval use 'natural' 'every 7 minutes'.";
        var made = await Client.PostJsonAsync(
            "clusters/default/jobs", """{"type":"other","cron":"*/7 * * * *","scheduleKey":"k","workerLane":"maill"}""");
        made.Body.Text("note").ShouldContain(note);
        made.Body.Text("note").ShouldEndWith("No live worker serves lane 'maill': a job waits there until one does.");

        string path = $"clusters/default/schedules/{made.Body.Text("id")}";
        (await Client.SendJsonAsync(HttpMethod.Patch, path, """{"cron":"*/7 3 * * *"}""")).Body.Text("note").ShouldContain(note);
        (await Client.SendJsonAsync(HttpMethod.Patch, path, """{"cron":"0 3 * * *"}""")).Body.TryGetProperty("note", out _).ShouldBeFalse();
    }
}
