using Microsoft.AspNetCore.Builder;

namespace JobMaster.AspNetCore.Dashboard;

/// <summary>Conventions of the dashboard apply to its page and its API.</summary>
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
