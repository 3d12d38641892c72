using System.Net;
using System.Security.Cryptography;
using System.Text;
using JobMaster;
using Microsoft.Extensions.Options;

namespace Handlers;

/// <summary>Tells another system about something.</summary>
internal sealed record Webhook(Uri Url, string Body);

internal sealed class WebhookSettings
{
    public string Secret { get; set; } = "";
}

/// <summary>
/// Retry: for about a day, since the other side may be down. It says itself when to come back, which spends no retry; what it refuses is
/// not sent again. Idempotency: every attempt carries the job's id, so that the receiver can drop what it has seen.
/// </summary>
[JobMasterDefinitionId("webhook")]
[JobMasterTimeout(30)]
[JobMasterMaxNumberOfRetries(20)]
[JobMasterRetry(RetryBackoff.Exponential, seconds: 10, MaxSeconds = 2 * 3600)]
internal sealed class WebhookHandler(IHttpClientFactory clients, IOptions<WebhookSettings> settings, TimeProvider time)
    : IJobHandler<Webhook>
{
    public const string Client = "webhooks";

    public async Task HandleAsync(Webhook payload, JobContext job, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, payload.Url);
        request.Content = new StringContent(payload.Body, Encoding.UTF8, "application/json");
        request.Headers.Add("Idempotency-Key", $"{job.Id}");
        request.Headers.Add("Webhook-Signature", Signature(payload.Body));
        using var http = clients.CreateClient(Client);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        switch (response.StatusCode)
        {
            case HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable when response.Headers.RetryAfter?.Delta is { } wait:
                job.Attempt.Snooze(wait);
                break;
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError:
                throw new HttpRequestException($"{payload.Url} answered {(int)response.StatusCode}.");
            case >= HttpStatusCode.MultipleChoices:
                job.Attempt.Fail($"{payload.Url} refuses it: {(int)response.StatusCode}.");
                break;
        }
    }

    /// <summary>The time is signed too: a receiver refuses old requests, so none can be replayed by someone who saw it.</summary>
    private string Signature(string body)
    {
        var at = time.GetUtcNow().ToUnixTimeSeconds();
        var signed = HMACSHA256.HashData(Encoding.UTF8.GetBytes(settings.Value.Secret), Encoding.UTF8.GetBytes($"{at}.{body}"));
        return $"t={at},v1={Convert.ToHexStringLower(signed)}";
    }
}
