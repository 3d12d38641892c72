using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace JobMaster.Alerts;

/// <summary>Posts notices as signed JSON. Messages never contain the secret or the address's path, which may be secret too.</summary>
internal sealed class AlertWebhook : IDisposable
{
    private readonly Uri _address;
    private readonly byte[] _secret;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    public AlertWebhook(Uri address, string secret, TimeProvider time)
    {
        (_address, _secret, _time) = (address, Encoding.UTF8.GetBytes(secret), time);
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // Otherwise the signed text would go to any address that the answer names.
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // Follows changes of DNS.
            MaxResponseHeadersLength = 32,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan, // The sender's token ends it.
        };
    }

    public void Dispose() => _client.Dispose();

    /// <exception cref="HttpRequestException">The receiver did not accept the notice.</exception>
    public async Task SendAsync(JobAlertNotice notice, CancellationToken cancellationToken)
    {
        var body = Body(notice);
        var timestamp = _time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.UserAgent.ParseAdd("JobMaster");
        request.Headers.Add("JobMaster-Notice", notice.Id);
        request.Headers.Add("JobMaster-Timestamp", timestamp);
        request.Headers.Add("JobMaster-Signature", $"sha256={Signature(timestamp, body)}");
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            .ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            var status = (int)response.StatusCode;
            throw new HttpRequestException(
                string.Create(CultureInfo.InvariantCulture, $"The webhook on {_address.Authority} answered {status}.")
                    + (status is >= 300 and < 400 ? " Redirects are not followed; give the final address." : ""),
                inner: null, response.StatusCode);
        }
    }

    internal string Signature(string timestamp, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _secret);
        hash.AppendData(Encoding.ASCII.GetBytes($"{timestamp}."));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    internal static byte[] Body(JobAlertNotice notice)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("id", notice.Id);
            writer.WriteString("clusterId", notice.ClusterId);
            writer.WriteString("alertId", notice.AlertId);
            writer.WriteString("rule", notice.Rule);
            writer.WriteString("subject", notice.Subject);
            writer.WriteString("state", notice.State.ToString());
            writer.WriteString("severity", notice.Severity.ToString());
            writer.WriteString("text", notice.Text);
            writer.WriteNumber("value", notice.Value);
            writer.WriteString("firedAt", notice.FiredAt.UtcDateTime);
            if (notice.ResolvedAt is { } resolvedAt)
            {
                writer.WriteString("resolvedAt", resolvedAt.UtcDateTime);
            }

            writer.WriteNumber("timesFired", notice.TimesFired);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
