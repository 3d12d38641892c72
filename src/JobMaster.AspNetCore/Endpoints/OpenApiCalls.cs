using JobMaster.AspNetCore.Calls;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>The API's own OpenAPI document. It is part of the assembly and contains nothing about the app.</summary>
internal static class OpenApiCalls
{
    private const string Resource = "JobMaster.AspNetCore.openapi.json";

    public static IEnumerable<ApiRoute> Routes =>
    [
        ApiRoute.Get("openapi.json", ReadAsync)
            .Named("getOpenApi", "This API as an OpenAPI 3.1 document").GivesText("application/json").For(ApiRoute.Anyone).OfNoCluster(),
    ];

    private static Task<IResult> ReadAsync(ApiCall call) => Task.FromResult<IResult>(TypedResults.Stream(Open(), "application/json"));

    private static Stream Open() => typeof(OpenApiCalls).Assembly.GetManifestResourceStream(Resource)
        ?? throw new InvalidOperationException($"The assembly lacks its resource '{Resource}'.");
}
