using System.Text.RegularExpressions;

namespace JobMaster;

/// <summary>The look of the dashboard and the targets of its links. <see cref="JobMasterApiOptions"/> decides who may use it.</summary>
public sealed partial class JobMasterDashboardOptions
{
    /// <summary>
    /// The name of this environment, on every page and in every confirmation. <value>The default is the host's environment.</value>
    /// </summary>
    public string? EnvironmentName { get; set; }

    /// <summary>
    /// The colour next to that name, as <c>#rrggbb</c>. <value>The default is red for Production, amber for Staging, else blue.</value>
    /// </summary>
    public string? EnvironmentColor { get; set; }

    /// <summary>
    /// Where a job's trace is shown; <c>{traceId}</c> and <c>{jobId}</c> are replaced. Default: no link.
    /// </summary>
    /// <example><code>dashboard.TraceUrl = "https://traces.example.org/trace/{traceId}";</code></example>
    public string? TraceUrl { get; set; }

    /// <summary>
    /// Where a job's log lines are shown; <c>{traceId}</c> and <c>{jobId}</c> are replaced. Default: no link.
    /// </summary>
    public string? LogsUrl { get; set; }

    /// <summary>
    /// The sites that may show the dashboard in a frame, such as <c>https://portal.example.org</c> or <c>'self'</c>. Default: none.
    /// </summary>
    public IList<string> FrameAncestors { get; } = [];

    /// <exception cref="InvalidOperationException">A value cannot be used.</exception>
    internal void Check()
    {
        string[] problems =
        [
            .. EnvironmentColor is { } color && !Color().IsMatch(color)
                ? [$"EnvironmentColor is '{color}'. Give a colour as #rrggbb."]
                : Array.Empty<string>(),
            .. NoLink(nameof(TraceUrl), TraceUrl), .. NoLink(nameof(LogsUrl), LogsUrl),
            .. FrameAncestors.Where(one => !Ancestor().IsMatch(one)).Select(one =>
                $"FrameAncestors has '{one}'. Give 'self' in single quotes, or a scheme and host, such as https://portal.example.org."),
        ];
        if (problems.Length > 0)
        {
            throw new InvalidOperationException($"The options of MapJobMasterDashboard: {string.Join(' ', problems)}");
        }
    }

    private static IEnumerable<string> NoLink(string name, string? url) =>
        url is null || IsLink(url)
            ? []
            : [$"{name} is '{url}'. Give an address that begins with http:// or https://."];

    private static bool IsLink(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https");

    [GeneratedRegex("^#[0-9A-Fa-f]{6}$")]
    private static partial Regex Color();

    [GeneratedRegex(@"^('self'|https?://[A-Za-z0-9.*\-]+(:[0-9*]+)?)$")]
    private static partial Regex Ancestor();
}
