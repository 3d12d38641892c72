using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using JobMaster.AspNetCore.Contracts;

namespace JobMaster.AspNetCore.Tests;

/// <summary>What a body or a query says is taken as it stands, or refused; nothing in it is guessed, combined or dropped.</summary>
public sealed class BodyTests : AdminTests
{
    private const string Jobs = "clusters/default/jobs";
    private const string Operations = "clusters/default/operations";

    [Theory]
    [InlineData(Jobs, """{"type":"other","priority":"High, Low"}""", "$.priority", "Medium")]
    [InlineData(Jobs, """{"type":"other","priority":2}""", "$.priority", "2 is not one of")]
    [InlineData(Jobs, """{"type":"other","priority":"2"}""", "$.priority", "'2' is not one of")]
    [InlineData(Jobs, """{"type":"other","priority":" High"}""", "$.priority", "' High' is not one of")]
    [InlineData(Jobs, """{"type":"other","unique":{"while":"Waiting, WaitingOrRunning"}}""", "$.unique.while", "WaitingOrRunning")]
    [InlineData(Operations, """{"kind":"Cancel, Change","all":true,"filter":{}}""", "$.kind", "Cancel, Change, Replay")]
    [InlineData(Operations, """{"kind":"Cancel","filter":{"state":"Failed,Succeeded"}}""", "$.filter.state", "Succeeded")]
    [InlineData(Operations, """{"kind":"Replay","filter":{"state":"Ready"}}""", "$.filter.state", "for jobs that are Failed; 'state' is")]
    [InlineData(Operations, """{"kind":"Restore","filter":{"state":"Failed"}}""", "$.filter.state", "discarded jobs, which are Cancelled")]
    [InlineData(Operations, """{"kind":"Discard","filter":{"state":"Failed"}}""", "$.filter", "so it is for every job")]
    [InlineData(Jobs, """{"type":"other","at":"2030-01-01T00:00:00"}""", "$.at", "'2030-01-01T00:00:00' is not a time with its offset")]
    [InlineData(Jobs, """{"type":"other","at":"2030-01-01"}""", "$.at", "such as 2031-01-01T08:00:00Z")]
    [InlineData(Jobs, """{"type":"other","at":1893456000}""", "$.at", "1893456000 is not a time")]
    [InlineData(Jobs, """{"type":"other","expiresAt":"2030-01-01T00:00"}""", "$.expiresAt", "with its offset")]
    [InlineData("clusters/default/lanes/default/pause", """{"until":"2030-01-01T00:00:00"}""", "$.until", "with its offset")]
    [InlineData(
        Operations, """{"kind":"Cancel","filter":{"createdFrom":"2030-01-01T00:00:00"}}""", "$.filter.createdFrom", "with its offset")]
    [InlineData(Jobs, """{"type":"other","type":"greet"}""", "$", "uplicate")]
    [InlineData(Jobs, """{"type":"greet","payload":{"Name":"a","Name":"b"}}""", "$", "uplicate")]
    [InlineData(Jobs, """{"type":"greet","payload":{"Name":"\ud800"}}""", "$", "half a surrogate pair")]
    [InlineData(Jobs, """{"type":"greet","payload":{"Name":"a","\udc00x":1}}""", "$", "half a surrogate pair")]
    [InlineData(Jobs, """{"type":"other","priorty":"High"}""", "$.priorty", "known are definitionId, type")]
    [InlineData(Jobs, """{"type":"other","unique":{"wile":"Waiting"}}""", "$.unique.wile", "known are key, while")]
    [InlineData(Jobs, """{"type":"other","maxRetries":"3"}""", "$.maxRetries", "must be a whole number")]
    [InlineData(
        Jobs, """{"type":"other","maxRetries":99999999999}""", "$.maxRetries",
        "its value must be a whole number from -2,147,483,648 to 2,147,483,647.")]
    [InlineData(Jobs, """{"type":"other","maxRetries":1.5}""", "$.maxRetries", "must be a whole number from")]
    [InlineData(
        Operations, """{"kind":"Cancel","all":true,"max":99999999999999999999}""", "$.max", "to 9,223,372,036,854,775,807.")]
    [InlineData(Jobs, """{"type":"other",}""", "$", "The JSON object contains a trailing comma at the end. Leave it out.")]
    [InlineData(Jobs, """{"type":"other","limitKeys":["a",]}""", "$.limitKeys", "trailing comma at the end. Leave it out.")]
    [InlineData(Jobs, """{"type":"other","type":"greet"}""", "$", "Duplicate property 'type'. Give it once.")]
    [InlineData(Jobs, """{"type":7}""", "$.type", "must be a string")]
    [InlineData(Jobs, """[]""", "$", "must be an object")]
    public async Task A_body_that_is_not_understood_is_refused(string path, string json, string place, string words)
    {
        var (status, body, _) = await Client.PostJsonAsync(path, json);
        status.ShouldBe(HttpStatusCode.BadRequest);
        body.Text("detail").ShouldContain(words);
        body.Text("detail").ShouldNotContain("JobMaster.");
        body.Text("path").ShouldStartWith(place);
        (await App.Monitor.Jobs.ListAsync()).Jobs.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_mode_is_one_name()
    {
        var (status, body, _) = await Client.SendJsonAsync(HttpMethod.Put, "clusters/default/mode", """{"mode":"Active, Passive"}""");
        (status, body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, "$.mode"));
        (await Client.GetJsonAsync("clusters/default")).Body.Text("mode").ShouldBe("Active");
    }

