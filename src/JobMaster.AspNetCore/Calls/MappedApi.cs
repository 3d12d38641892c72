using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace JobMaster.AspNetCore.Calls;

/// <summary>Marks in an app's routes that the API is mapped at a path. It has no endpoints of its own.</summary>
internal sealed class MappedApi(string path) : EndpointDataSource
{
    public override IReadOnlyList<Endpoint> Endpoints => [];

    /// <exception cref="InvalidOperationException">The API is mapped there already.</exception>
    public static void Add(IEndpointRouteBuilder endpoints, string path)
    {
        if (endpoints.DataSources.OfType<MappedApi>().Any(one => one.IsAt(path)))
        {
            throw new InvalidOperationException(
                $"MapJobMasterApi was called twice for '{path}'. Call it once, with all its options, or give the second call another "
                + "prefix.");
        }

        endpoints.DataSources.Add(new MappedApi(path));
    }

    public override IChangeToken GetChangeToken() => NullChangeToken.Singleton;

    private bool IsAt(string other) => string.Equals(path, other, StringComparison.OrdinalIgnoreCase);
}
