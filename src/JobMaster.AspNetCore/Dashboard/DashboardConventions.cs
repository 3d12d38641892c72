using Microsoft.AspNetCore.Builder;

namespace JobMaster.AspNetCore.Dashboard;

/// <summary>What an app says of the dashboard holds for its page and its API.</summary>
internal sealed class DashboardConventions(IEndpointConventionBuilder api, IEndpointConventionBuilder page) : IEndpointConventionBuilder
{
    public void Add(Action<EndpointBuilder> convention)
    {
        api.Add(convention);
        page.Add(convention);
    }

    public void Finally(Action<EndpointBuilder> finallyConvention)
    {
        api.Finally(finallyConvention);
        page.Finally(finallyConvention);
    }
}
