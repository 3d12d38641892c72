using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JobMaster.Alerts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace JobMaster.Tests.Alerts;

/// <summary>What a receiver gets over real HTTP.</summary>
public sealed class AlertWebhookTests : IAsyncLifetime
{
    private const string Secret = "0123456789abcdef-secret";

    private readonly ConcurrentQueue<(string Path, Dictionary<string, string> Headers, byte[] Body)> _received = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private WebApplication _receiver = null!;
    private int _status = StatusCodes.Status204NoContent;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _receiver = builder.Build();
        _receiver.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString());
            _received.Enqueue((context.Request.Path, headers, body.ToArray()));
            context.Response.StatusCode = _status;
            context.Response.Headers.Location = "/elsewhere";
        });
        await _receiver.StartAsync();
    }

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    [Fact]
    public async Task A_notice_is_posted_as_json_with_a_signature_of_time_and_text()
    {
        using var webhook = new AlertWebhook(Address(), Secret, _time);

        await webhook.SendAsync(Notice("lane 'é\u0000<script>'"), default);

        var (path, headers, body) = _received.ShouldHaveSingleItem();
        path.ShouldBe("/hidden-path");
        headers["Content-Type"].ShouldBe("application/json; charset=utf-8");
        headers["JobMaster-Notice"].ShouldBe("the-id");
        var timestamp = headers["JobMaster-Timestamp"];
        timestamp.ShouldBe("1924992000");
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{timestamp}."), .. body];
        headers["JobMaster-Signature"].ShouldBe(
            $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), signed))}");
        using var json = JsonDocument.Parse(body);
        json.RootElement.EnumerateObject().Select(member => $"{member.Name}={member.Value}").ShouldBe(
            [
                "id=the-id", "clusterId=shop", "alertId=00000000-0000-0000-0000-000000000007", "rule=oldest-wait",
                "subject=lane 'é\u0000<script>'", "state=Resolved", "severity=Critical", "text=It waits.", "value=1.5",
                "firedAt=2031-01-01T00:00:00Z", "resolvedAt=2031-01-01T01:00:00Z", "timesFired=3",
            ]);
    }

    [Theory]
    [InlineData(500, "answered 500.")]
    [InlineData(410, "answered 410.")]
    [InlineData(307, "answered 307. Redirects are not followed; give the final address.")]
    public async Task An_answer_that_is_no_success_fails_without_a_word_of_path_or_secret(int status, string expected)
    {
        _status = status;
        using var webhook = new AlertWebhook(Address(), Secret, _time);

        var error = await Should.ThrowAsync<HttpRequestException>(() => webhook.SendAsync(Notice("mail"), default));

        error.StatusCode.ShouldBe((HttpStatusCode)status);
        error.ToString().ShouldContain(expected);
        error.ToString().ShouldNotContain("hidden-path");
        error.ToString().ShouldNotContain(Secret);
        _received.ShouldHaveSingleItem("a redirect is not followed");
    }

    [Fact]
    public async Task A_receiver_that_is_not_there_fails_without_a_word_of_path_or_secret()
    {
        var address = Address();
        await _receiver.StopAsync();
        using var webhook = new AlertWebhook(address, Secret, _time);

        var error = await Should.ThrowAsync<HttpRequestException>(() => webhook.SendAsync(Notice("mail"), default));

        error.ToString().ShouldNotContain("hidden-path");
        error.ToString().ShouldNotContain(Secret);
    }

    private Uri Address() => new($"{_receiver.Urls.Single()}/hidden-path");

    private JobAlertNotice Notice(string subject) => new()
    {
        Id = "the-id", ClusterId = "shop", AlertId = new Guid("00000000-0000-0000-0000-000000000007"), Rule = "oldest-wait",
        Subject = subject, State = JobAlertState.Resolved, Severity = JobAlertSeverity.Critical, Text = "It waits.", Value = 1.5,
        FiredAt = _time.GetUtcNow(), ResolvedAt = _time.GetUtcNow().AddHours(1), TimesFired = 3,
    };
}
