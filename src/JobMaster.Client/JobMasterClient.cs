using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace JobMaster.Client;

/// <summary>Submits and reads jobs of a cluster over its HTTP API. Safe for use by many callers at once.</summary>
/// <example>
/// <code>
/// var jobs = new JobMasterClient(new HttpClient(), new JobMasterClientOptions { Address = new Uri(address), ApiKey = key });
/// var job = await jobs.SubmitAsync(JobSubmission.Of("email.send", """{"To":"ada@example.org"}"""));
/// </code>
/// </example>
public sealed class JobMasterClient
{
    private const string NotFound = "not-found";

    private readonly Sender _sender;
    private readonly TimeProvider _time;

    /// <summary>Creates a client that calls through an <see cref="HttpClient"/>, which it does not dispose.</summary>
    /// <param name="http">Sends the calls; its handlers may sign them.</param>
    /// <param name="options">Where the API is.</param>
    /// <exception cref="ArgumentException">There is no address, or it is not that where the API is mapped.</exception>
    public JobMasterClient(HttpClient http, JobMasterClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(options);
        (_sender, _time) = (new Sender(http, options), options.Time);
    }

    /// <summary>Submits one job. It is stored once, even if the client must send it again.</summary>
    /// <param name="job">The job.</param>
    /// <param name="cancellationToken">Gives up; the job may be stored.</param>
    /// <exception cref="JobMasterApiException">The API refused it, or could not be reached.</exception>
    public async Task<SubmittedJob> SubmitAsync(JobSubmission job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(Prepared(job), ClientJson.Default.JobSubmission);
        var answer = await CallAsync(HttpMethod.Post, "jobs", body, ClientJson.Default.SubmittedJob, cancellationToken)
            .ConfigureAwait(false);
        return Told(job, answer!);
    }

    /// <summary>Submits up to 1,000 jobs. The API checks all before it stores any; each is stored once.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="cancellationToken">Gives up; the jobs may be stored.</param>
    /// <returns>The jobs, in the order given.</returns>
    /// <exception cref="JobMasterApiException">The API refused them, or could not be reached.</exception>
    public async Task<IReadOnlyList<SubmittedJob>> SubmitManyAsync(
        IReadOnlyList<JobSubmission> jobs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(
            new JobSubmissions([.. jobs.Select(Prepared)]), ClientJson.Default.JobSubmissions);
        var answer = await CallAsync(HttpMethod.Post, "jobs/batch", body, ClientJson.Default.SubmittedJobs, cancellationToken)
            .ConfigureAwait(false);
        return [.. jobs.Zip(answer!.Jobs, Told)];
    }

    /// <summary>Reads one job; null when it is unknown, was pruned, or is hidden from the key.</summary>
    /// <param name="id">The job.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JobMasterApiException">The API refused the call, or could not be reached.</exception>
    public Task<Job?> GetAsync(Guid id, CancellationToken cancellationToken = default) =>
        CallAsync(HttpMethod.Get, $"jobs/{id}", null, ClientJson.Default.Job, cancellationToken, isNullable: true);

    /// <summary>Reads all jobs that a query finds, page by page.</summary>
    /// <param name="query">The conditions; null for all jobs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JobMasterApiException">The API refused the query, or could not be reached.</exception>
    public async IAsyncEnumerable<JobRow> SearchAsync(
        JobQuery? query = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? next = null;
        do
        {
            var page = await SearchPageAsync(query, next, cancellationToken).ConfigureAwait(false);
            foreach (var job in page.Jobs)
            {
                yield return job;
            }

            next = page.Next;
        }
        while (next is not null);
    }

    /// <summary>Reads one page of the jobs that a query finds.</summary>
    /// <param name="query">The conditions; null for all jobs.</param>
    /// <param name="continueFrom">The <see cref="JobPage.Next"/> of the page before; null for the first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JobMasterApiException">The API refused the query, or could not be reached.</exception>
    public async Task<JobPage> SearchPageAsync(
        JobQuery? query = null, string? continueFrom = null, CancellationToken cancellationToken = default) =>
        (await CallAsync(
            HttpMethod.Get, $"jobs{(query ?? new JobQuery()).ToQuery(continueFrom)}", null, ClientJson.Default.JobPage, cancellationToken)
            .ConfigureAwait(false))!;

    /// <summary>Cancels a job; a running one is asked to stop.</summary>
    /// <param name="id">The job.</param>
    /// <param name="reason">Why, for the audit.</param>
    /// <param name="cancellationToken">Gives up; the job may be cancelled.</param>
    /// <returns>
    /// True when the job is cancelled or asked to stop, by this call or an earlier one; false when it ended otherwise, or is unknown.
    /// </returns>
    /// <exception cref="JobMasterApiException">The API refused the call, or could not be reached.</exception>
    public async Task<bool> CancelAsync(Guid id, string? reason = null, CancellationToken cancellationToken = default)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new ReasonText(reason), ClientJson.Default.ReasonText);
        using var response = await _sender.SendAsync(HttpMethod.Post, $"jobs/{id}/cancel", body, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            return true;
        }

        var refusal = await Sender.RefusalAsync(response, cancellationToken).ConfigureAwait(false);
        return refusal.Problem is "wrong-state" or NotFound ? false : throw refusal;
    }

    /// <summary>Adds an id, so that a repeated call finds the job of the first.</summary>
    private JobSubmission Prepared(JobSubmission job) => job with
    {
        Id = job.Id ?? Guid.CreateVersion7(_time.GetUtcNow()),
        TraceParent = job.TraceParent ?? Activity.Current?.Id,
    };

    /// <summary>A job with an id from this client and without a key is new, even if its first answer was lost.</summary>
    private static SubmittedJob Told(JobSubmission asked, SubmittedJob answer) =>
        asked.Id is null && asked.IdempotencyKey is null ? answer with { IsNew = true } : answer;

    private async Task<T?> CallAsync<T>(
        HttpMethod method, string path, byte[]? body, JsonTypeInfo<T> type, CancellationToken cancellationToken,
        bool isNullable = false)
        where T : class
    {
        using var response = await _sender.SendAsync(method, path, body, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            // Only the API itself can say that there is no job: a wrong address answers 404, too.
            var refusal = await Sender.RefusalAsync(response, cancellationToken).ConfigureAwait(false);
            return isNullable && refusal.Problem == NotFound ? null : throw refusal;
        }

        byte[] bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        return JsonSerializer.Deserialize(bytes, type) ?? throw new JobMasterApiException(
            $"{response.RequestMessage?.RequestUri} answered null.", response.StatusCode);
    }
}
