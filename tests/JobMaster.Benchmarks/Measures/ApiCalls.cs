using System.Net.Http.Json;
using System.Text.Json;

namespace JobMaster.Benchmarks.Measures;

/// <summary>Calls of the HTTP API, each with what it needs to succeed.</summary>
/// <param name="waiting">Jobs that wait; each change takes its own.</param>
/// <param name="failed">Jobs that failed.</param>
/// <param name="schedule">A schedule.</param>
/// <param name="operation">An operation.</param>
internal sealed class ApiCalls(List<Guid> waiting, List<Guid> failed, Guid schedule, Guid operation)
{
    /// <summary>How many of the calls change a waiting job.</summary>
    public const int Changing = 4;

    private const string Group = "0000000000000007";

    /// <summary>A job that is due tomorrow.</summary>
    public static object Work { get; } =
        new { type = WorkHandler.DefinitionId, payload = new { Number = 0 }, afterSeconds = 86400 };

    /// <summary>A body with the names as they are.</summary>
    public static JsonContent Json(object body) => JsonContent.Create(body, body.GetType(), options: JsonSerializerOptions.Default);

    /// <summary>Puts what there is in the place of a route's parameters.</summary>
    public string Fill(string route) => route
        .Replace("{id}", $"{IdOf(route)}", StringComparison.Ordinal)
        .Replace("{fingerprint}", Group, StringComparison.Ordinal)
        .Replace("{definitionId}", WorkHandler.DefinitionId, StringComparison.Ordinal)
        .Replace("schedules/preview", "schedules/preview?cron=0%204%20*%20*%20*", StringComparison.Ordinal);

    public IEnumerable<(string Name, Func<int, HttpRequestMessage> Call)> Writes()
    {
        yield return ("POST jobs", _ => Post("jobs", Work));
        yield return ("POST jobs/batch of 100", _ => Post("jobs/batch", new { jobs = Enumerable.Repeat(Work, 100) }));
        yield return ("POST jobs/{id}/cancel", number => Post($"jobs/{Waiting(number, 0)}/cancel", Why));
        yield return ("POST jobs/{id}/run-now", number => Post($"jobs/{Waiting(number, 1)}/run-now", Why));
        yield return ("POST jobs/{id}/reschedule",
            number => Post($"jobs/{Waiting(number, 2)}/reschedule", new { at = DateTimeOffset.UtcNow.AddHours(1) }));
        yield return ("PATCH jobs/{id}", number => new HttpRequestMessage(HttpMethod.Patch, $"jobs/{Waiting(number, 3)}")
        {
            Content = Json(new { priority = "High" }),
        });
        yield return ("POST jobs/{id}/copy", number => Post($"jobs/{failed[number]}/copy", Why));
        yield return ("POST jobs/{id}/replay", number => Post($"jobs/{failed[number]}/replay", Why));
        yield return ("POST operations, dry run", _ => Post("operations", new
        {
            kind = "Cancel",
            filter = new { definitionId = WorkHandler.DefinitionId },
            dryRun = true,
        }));
        yield return ("POST failures/{fingerprint}/mute",
            _ => Post($"failures/{Group}/mute", new { until = DateTimeOffset.UtcNow.AddDays(1) }));
        yield return ("POST lanes/{lane}/pause", _ => Post("lanes/l3/pause", Why));
        yield return ("POST lanes/{lane}/resume", _ => Post("lanes/l3/resume", Why));
        yield return ("POST definitions/{definitionId}/validate",
            _ => Post($"definitions/{WorkHandler.DefinitionId}/validate", new { payload = new { Number = 0 } }));
        yield return ("POST schedules/{id}/run-now", _ => Post($"schedules/{schedule}/run-now", Why));
    }

    private static object Why => new { reason = "It is measured" };

    private static HttpRequestMessage Post(string path, object body) =>
        new(HttpMethod.Post, path) { Content = Json(body) };

    private Guid IdOf(string route) => route.Split('/')[0] switch
    {
        "jobs" => failed[0],
        "schedules" => schedule,
        _ => operation,
    };

    private Guid Waiting(int number, int change) => waiting[(number * Changing) + change];
}
