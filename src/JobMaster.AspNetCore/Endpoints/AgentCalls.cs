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
            .Takes<ReasonBody>("""{"reason":"The server is replaced"}""", isOptional: true).Gives<ChangeAnswer>().OfWholeCluster(),
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
        string name = NameOf(call);
        bool isChanged = await call.Cluster.Agents.DrainAsync(name, call.Operator(body.Reason), call.Aborted);
        var known = (await call.Monitor.Agents.ListAsync(call.Aborted))
            .Where(agent => agent.Transport is not null || agent.Workers.Count > 0);
        return OrderAnswer.Of(isChanged, OrderAnswer.NoteOf("agent", name, known.Select(agent => agent.Name)));
    }

    private static async Task<IResult> ResumeAsync(ApiCall call)
    {
        var body = await ApiBody.ReasonAsync(call);
        return OrderAnswer.Of(await call.Cluster.Agents.ResumeAsync(NameOf(call), call.Operator(body.Reason), call.Aborted));
    }

    private static string NameOf(ApiCall call) => (string)call.Http.Request.RouteValues["agent"]!;
}
