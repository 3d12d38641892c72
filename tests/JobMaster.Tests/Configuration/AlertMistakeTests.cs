using JobMaster.Conformance.Jobs;

namespace JobMaster.Tests.Configuration;

/// <summary>Alerts that cannot work: the start fails and says which, and what would do. No secret is named.</summary>
public sealed class AlertMistakeTests
{
    private const string Secret = "0123456789abcdef";

    [Fact]
    public async Task Times_numbers_and_names_out_of_range()
    {
        var message = await ErrorAsync(config => config
            .AddAlert(JobAlert.OldestWait("mail\n", TimeSpan.Zero) with { Name = "wait" })
            .AddAlert(JobAlert.FailureGroup(growth: 0, within: TimeSpan.FromSeconds(9)))
            .AddAlert(JobAlert.StaleHeartbeat(TimeSpan.FromSeconds(2)))
            .AddAlert(JobAlert.MissedSchedule() with { Name = "", Severity = (JobAlertSeverity)9 })
            .AddAlert(JobAlert.LaneWithoutWorker() with { ResolveAfter = TimeSpan.FromSeconds(-1), AtMostEvery = TimeSpan.MaxValue }));

        message.ShouldStartWith("9 problems:");
        message.ShouldContain("Lane 'mail\\u000A' of alert 'wait' must have 1 to 100 characters");
        message.ShouldContain("The time 00:00:00 of alert 'wait' must be more than zero and at most 365.00:00:00.");
        message.ShouldContain("The time 00:00:09 of alert 'failure-group' must be at least 00:00:10 and at most 1.00:00:00.");
        message.ShouldContain("The growth 0 of alert 'failure-group' must be at least 1.");
        message.ShouldContain(
            "The time 00:00:02 of alert 'stale-heartbeat' must be more than zero and less than the HeartbeatTimeout, 00:00:02");
        message.ShouldContain("Severity 9 of alert '' is not one of Info, Warning, Critical.");
        message.ShouldContain("The name of alert '' must have 1 to 100 characters");
        message.ShouldContain("ResolveAfter -00:00:01 of alert 'lane-without-worker' must be from zero to 365.00:00:00.");
        message.ShouldContain("AtMostEvery 10675199.02:48:05.4775807 of alert 'lane-without-worker' must be from zero");
    }

    [Fact]
    public async Task Two_of_one_name()
    {
        var message = await ErrorAsync(config => config
            .AddAlert(JobAlert.FailureGroup()).AddAlert(JobAlert.FailureGroup(growth: 100))
            .AddAlertWebhook(new Uri("https://example.com/a"), Secret).AddAlertWebhook(new Uri("https://example.com/b"), Secret));

        message.ShouldContain("Two alerts are named 'failure-group'. Give one of them another name, as in");
        message.ShouldContain(
            "Two sinks of alerts are named 'webhook:example.com'. Give one of them another name, by the parameter 'name'.");
    }

    [Fact]
    public async Task Addresses_and_secrets_that_do_not_do_are_refused_without_a_secret_in_the_message()
    {
        var message = await ErrorAsync(config => config.AddAlert(JobAlert.FailureGroup())
            .AddAlertWebhook(new Uri("ftp://example.com/private"), Secret, "file")
            .AddAlertWebhook(new Uri("/private", UriKind.Relative), Secret, "relative")
            .AddAlertWebhook(new Uri("https://user:pass@example.com/private"), "too-short", "user"));

        message.ShouldContain("'file' has the scheme 'ftp'; it must begin with https:// or http://.");
        message.ShouldContain("'relative' is relative; it must begin with https:// or http://.");
        message.ShouldContain("'user' holds a user name or password, which is not sent.");
        message.ShouldContain("The secret of the alert webhook 'user' has 9 characters; it must have at least 16.");
        foreach (var hidden in new[] { Secret, "too-short", "pass@", "/private" })
        {
            message.ShouldNotContain(hidden);
        }
    }

    [Fact]
    public async Task Sinks_without_alerts_and_sinks_that_cannot_be_created()
    {
        var message = await ErrorAsync(config => config.AddAlertSink<NeedySink>());

        message.ShouldContain("there are none. Add some, such as config.AddAlert(JobAlert.FailureGroup()).");
        message.ShouldContain("Alert sink 'JobMaster.Tests.Configuration.AlertMistakeTests+NeedySink' needs 'System.Version'");
    }

    private static async Task<string> ErrorAsync(Action<JobMasterClusterConfig> configure) =>
        (await Should.ThrowAsync<JobMasterConfigurationException>(() => TestApp.StartAsync(config => configure(config.UseInMemory()))))
        .Message;

    private sealed class NeedySink(Version version) : IJobAlertSink
    {
        public Task SendAsync(JobAlertNotice notice, CancellationToken cancellationToken) => Task.FromResult(version);
    }
}
