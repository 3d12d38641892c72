namespace JobMaster;

/// <summary>Who may use the API. Without any setting it is closed, except to a developer's own machine.</summary>
public sealed class JobMasterApiOptions
{
    /// <summary>
    /// The section of the app's configuration that holds the API keys. It is read again when the configuration changes.
    /// <value>The default is <c>JobMaster:Api:Keys</c>.</value>
    /// </summary>
    public string KeySection { get; set; } = "JobMaster:Api:Keys";

    /// <summary>
    /// The section of the app's configuration that holds the users. They send a password by HTTP Basic or log in for a session. It is read
    /// again when the configuration changes.
    /// <value>The default is <c>JobMaster:Api:Users</c>.</value>
    /// </summary>
    public string UserSection { get; set; } = "JobMaster:Api:Users";

    /// <summary>
    /// How long a login's session lasts. It ends earlier with the process, with a logout, and when its user is changed or removed.
    /// <value>The default is 12 hours.</value>
    /// </summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>The app's authorization policy whose users may submit. Default: none.</summary>
    public string? SubmitPolicy { get; set; }

    /// <summary>
    /// The app's authorization policy whose users may read. Default: none. <c>RequireAuthorization</c> on the mapped API grants it too.
    /// </summary>
    public string? ReadPolicy { get; set; }

    /// <summary>The app's authorization policy whose users see redacted values. Default: none.</summary>
    public string? RevealPolicy { get; set; }

    /// <summary>The app's authorization policy whose users may operate. Default: none.</summary>
    public string? OperatePolicy { get; set; }

    /// <summary>The app's authorization policy whose users may do everything. Default: none.</summary>
    public string? AdminPolicy { get; set; }

    /// <summary>
    /// Whether, in the Development environment, a caller on this machine may do everything as long as no key, user, policy or
    /// <c>RequireAuthorization</c> says who may call: the connection is a loopback one, the Host header is <c>localhost</c>,
    /// <c>127.0.0.1</c> or <c>[::1]</c>, and no proxy has forwarded the call.
    /// <value>The default is true.</value>
    /// </summary>
    public bool OpenInDevelopment { get; set; } = true;

    /// <summary>
    /// Names whose values are hidden from callers without <see cref="ApiPermissions.Reveal"/>: in payloads, metadata and results in members
    /// with this name, ignoring case, and the same values in errors and logs. A <c>*</c> stands for any characters.
    /// </summary>
    public IList<string> RedactedNames { get; } =
        ["*password*", "*passwd*", "*secret*", "*token*", "*apikey*", "*api_key*", "*authorization*", "*connectionstring*"];

    /// <summary>The longest body a call may have, in bytes. <value>The default is 8 MiB.</value></summary>
    public int MaxBodyBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>How often the state that live streams show is read. At least 200 ms. <value>The default is 1 second.</value></summary>
    public TimeSpan LiveInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The most live streams of each cluster in this process, and twice the most of one caller; more get 503.
    /// <value>The default is 200.</value>
    /// </summary>
    public int MaxListeners { get; set; } = 200;

    /// <summary>
    /// Whether to accept jobs and schedules of definitions that no node has or had. They wait until a host with the handler starts. Set it
    /// if the API is deployed before its workers. A replay or a copy to such a definition is always refused.
    /// <value>The default is false: such a call gets 400.</value>
    /// </summary>
    public bool AcceptsUnknownDefinitions { get; set; }

    /// <summary>
    /// Whether the routes are described to the app's own OpenAPI document. The API has its own document, <c>…/openapi.json</c>, which
    /// contains more. <value>The default is false.</value>
    /// </summary>
    public bool IsInAppDocument { get; set; }

    /// <summary>How often a live stream checks again whether its caller has access.</summary>
    internal TimeSpan ReauthorizeEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest silence of a live stream.</summary>
    internal TimeSpan KeepAliveEvery { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest time for one send to a listener. A slower listener gets the event <c>reload</c>.</summary>
    internal TimeSpan LongestSend { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The settings of the dashboard that uses this API; null without a dashboard.</summary>
    internal JobMasterDashboardOptions? Dashboard { get; set; }

    /// <summary>The policies that grant a permission.</summary>
    internal IEnumerable<(ApiPermissions Permission, string Policy)> Policies =>
        from grant in new (ApiPermissions Permission, string? Policy)[]
        {
            (ApiPermissions.Submit, SubmitPolicy), (ApiPermissions.Read, ReadPolicy), (ApiPermissions.Reveal, RevealPolicy),
            (ApiPermissions.Operate, OperatePolicy), (ApiPermissions.Admin, AdminPolicy),
        }
        where grant.Policy is not null
        select (grant.Permission, grant.Policy);
}
