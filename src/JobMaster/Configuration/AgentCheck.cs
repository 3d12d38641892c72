using JobMaster.Values;

namespace JobMaster.Configuration;

/// <summary>Finds problems of a cluster's agents and the workers attached to them.</summary>
internal static class AgentCheck
{
    public static IEnumerable<string> Problems(JobMasterClusterConfig config)
    {
        var problems = config.Agents.SelectMany(agent => OfAgent(config, agent))
            .Concat(config.Agents.GroupBy(agent => agent.Name, StringComparer.Ordinal).Where(group => group.Skip(1).Any())
                .Select(twins =>
                    $"Agent connection '{twins.Key}' is configured {twins.Count()} times. Give each AddAgentConnectionConfig call its " +
                    "own name, or merge the calls."))
            .Concat(config.Options.Workers.SelectMany((worker, index) => OfWorker(config, worker, OptionsCheck.NameOf(worker, index))));
        return config is { IsStandalone: true, Agents.Count: > 0 }
            ? problems.Append(
                $"UseStandaloneCluster was called and agent connection '{config.Agents[0].Name}' added. Remove the call, or the " +
                "connection.")
            : problems;
    }

    private static IEnumerable<string> OfAgent(JobMasterClusterConfig config, JobMasterAgentConfig agent)
    {
        if (!NameText.IsValid(agent.Name, 100))
        {
            yield return $"The name of agent connection '{NameText.Shown(agent.Name)}' {NameText.Rule(agent.Name, 100)}.";
        }

        if (agent is { Transport: null, HasUnknownProvider: false })
        {
            yield return $"Agent connection '{agent.Name}' has no transport. Call one on it, such as " +
                "UsePostgresForAgent(connectionString).";
        }

        if (!ConfigurationCheck.IsIdentifier(agent.TablePrefix))
        {
            yield return $"SqlTablePrefixForAgent '{agent.TablePrefix}' of agent connection '{agent.Name}' must be 1 to 32 letters, " +
                "digits and underscores, not starting with a digit.";
        }

        if (agent.Schema is { } schema && !ConfigurationCheck.IsIdentifier(schema))
        {
            yield return $"SqlSchemaForAgent '{schema}' of agent connection '{agent.Name}' must be 1 to 32 letters, digits and " +
                "underscores, not starting with a digit.";
        }

        if (agent.FormerName is { } former && config.Agents.Exists(other => other.Name == former))
        {
            yield return $"RenamesAgent of agent connection '{agent.Name}' names '{former}', which is an agent connection of this app. " +
                "Give the name it had before, or remove the call.";
        }

        foreach (var problem in agent.Problems)
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> OfWorker(JobMasterClusterConfig config, JobMasterWorkerOptions worker, string name)
    {
        if (worker.AgentConnectionName is not { } agent)
        {
            return worker.Mode == AgentWorkerMode.Drain
                ? [
                    $"{name} has mode Drain but no agent connection to drain. Name it with AgentConnName, or set the mode to Full, " +
                    "Execution or Coordinator."]
                : [];
        }

        if (!config.Agents.Exists(known => known.Name == agent))
        {
            var configured = config.Agents.Count == 0 ? "none" : string.Join(", ", config.Agents.Select(known => $"'{known.Name}'"));
            return [
                $"Agent connection '{agent}' of {name} is not configured; configured: {configured}. Add it with " +
                $"AddAgentConnectionConfig, or remove AgentConnName(\"{agent}\") and the worker claims from the master alone."];
        }

        return worker.Mode == AgentWorkerMode.Drain
            && config.Options.Workers.Any(other =>
                other.AgentConnectionName == agent && other.Mode is AgentWorkerMode.Full or AgentWorkerMode.Execution)
            ? [$"{name} drains agent connection '{agent}' while another worker of this app receives from it. Remove one of the two."]
            : [];
    }
}
