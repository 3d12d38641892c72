using System.Runtime.CompilerServices;
using System.Text.Json;
using JobMaster.AspNetCore.Calls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.AspNetCore.Tests.OpenApi;

/// <summary>The OpenAPI document of the package is the one that the routes make.</summary>
public sealed class OpenApiTests
{
    private const string HowToAccept = "src/JobMaster.AspNetCore/openapi.json is not what the routes make. If that is meant, run "
        + "JOBMASTER_ACCEPT_API=1 dotnet test tests/JobMaster.AspNetCore.Tests --filter OpenApiTests and review the change to the file.";

    private static bool IsToBeAccepted => Environment.GetEnvironmentVariable("JOBMASTER_ACCEPT_API") == "1";

    [Fact]
    public void The_document_is_what_the_routes_make()
    {
        string made = OpenApiWriter.Write(JobMasterApiExtensions.Routes);
        if (IsToBeAccepted)
        {
            File.WriteAllText(Document(), made);
        }

        (File.ReadAllText(Document()) == made).ShouldBeTrue(HowToAccept);
    }

    [Fact]
    public async Task The_served_document_has_every_endpoint_and_is_complete_in_itself()
    {
        await using var app = await ApiApp.StartAsync(pipeline: app => app.UsePathBase("/base"));
        using var client = app.Caller("submitter");
        var document = (await client.GetJsonAsync("openapi.json")).Body;
        var served = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (operation.Name, Path: path.Name)));
        const string Root = "/jobmaster/api/v1";
        served.ShouldBe(
            app.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                .Where(endpoint => endpoint.Metadata.GetMetadata<ApiRoute>() is not null).Select(endpoint => (
                endpoint.Metadata.GetRequiredMetadata<ApiRoute>().Method.ToLowerInvariant(),
                endpoint.RoutePattern.RawText!.Replace(":guid", "", StringComparison.Ordinal)[Root.Length..])),
            ignoreOrder: true);

        var names = JobMasterApiExtensions.Routes.Select(route => route.Name).ToList();
        names.ShouldBeUnique();
        names.ShouldAllBe(name => name.Length > 0);
        JobMasterApiExtensions.Routes.ShouldAllBe(route => route.Answers.Count > 0 && route.Summary.Length > 0);
        var references = References(document).Distinct().ToList();
        references.ShouldNotBeEmpty();
        references.ShouldAllBe(reference => Resolves(document, reference));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task The_routes_are_in_the_apps_own_document_only_when_asked(bool isAsked, int expected)
    {
        await using var app = await ApiApp.StartAsync(
            services: services => services.AddEndpointsApiExplorer(),
            map: app => app.MapJobMasterApi(api => api.IsInAppDocument = isAsked));
        var described = app.App.Services.GetRequiredService<IApiDescriptionGroupCollectionProvider>().ApiDescriptionGroups.Items
            .SelectMany(group => group.Items).Where(item => item.RelativePath!.EndsWith("jobs/batch", StringComparison.Ordinal)).ToList();
        described.Count.ShouldBe(expected);
        described.ShouldAllBe(item => item.SupportedResponseTypes.Any(answer => answer.StatusCode == 201));
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member =>
            member is { Name: "$ref", Value.ValueKind: JsonValueKind.String } ? [member.Value.GetString()!] : References(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private static bool Resolves(JsonElement document, string reference)
    {
        foreach (string name in reference.Split('/').Skip(1))
        {
            if (!document.TryGetProperty(name, out document))
            {
                return false;
            }
        }

        return reference.StartsWith("#/", StringComparison.Ordinal);
    }

    private static string Document([CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "..", "src", "JobMaster.AspNetCore", "openapi.json");
}
