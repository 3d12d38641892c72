extern alias hello;

using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;

namespace JobMaster.Tests.Docs;

/// <summary>The README's program, run as it stands, on a store in memory.</summary>
public sealed class HelloJobMasterTests : IAsyncLifetime
{
    private readonly WebApplicationFactory<hello::Program> _app = new WebApplicationFactory<hello::Program>()
        .WithWebHostBuilder(web => web.ConfigureTestServices(services => services.ReplaceJobMasterWithTestCluster()));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_job_is_shown_and_an_unknown_id_is_not_found()
    {
        var client = _app.CreateClient();
        var answer = await client.PostAsync("/welcome?to=Ada", null);
        var id = await answer.Content.ReadFromJsonAsync<Guid>();
        await _app.Services.GetJobMasterTestCluster().RunUntilIdleAsync();

        (await client.GetStringAsync($"/jobs/{id}")).ShouldContain("\"state\":\"Succeeded\"");
        (await client.GetAsync($"/jobs/{Guid.CreateVersion7()}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
