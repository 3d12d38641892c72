using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Agents;

/// <summary>Keeps in view which agents answer, what they hold, and which lanes live workers serve there; tells the drain when both are known.</summary>
internal sealed class AgentWatch
{
    private readonly IReadOnlyList<AgentConnection> _agents;
    private readonly AgentServing _serving;
    private readonly ISessionStore _sessions;
    private readonly AgentDrain _drain;
    private readonly TimeSpan _every;
    private readonly ILogger _logger;
    private readonly PollingLoop _loop;

    public AgentWatch(
        IReadOnlyList<AgentConnection> agents, AgentServing serving, ISessionStore sessions, AgentDrain drain, TimeSpan heartbeatTimeout, TimeProvider time, Random random, ILogger logger)
    {
        (_agents, _serving, _sessions, _drain, _every, _logger) = (agents, serving, sessions, drain, heartbeatTimeout / 6, logger);
        _loop = new PollingLoop("Watch agents", RunOnceAsync, time, random, logger);
    }

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    /// <summary>Looks once, so that the first jobs find their agents.</summary>
    public Task LookAsync(CancellationToken cancellationToken) => RunOnceAsync(cancellationToken);

    private async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_agents.Select(agent => ProbeAsync(agent, cancellationToken))).ConfigureAwait(false);
        if (await ReadServingAsync(cancellationToken).ConfigureAwait(false))
        {
            _drain.Seen();
        }
        else
        {
            _drain.SeenNothing();
        }

        return _every;
    }

    /// <summary>The connection itself keeps and logs whether the agent answered.</summary>
    private async Task ProbeAsync(AgentConnection agent, CancellationToken cancellationToken)
    {
        try
        {
            await agent.ReadDepthsAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.AgentProbeFailed(_logger, exception, agent.Name);
        }
    }

    private async Task<bool> ReadServingAsync(CancellationToken cancellationToken)
    {
        try
        {
            _serving.Seen(await _sessions.ListAsync(cancellationToken).ConfigureAwait(false));
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.ServingUnknown(_logger, exception);
            return false;
        }
    }
}
