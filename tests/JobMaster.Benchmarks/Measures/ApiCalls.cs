using System.Net.Http.Json;
using System.Text.Json;

namespace JobMaster.Benchmarks.Measures;

/// <summary>Calls of the HTTP API, each with what it needs to succeed.</summary>
/// <param name="calls">How often each is made.</param>
/// <param name="waiting">Jobs that wait; each change takes its own.</param>
/// <param name="failed">Jobs that failed.</param>
/// <param name="schedules">Schedules.</param>
/// <param name="operations">Operations that run.</param>
internal sealed class ApiCalls(
    int calls, IReadOnlyList<Guid> waiting, IReadOnlyList<Guid> failed, IReadOnlyList<Guid> schedules, IReadOnlyList<Guid> operations)
{
    /// <summary>How many of the calls change a waiting job.</summary>
    public const int Changing = 4;

    /// <summary>How many of the calls take a failed job out of its group.</summary>
    public const int Taking = 3;

    public const string Limit = "measured";

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

    /// <summary>
    /// A call of each route that writes, in an order in which all succeed. The body of a batch has 100 jobs, and an operation is both
    /// started and looked at beforehand.
    /// </summary>
    public IEnumerable<(string Route, string More, Func<int, HttpRequestMessage> Call)> Writes()
    {
        yield return Of("jobs", _ => Work);
        yield return Of("jobs/batch", _ => new { jobs = Enumerable.Repeat(Work, 100) }, " of 100");
        yield return OfJob("cancel", number => Waiting(number, 0));
        yield return OfJob("run-now", number => Waiting(number, 1));
        yield return OfJob("reschedule", number => Waiting(number, 2), () => new { at = DateTimeOffset.UtcNow.AddHours(1) });
        yield return ("PATCH jobs/{id}", "", number => Patch($"jobs/{Waiting(number, 3)}", new { priority = "High" }));
        yield return OfJob("copy", number => failed[number]);
        yield return OfJob("reveal", number => failed[number]);
        yield return OfJob("replay", number => Failed(number, 0));
        yield return OfJob("retry", number => Failed(number, 1));
        yield return OfJob("discard", number => Failed(number, 2));
        yield return OfJob("restore", number => Failed(number, 2));
        yield return Of("operations", _ => Cancel(dryRun: true), ", dry run");
        yield return Of("operations", _ => Cancel(dryRun: false), ", started");
        yield return OfEach("operations", operations, "pause");
        yield return OfEach("operations", operations, "resume");
        yield return OfEach("operations", operations, "cancel");
        yield return Of("failures/{fingerprint}/mute", _ => new { until = DateTimeOffset.UtcNow.AddDays(1) });
        yield return Of("failures/{fingerprint}/unmute");
        yield return Of("lanes/{lane}/pause");
        yield return Of("lanes/{lane}/resume");
        yield return Of("definitions/{definitionId}/pause");
        yield return Of("definitions/{definitionId}/resume");
        yield return Of("definitions/{definitionId}/validate", _ => new { payload = new { Number = 0 } });
        yield return Of("workers/{worker}/cordon");
        yield return Of("workers/{worker}/uncordon");
        yield return Of("workers/{worker}/stop");
        yield return Of("workers/{worker}/start");
        yield return Of("workers/{worker}/concurrency", number => new { concurrency = 1 + (number % 2) });
        yield return Of("agents/{agent}/drain");
        yield return Of("agents/{agent}/resume");
        yield return Of("limits/{limit}/override", number => new { maxConcurrent = 10 + number });
        yield return Of("limits/{limit}/lift");
        yield return ("PATCH schedules/{id}", "",
            number => Patch($"schedules/{schedules[number]}", new { cron = "0 5 * * *", reason = "It is measured" }));
        yield return OfEach("schedules", schedules, "run-now");
        yield return OfEach("schedules", schedules, "pause");
        yield return OfEach("schedules", schedules, "resume");
        yield return OfEach("schedules", schedules, "cancel");
        yield return ("PUT mode", "", _ => new HttpRequestMessage(HttpMethod.Put, "mode") { Content = Json(new { mode = "Active" }) });
    }

    public static object Cancel(bool dryRun) => new
    {
        kind = "Cancel",
        filter = new { definitionId = WorkHandler.DefinitionId, createdBefore = DateTimeOffset.UnixEpoch.AddYears(40) },
        dryRun,
        reason = "It is measured",
    };

    private static object Why => new { reason = "It is measured" };

    private static (string Route, string More, Func<int, HttpRequestMessage> Call) Of(
        string route, Func<int, object>? body = null, string more = "") => ($"POST {route}", more, number => Post(
            route.Replace("{fingerprint}", Group, StringComparison.Ordinal).Replace("{lane}", "l3", StringComparison.Ordinal)
                .Replace("{definitionId}", WorkHandler.DefinitionId, StringComparison.Ordinal)
                .Replace("{worker}", "measured", StringComparison.Ordinal).Replace("{agent}", "measured", StringComparison.Ordinal)
                .Replace("{limit}", Limit, StringComparison.Ordinal),
            body?.Invoke(number) ?? Why));

    private static (string Route, string More, Func<int, HttpRequestMessage> Call) OfJob(
        string call, Func<int, Guid> job, Func<object>? body = null) =>
        ($"POST jobs/{{id}}/{call}", "", number => Post($"jobs/{job(number)}/{call}", body?.Invoke() ?? Why));

    private static (string Route, string More, Func<int, HttpRequestMessage> Call) OfEach(
        string kind, IReadOnlyList<Guid> each, string call) =>
        ($"POST {kind}/{{id}}/{call}", "", number => Post($"{kind}/{each[number]}/{call}", Why));

    private static HttpRequestMessage Post(string path, object body) =>
        new(HttpMethod.Post, path) { Content = Json(body) };

    private static HttpRequestMessage Patch(string path, object body) => new(HttpMethod.Patch, path) { Content = Json(body) };

    private Guid IdOf(string route) => route.Split('/')[0] switch
    {
        "jobs" => failed[0],
        "schedules" => schedules[0],
        _ => operations[0],
    };

    private Guid Waiting(int number, int change) => waiting[(number * Changing) + change];

    /// <summary>A failed job that no other call takes; the first ones only are copied and revealed.</summary>
    private Guid Failed(int number, int change) => failed[((calls + 1) * (change + 1)) + number];
}
