using JobMaster.Diagnostics;
using JobMaster.Execution;

namespace JobMaster.Agents;

/// <summary>
/// Checks which agents answer, their depths, and which lanes live workers serve there. Notifies the drain when it knows both.
/// </summary>
internal sealed class AgentWatch
{
    private readonly IReadOnlyList<AgentConnection> _agents;
    private readonly AgentServing _serving;
    private readonly NodeServices _node;
    private readonly AgentDrain _drain;
    private readonly PollingLoop _loop;

    public AgentWatch(NodeServices node, IReadOnlyList<AgentConnection> agents, AgentServing serving, AgentDrain drain)
    {
        (_node, _agents, _serving, _drain) = (node, agents, serving, drain);
        _loop = node.Loop("Watch agents", RunOnceAsync);
    }

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    /// <summary>Checks once, so that the first jobs find their agents.</summary>
    public Task LookAsync(CancellationToken cancellationToken) => RunOnceAsync(cancellationToken);

    private async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_agents.Select(agent => ProbeAsync(agent, cancellationToken))).ConfigureAwait(false);
        if (await ReadServingAsync(cancellationToken).ConfigureAwait(false))
        {
            _drain.Looked();
        }
        else
        {
            _drain.CouldNotLook();
        }

        return _node.Options.HeartbeatTimeout / 6;
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
            Log.AgentProbeFailed(_node.Logger, exception, agent.Name);
        }
    }

    private async Task<bool> ReadServingAsync(CancellationToken cancellationToken)
    {
        try
        {
            var live = await _node.Store.Sessions.ListAsync(cancellationToken).ConfigureAwait(false);
            _serving.Learn(live.Where(info => _node.Controls.For(info.Session).TakesJobs));
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.ServingUnknown(_node.Logger, exception);
            return false;
        }
    }
}
