using System.Diagnostics.CodeAnalysis;
using JobMaster.Alerts;
using JobMaster.Scheduling;

namespace JobMaster.Configuration;

/// <summary>The alerts of a cluster's configuration, and where they are sent.</summary>
internal sealed class AlertCatalog
{
    private readonly List<(string Name, Creation Create)> _sinks = [];

    public List<JobAlert> Alerts { get; } = [];

    public List<(string Name, Uri Address, string Secret)> Webhooks { get; } = [];

    public List<(string Name, Type Type)> SinkTypes { get; } = [];

    public IEnumerable<string> Names => Webhooks.Select(webhook => webhook.Name).Concat(SinkTypes.Select(sink => sink.Name));

    public void AddWebhook(Uri address, string secret, string? name) =>
        Webhooks.Add((name ?? $"webhook:{(address.IsAbsoluteUri ? address.Authority : "")}", address, secret));

    public void AddSink([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type, string? name)
    {
        var known = name ?? $"{type}"; // Not the full name, which has the versions of the assemblies of type arguments.
        SinkTypes.Add((known, type));
        _sinks.Add((known, Activation.For(type)));
    }

    public IEnumerable<AlertTarget> Targets(IServiceProvider app, TimeProvider time) =>
        Webhooks.Select(webhook =>
        {
            var sender = new AlertWebhook(webhook.Address, webhook.Secret, time);
            return new AlertTarget(webhook.Name, sender.SendAsync, sender);
        }).Concat(_sinks.Select(sink => AlertTarget.Of(sink.Name, sink.Create, app)));
}
