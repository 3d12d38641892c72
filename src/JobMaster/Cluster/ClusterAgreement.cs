using System.Globalization;
using JobMaster.Agents;
using JobMaster.Storage;

namespace JobMaster.Cluster;

/// <summary>
/// Checks what all hosts of a cluster must agree on. The values are stored in the cluster's settings. A host that differs from live hosts
/// fails at start. If no other host is live, its own values replace the stored ones.
/// </summary>
internal sealed class ClusterAgreement(IMasterStore store, JobMasterClusterOptions options)
{
    private const string FormatName = "agree.message_format";

    /// <exception cref="JobMasterConfigurationException">This host differs from the others.</exception>
    public async Task CheckAsync(IReadOnlyList<AgentConnection> agents, CancellationToken cancellationToken)
    {
        var problems = Twins(agents).ToList();
        var stored = (await store.Settings.ReadAsync(cancellationToken).ConfigureAwait(false)).Values;
        ThrowIfNewer(stored);
        var differing = Differing(agents, stored);
        if (differing.Exists(term => stored.ContainsKey(term.Name)))
        {
            var live = await LiveAsync(store, options, stored, cancellationToken).ConfigureAwait(false);

            // Read again: a host stores its values before its sessions begin, so these are the values of the live ones. A faster host may
            // have stored the same new values meanwhile.
            stored = (await store.Settings.ReadAsync(cancellationToken).ConfigureAwait(false)).Values;
            differing = Differing(agents, stored);
            problems.AddRange(differing.Select(term => Contradiction(term, stored, live)).OfType<string>());
        }

        // All differences are reported together, because each is corrected in the configuration of this host.
        if (problems.Count > 0)
        {
            throw new JobMasterConfigurationException(string.Join(' ', problems));
        }

        foreach (var term in differing)
        {
            await store.Settings.WriteAsync(term.Name, term.Value, audit: null, cancellationToken).ConfigureAwait(false);
        }
    }

    private List<Term> Differing(IReadOnlyList<AgentConnection> agents, IReadOnlyDictionary<string, string> stored) =>
        [.. Terms(agents).Where(term => stored.GetValueOrDefault(term.Name) != term.Value)];

    private IEnumerable<Term> Terms(IReadOnlyList<AgentConnection> agents)
    {
        yield return new Term(
            "agree.heartbeat_timeout", options.HeartbeatTimeout.ToString("c", CultureInfo.InvariantCulture), "HeartbeatTimeout", null);
        yield return new Term("agree.time_zone", options.IanaTimeZoneId, "ClusterIanaTimeZoneId", null);
        if (agents.Count > 0)
        {
            yield return new Term(FormatName, AgentMessageFormat.Version.ToString(CultureInfo.InvariantCulture), "message format", null);
        }

        // The identity of an agent that does not answer yet is unknown.
        foreach (var agent in agents.Where(agent => agent.Identity is not null))
        {
            yield return new Term(
                "agent." + agent.Name, agent.Identity!, $"Agent connection '{agent.Name}' ({agent.Description})", agent.Name);
        }
    }

    private static IEnumerable<string> Twins(IReadOnlyList<AgentConnection> agents) =>
        agents.Where(agent => agent.Identity is not null)
            .GroupBy(agent => agent.Identity)
            .Where(group => group.Skip(1).Any())
            .Select(twins =>
            $"Agent connections {string.Join(" and ", twins.Select(agent => $"'{agent.Name}'"))} lead to one and the same agent, " +
            $"{twins.First().Description}. " +
            "Keep one of them, or give one another place or table prefix.");

    private void ThrowIfNewer(IReadOnlyDictionary<string, string> stored)
    {
        if (
            stored.TryGetValue(FormatName, out var text) && int.TryParse(text, CultureInfo.InvariantCulture, out var format)
                && format > AgentMessageFormat.Version)
        {
            throw new JobMasterConfigurationException(
                $"Hosts of cluster '{options.ClusterId}' write messages in format {format}; this version of JobMaster reads up to " +
                $"{AgentMessageFormat.Version}. Update the JobMaster packages of this app.");
        }
    }

    private string? Contradiction(Term term, IReadOnlyDictionary<string, string> stored, List<NewSession> live)
    {
        if (
            !stored.TryGetValue(term.Name, out var theirs)
                || live.Find(session => term.AgentName is null || session.AgentName == term.AgentName) is not { } other)
        {
            return null;
        }

        return term.AgentName is null
            ? $"{term.Label} is {term.Value} here and {theirs} on the live hosts of cluster '{options.ClusterId}', such as " +
                $"{other.NodeName}. Give every host the same value; to change it, stop the others first."
            : $"{term.Label} is not the agent that the live hosts of cluster '{options.ClusterId}', such as {other.NodeName}, know by " +
                "this name. Give every host the same agent under one name, or use another name here.";
    }

    /// <summary>The live sessions, by the longer of this host's heartbeat timeout and the agreed one.</summary>
    public static async Task<List<NewSession>> LiveAsync(
        IMasterStore store, JobMasterClusterOptions options, IReadOnlyDictionary<string, string> stored,
        CancellationToken cancellationToken)
    {
        var timeout = stored.TryGetValue("agree.heartbeat_timeout", out var text)
            && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var theirs) && theirs > options.HeartbeatTimeout
            ? theirs
            : options.HeartbeatTimeout;
        var sessions = await store.Sessions.ListAsync(cancellationToken).ConfigureAwait(false);
        return [.. sessions.Where(info => info.SilentFor < timeout).Select(info => info.Session)];
    }

    private readonly record struct Term(string Name, string Value, string Label, string? AgentName);
}
