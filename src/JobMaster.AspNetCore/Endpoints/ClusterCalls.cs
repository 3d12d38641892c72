using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>The clusters of this app.</summary>
internal static class ClusterCalls
{
    public static IEnumerable<ApiRoute> Routes =>
    [
        ApiRoute.Get("clusters", ListAsync)
            .Named("listClusters", "The clusters of this app").Gives<ClusterList>().OfNoCluster(),
        ApiRoute.Get("", GetAsync)
            .Named("getCluster", "The cluster and its mode").Gives<ClusterView>(),
    ];

    private static Task<IResult> ListAsync(ApiCall call) => Task.FromResult(Answer.Ok(
        new ClusterList([.. call.Http.RequestServices.GetRequiredService<IJobMasterClusters>().All
            .Where(cluster => call.Caller.SeesCluster(cluster.ClusterId)).Select(View)]),
        ApiJson.Default.ClusterList));

    private static Task<IResult> GetAsync(ApiCall call) =>
        Task.FromResult(Answer.Ok(View(call.Cluster), ApiJson.Default.ClusterView));

    private static ClusterView View(IJobMasterCluster cluster) => new(cluster.ClusterId, cluster.Mode);
}
