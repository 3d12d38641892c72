using JobMaster.Values;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Configuration;

/// <summary>Finds alerts, and places to send them to, that cannot work.</summary>
internal static class AlertCheck
{
    private const int LongestName = 100;
    private const int ShortestSecret = 16;

    private static readonly TimeSpan Year = TimeSpan.FromDays(365);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    public static IEnumerable<string> Problems(JobMasterClusterConfig config) =>
        config.Alerts.Alerts.SelectMany(alert => OfAlert(alert, config.Options))
            .Concat(OfNames(
                "Two alerts are", config.Alerts.Alerts.Select(alert => alert.Name), "as in 'JobAlert.FailureGroup() with { Name = … }'"))
            .Concat(config.Alerts.Webhooks.SelectMany(webhook => OfWebhook(webhook.Name, webhook.Address, webhook.Secret)))
            .Concat(config.Alerts.Names.Where(name => !NameText.IsValid(name, 2 * LongestName))
                .Select(name => $"Alert sink '{NameText.Shown(name)}' {NameText.Rule(name, 2 * LongestName)}."))
            .Concat(OfNames("Two sinks of alerts are", config.Alerts.Names, "by the parameter 'name'"))
            .Concat(OfSinks(config));

    private static IEnumerable<string> OfAlert(JobAlert alert, JobMasterClusterOptions options)
    {
        var name = $"alert '{NameText.Shown(alert.Name)}'";
        if (!NameText.IsValid(alert.Name, LongestName))
        {
            yield return $"The name of {name} {NameText.Rule(alert.Name, LongestName)}.";
        }

        if (alert.Lane is { } lane && !LaneText.IsValid(lane))
        {
            yield return $"Lane '{NameText.Shown(lane)}' of {name} {LaneText.Rule(lane)}.";
        }

        if (!Enum.IsDefined(alert.Severity))
        {
            yield return $"Severity {alert.Severity} of {name} is not one of {string.Join(", ", Enum.GetNames<JobAlertSeverity>())}.";
        }

        var (least, most) = alert.Kind switch
        {
            JobAlertKind.FailureGroup => (TimeSpan.FromSeconds(10), TimeSpan.FromDays(1)),
            JobAlertKind.StaleHeartbeat => (Tick, options.HeartbeatTimeout - Tick),
            _ => (Tick, Year),
        };
        if (alert.After is { } after && (after < least || after > most))
        {
            yield return alert.Kind == JobAlertKind.StaleHeartbeat
                ? $"The time {after} of {name} must be more than zero and less than the HeartbeatTimeout, {options.HeartbeatTimeout}: "
                    + "then the session is ended. Give no time for half of it."
                : $"The time {after} of {name} must be "
                    + (least == Tick ? "more than zero" : $"at least {least}") + $" and at most {most}.";
        }

        if (alert.Kind == JobAlertKind.FailureGroup && alert.Growth < 1)
        {
            yield return FormattableString.Invariant($"The growth {alert.Growth} of {name} must be at least 1.");
        }

        foreach (var (option, value) in new[]
        {
            (nameof(alert.ResolveAfter), alert.ResolveAfter), (nameof(alert.AtMostEvery), alert.AtMostEvery),
        })
        {
            if (value < TimeSpan.Zero || value > Year)
            {
                yield return $"{option} {value} of {name} must be from zero to {Year}.";
            }
        }
    }

    private static IEnumerable<string> OfWebhook(string name, Uri address, string secret)
    {
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp))
        {
            yield return $"The address of the alert webhook '{NameText.Shown(name)}' " +
                (address.IsAbsoluteUri ? $"has the scheme '{address.Scheme}'" : "is relative") +
                "; it must begin with https:// or http://.";
        }
        else if (address.UserInfo.Length > 0)
        {
            yield return $"The address of the alert webhook '{NameText.Shown(name)}' holds a user name or password, which is not sent. " +
                "Remove it; the receiver checks the signature instead.";
        }

        if (secret.Length < ShortestSecret)
        {
            yield return FormattableString.Invariant(
                $"The secret of the alert webhook '{NameText.Shown(name)}' has {secret.Length} characters; it must have at least ")
                + FormattableString.Invariant($"{ShortestSecret}. ") + "Make a random one, for example with 'openssl rand -hex 32'.";
        }
    }

    private static IEnumerable<string> OfSinks(JobMasterClusterConfig config)
    {
        if (config.Alerts.Alerts.Count == 0 && config.Alerts.Names.Any())
        {
            yield return $"Alerts are to be sent to '{config.Alerts.Names.First()}', but there are none. Add some, such as " +
                "config.AddAlert(JobAlert.FailureGroup()).";
        }

        if (config.Services.GetService<IServiceProviderIsService>() is { } known)
        {
            foreach (var problem in config.Alerts.SinkTypes.SelectMany(sink => ConstructorCheck.Problems("Alert sink", sink.Type, known)))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<string> OfNames(string what, IEnumerable<string> names, string remedy) =>
        names.GroupBy(name => name, StringComparer.Ordinal).Where(same => same.Count() > 1)
            .Select(same => $"{what} named '{NameText.Shown(same.Key)}'. Give one of them another name, {remedy}.");
}
