using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace JobMaster.AspNetCore.Calls;

/// <summary>Marks in an app's routes that the API is mapped at a path. It has no endpoints of its own.</summary>
internal sealed class MappedApi(string path, JobMasterApiOptions options) : EndpointDataSource
{
    public JobMasterApiOptions Options => options;

    public override IReadOnlyList<Endpoint> Endpoints => [];

    /// <summary>The path of the API for this prefix.</summary>
    public static string PathOf(string prefix) => $"/{prefix.Trim('/')}".TrimEnd('/') + "/api/v1";

    /// <exception cref="InvalidOperationException">The API is mapped there already.</exception>
    public static void Add(IEndpointRouteBuilder endpoints, string path, JobMasterApiOptions options)
    {
        if (Find(endpoints, path) is { } there)
        {
            throw new InvalidOperationException(there.Options.Dashboard is not null
                ? $"MapJobMasterDashboard has mapped the API at '{path}' already. Leave the call of MapJobMasterApi out, and give what "
                + "configures the API as configureApi of MapJobMasterDashboard; or call MapJobMasterApi first."
                : $"MapJobMasterApi was called twice for '{path}'. Call it once, with all its options, or give the second call another "
                + "prefix.");
        }

        endpoints.DataSources.Add(new MappedApi(path, options));
    }

    /// <summary>The API that is mapped there; null when none is.</summary>
    public static MappedApi? Find(IEndpointRouteBuilder endpoints, string path) =>
        endpoints.DataSources.OfType<MappedApi>().FirstOrDefault(one => one.IsAt(path));

    public override IChangeToken GetChangeToken() => NullChangeToken.Singleton;

    private bool IsAt(string other) => string.Equals(path, other, StringComparison.OrdinalIgnoreCase);
}
