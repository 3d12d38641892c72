using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>Agents: their messages, their answers and their receivers; draining them.</summary>
internal static class AgentCalls
{
    public static IEnumerable<ApiRoute> Routes =>
    [
        ApiRoute.Get("agents", ListAsync)
            .Named("listAgents", "The agents, what they hold and how they answer").Gives<AgentListView>().OfWholeCluster(),
        ApiRoute.Get("agents/{agent}", GetAsync)
            .Named("getAgent", "One agent").Gives<AgentView>().OfWholeCluster(),
        ApiRoute.Post("agents/{agent}/drain", ApiPermissions.Operate, DrainAsync)
            .Named("drainAgent", "It gets no more jobs, and the master gets what it holds")
            .Takes<ReasonBody>("""{"reason":"The server is replaced"}""", isOptional: true).Gives<ChangeAnswer>().OfWholeCluster()
            .Again(async (call, _) => OrderAnswer.Of(isChanged: true, await UnknownAsync(call))),
        ApiRoute.Post("agents/{agent}/resume", ApiPermissions.Operate, ResumeAsync)
            .Named("resumeAgent", "It gets jobs again").TakesReason().Gives<ChangeAnswer>().OfWholeCluster(),
    ];

    private static async Task<IResult> ListAsync(ApiCall call) => Answer.Ok(
        new AgentListView([.. (await call.Monitor.Agents.ListAsync(call.Aborted)).Select(AgentView.Of)]),
        ApiJson.Default.AgentListView);

    private static async Task<IResult> GetAsync(ApiCall call)
    {
        string name = NameOf(call);
        var agents = await call.Monitor.Agents.ListAsync(call.Aborted);
        return agents.FirstOrDefault(agent => agent.Name == name) is { } found
            ? Answer.Ok(AgentView.Of(found), ApiJson.Default.AgentView)
            : throw new ApiProblem(
                StatusCodes.Status404NotFound, "not-found",
                $"No agent '{name}' is known: this app has no connection of the name, no live worker receives from it, and it is not "
                + "drained. "
                + (agents.Count == 0
                    ? "The cluster has no agents."
                    : $"Known are {string.Join(", ", agents.Select(agent => agent.Name))}."));
    }

    private static async Task<IResult> DrainAsync(ApiCall call)
    {
        var body = await ApiBody.ReasonAsync(call);
        bool isChanged = await call.Cluster.Agents.DrainAsync(NameOf(call), call.Operator(body.Reason), call.Aborted);
        return OrderAnswer.Of(isChanged, await UnknownAsync(call));
    }

    private static async Task<IResult> ResumeAsync(ApiCall call)
    {
        var body = await ApiBody.ReasonAsync(call);
        bool isResumed = await call.Cluster.Agents.ResumeAsync(NameOf(call), call.Operator(body.Reason), call.Aborted);
        return OrderAnswer.Of(
            isResumed,
            isResumed ? null : OrderAnswer.NoteOfLift($"Agent '{NameOf(call)}' was not drained.", await UnknownAsync(call, holds: false)));
    }

    /// <summary>A note about an agent that no live worker receives from, and that this app has no connection to.</summary>
    private static async Task<string?> UnknownAsync(ApiCall call, bool holds = true)
    {
        var known = (await call.Monitor.Agents.ListAsync(call.Aborted))
            .Where(agent => agent.Transport is not null || agent.Workers.Count > 0);
        return OrderAnswer.NoteOf("agent", NameOf(call), known.Select(agent => agent.Name), holds);
    }

    private static string NameOf(ApiCall call) => (string)call.Http.Request.RouteValues["agent"]!;
}