    [Theory]
    [InlineData("""{"type":"other","priority":"hIGH","at":"2030-01-01T00:00:00Z"}""")]
    [InlineData("""{"type":"other","at":"2030-01-01T00:00:00.123456789-05:00"}""")]
    [InlineData("""{"type":"greet","payload":{"Name":"\ud83c\udf89 \\ud800"}}""")]
    public async Task A_name_in_any_case_a_time_with_any_offset_and_whole_characters_are_taken(string json) =>
        (await Client.PostJsonAsync(Jobs, json)).Status.ShouldBe(HttpStatusCode.Created);

    [Theory]
    [InlineData("?tenant=")]
    [InlineData("?fingerprint=")]
    [InlineData("?state=")]
    [InlineData("?createdFrom=")]
    [InlineData("?state=Failed,")]
    [InlineData("?state=Failed,Nothing")]
    [InlineData("?state=Failed|Succeeded")]
    [InlineData("?createdFrom=2030-01-01T00:00:00")]
    [InlineData("?createdFrom=2030-01-01")]
    [InlineData("?createdFrom=2030-01-01T00:00:00+02:00")]
    public async Task A_query_that_would_drop_or_guess_a_filter_is_refused(string query)
    {
        foreach (string route in new[] { Jobs, $"{Jobs}/count" })
        {
            var (status, body, _) = await Client.GetJsonAsync(route + query);
            (status, body.Text("type")).ShouldBe((HttpStatusCode.BadRequest, "urn:jobmaster:problem:invalid-query"));
        }
    }

    [Fact]
    public async Task Several_states_are_a_list()
    {
        await App.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other");
        await App.Jobs.OnceNowAsync("other");
        (await CountAsync("Scheduled")).ShouldBe(1);
        (await CountAsync("Ready,scheduled")).ShouldBe(2);
        (await CountAsync("Failed,Succeeded")).ShouldBe(0);

        async Task<long> CountAsync(string states) =>
            (await Client.GetJsonAsync($"{Jobs}/count?state={states}")).Body.GetProperty("count").GetInt64();
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused_and_a_byte_order_mark_is_not()
    {
        byte[] text = Encoding.UTF8.GetBytes("""{"type":"greet","payload":{"Name":"Ada"}}""");
        (await StatusAsync([0xEF, 0xBB, 0xBF, .. text])).ShouldBe(HttpStatusCode.Created);
        byte[] odd = [.. text];
        odd[^4] = 0xFF;
        (await StatusAsync(odd)).ShouldBe(HttpStatusCode.BadRequest);
        (await StatusAsync(text, encoding: "gzip")).ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await StatusAsync(text, type: "application/json; charset=utf-16")).ShouldBe(HttpStatusCode.UnsupportedMediaType);

        async Task<HttpStatusCode> StatusAsync(byte[] bytes, string type = "application/json", string? encoding = null)
        {
            using var content = new ByteArrayContent(bytes);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            if (encoding is not null)
            {
                content.Headers.ContentEncoding.Add(encoding);
            }

            using var response = await Client.PostAsync(new Uri(Jobs, UriKind.Relative), content);
            return response.StatusCode;
        }
    }

    [Fact]
    public void Every_enum_of_a_body_is_read_by_its_exact_names()
    {
        var enums = JobMasterApiExtensions.Routes.Where(route => route.Body is not null)
            .SelectMany(route => Parts(route.Body!.Type, [])).Where(type => type.IsEnum).Distinct().ToList();
        enums.ShouldContain(typeof(UniqueConflict));
        enums.ShouldAllBe(type => ApiJson.Default.Options.GetConverter(type).GetType().GetGenericTypeDefinition() == typeof(ExactNames<>));
    }

    [Fact]
    public void Every_duration_of_an_answer_is_a_number_of_seconds()
    {
        var types = JobMasterApiExtensions.Routes.SelectMany(route => route.Answers).Select(answer => answer.Type).OfType<Type>()
            .SelectMany(type => Parts(type, [])).Distinct().ToList();
        types.ShouldContain(typeof(WorkerOrderView));
        types.ShouldNotContain(typeof(TimeSpan));
    }

    [Fact]
    public async Task A_name_that_is_longer_than_any_is_refused_at_once()
    {
        var (status, body, _) = await Client.PostJsonAsync(Jobs, JsonSerializer.Serialize(new { type = new string('x', 5_000_000) }));
        status.ShouldBe(HttpStatusCode.BadRequest);
        body.Text("detail").Length.ShouldBeLessThan(1000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_is_too_long_is_refused_over_a_socket_with_and_without_its_length(bool isChunked)
    {
        await using var app = await ApiApp.StartAsync(overKestrel: true);
        using var client = app.Caller("admin");
        using var body = new ByteArrayContent(new byte[9 * 1024 * 1024]);
        body.Headers.ContentType = new("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, Jobs) { Content = body };
        request.Headers.TransferEncodingChunked = isChunked;
        request.Headers.ExpectContinue = !isChunked;

        using var response = await client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        JsonElement.Parse(await response.Content.ReadAsStringAsync()).Text("type").ShouldBe("urn:jobmaster:problem:body-too-long");
        (await app.Monitor.Jobs.ListAsync()).Jobs.ShouldBeEmpty();
    }

    private static IEnumerable<Type> Parts(Type type, HashSet<Type> seen)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (!seen.Add(type) || type == typeof(JsonElement))
        {
            return [];
        }

        var info = ApiJson.Default.Options.GetTypeInfo(type);
        var inner = info.Properties.Select(property => property.PropertyType).Concat(info.ElementType is { } element ? [element] : []);
        return [type, .. inner.SelectMany(one => Parts(one, seen))];
    }
}
