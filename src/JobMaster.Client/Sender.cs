using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace JobMaster.Client;

/// <summary>Sends calls, and repeats those without an answer. Each call of the client is safe to repeat.</summary>
internal sealed class Sender(HttpClient http, JobMasterClientOptions options)
{
    private const string ProblemPrefix = "urn:jobmaster:problem:";
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly string _root = RootOf(http, options);

    /// <summary>The answer, successful or not; the caller disposes it.</summary>
    /// <exception cref="JobMasterApiException">No answer came to any try.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            bool isLast = attempt >= options.MaxAttempts;
            try
            {
                using var request = Request(method, path, body);
                var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
                if (isLast || !IsPassing(response.StatusCode))
                {
                    return response;
                }

                var pause = response.Headers.RetryAfter?.Delta ?? PauseAfter(attempt);
                response.Dispose();
                await Task.Delay(pause < LongestPause ? pause : LongestPause, options.Time, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (IsNoAnswer(exception, cancellationToken))
            {
                if (isLast)
                {
                    throw new JobMasterApiException(
                        $"{method} {_root}{path} got no answer in {attempt} attempts: {exception.Message} Check the address and the "
                        + "network; the call may be made again.",
                        status: null, exception);
                }

                await Task.Delay(PauseAfter(attempt), options.Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The problem that the API reports.</summary>
    public static async Task<JobMasterApiException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var problem = Read(response, body);
        bool isOurs = problem?.Type?.StartsWith(ProblemPrefix, StringComparison.Ordinal) == true;
        return new JobMasterApiException(
            problem?.Detail ?? FormattableString.Invariant(
                $"{response.RequestMessage?.RequestUri} answered {(int)response.StatusCode}, but not as the JobMaster API does."),
            response.StatusCode)
        {
            Problem = isOurs ? problem!.Type![ProblemPrefix.Length..] : null, Path = problem?.Path,
        };
    }

    private static ProblemText? Read(HttpResponseMessage response, byte[] body)
    {
        try
        {
            return response.Content.Headers.ContentType?.MediaType == "application/problem+json"
                ? JsonSerializer.Deserialize(body, ClientJson.Default.ProblemText)
                : null;
        }
        catch (JsonException)
        {
            // Something between the client and the API wrote the answer.
            return null;
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, byte[]? body)
    {
        var request = new HttpRequestMessage(method, _root + path);
        if (options.ApiKey is { } key)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return request;
    }

    private TimeSpan PauseAfter(int attempt)
    {
        var pause = options.FirstPause * Math.Pow(2, Math.Min(attempt - 1, 20));
        return pause < LongestPause ? pause : LongestPause;
    }

    private static bool IsPassing(HttpStatusCode status) =>
        status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
            or HttpStatusCode.TooManyRequests;

    /// <summary>The timeout of HttpClient is a cancellation that the caller did not request.</summary>
    private static bool IsNoAnswer(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException or IOException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private static string RootOf(HttpClient http, JobMasterClientOptions options)
    {
        var address = options.Address ?? http.BaseAddress ?? throw new ArgumentException(
            "There is no address to call. Set JobMasterClientOptions.Address to where the API is mapped, such as "
            + "https://jobs.example.org/jobmaster.",
            nameof(options));
        if (!address.IsAbsoluteUri || address.AbsolutePath.Contains("/api/v1", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException(
                $"The address '{address}' is {(address.IsAbsoluteUri ? "that of the API's routes" : "relative")}. Set it to where the "
                + "API is mapped, without /api/v1, such as https://jobs.example.org/jobmaster.",
                nameof(options));
        }

        return $"{address.AbsoluteUri.TrimEnd('/')}/api/v1/clusters/{Uri.EscapeDataString(options.ClusterId)}/";
    }
}
