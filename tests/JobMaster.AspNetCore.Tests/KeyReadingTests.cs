using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobMaster.AspNetCore.Tests;

/// <summary>A key that is not understood as a whole lets nobody in, because what is misspelt may have limited it.</summary>
public sealed class KeyReadingTests
{
    [Theory]
    [InlineData("Tennants:0", "acme", "Tennants", "known are Id, Name")]
    [InlineData("ExpireAt", "2030-01-01T00:00:00Z", "ExpireAt", "known are Id, Name")]
    [InlineData("ExpiresAt", "", "ExpiresAt", "or leave it out")]
    [InlineData("ExpiresAt", null, "ExpiresAt", "or leave it out")]
    [InlineData("ExpiresAt", "next year", "'next year'", "such as 2031-01-01T08:00:00Z")]
    [InlineData("ExpiresAt", "2099-01-01T00:00:00", "'2099-01-01T00:00:00'", "with its offset")]
    [InlineData("Permissions", "Read, Delete", "'Read, Delete'", "Submit, Read")]
    [InlineData("Permissions", "3", "'3'", "Submit, Read")]
    [InlineData("Permissions", "", "Permissions", "Submit, Read")]
    [InlineData("Tenants", "", "Tenants", "leave Tenants out")]
    [InlineData("Tenants:0", "", "Tenants", "leave Tenants out")]
    [InlineData("Definitions", null, "Definitions", "leave Definitions out")]
    [InlineData("Clusters:0:Id", "default", "Clusters", "leave Clusters out")]
    public async Task A_key_with_a_mistake_lets_nobody_in_and_a_log_line_names_it(
        string member, string? value, string named, string remedy)
    {
        var log = new LogLines();
        await using var app = await ApiApp.StartAsync(
            settings:
            [
                .. ApiApp.Key("odd", "Read").Where(one => !one.Key.EndsWith($":{member}", StringComparison.Ordinal)),
                new($"JobMaster:Api:Keys:odd:{member}", value),
            ],
            services: services => services.AddSingleton<ILoggerProvider>(log));
        using var client = app.Caller("odd");
        (await client.GetJsonAsync("clusters")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        string line = log.Errors.ShouldHaveSingleItem();
        line.ShouldContain("'odd'");
        line.ShouldContain(named);
        line.ShouldContain(remedy);
        line.ShouldNotContain(ApiApp.Key("odd", "Read").Single(one => one.Key.EndsWith("Sha256", StringComparison.Ordinal)).Value!);
    }

    [Fact]
    public async Task A_mistake_made_while_the_app_runs_shuts_the_key()
    {
        var log = new LogLines();
        await using var app = await ApiApp.StartAsync(services: services => services.AddSingleton<ILoggerProvider>(log));
        using var client = app.Caller("reader");
        (await client.GetJsonAsync("clusters")).Status.ShouldBe(HttpStatusCode.OK);
        log.Errors.ShouldBeEmpty();

        var configuration = (IConfigurationRoot)app.App.Services.GetRequiredService<IConfiguration>();
        configuration["JobMaster:Api:Keys:reader:Tennants:0"] = "acme";
        configuration.Reload();
        (await client.GetJsonAsync("clusters")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        log.Errors.ShouldHaveSingleItem().ShouldContain("'Tennants'");
    }

    [Fact]
    public async Task Of_three_keys_with_one_id_none_is_valid()
    {
        await using var app = await ApiApp.StartAsync(settings:
        [
            .. ApiApp.Key("twin", "Read"),
            .. Named("x"), .. Named("y"),
        ]);
        using var client = app.Caller("twin");
        (await client.GetJsonAsync("clusters")).Status.ShouldBe(HttpStatusCode.Unauthorized);

        static IEnumerable<KeyValuePair<string, string?>> Named(string section) => ApiApp.Key("twin", "Admin")
            .Select(one => KeyValuePair.Create(one.Key.Replace("twin", section, StringComparison.Ordinal), one.Value));
    }

    [Fact]
    public async Task Permissions_may_be_a_list()
    {
        await using var app = await ApiApp.StartAsync(settings:
        [
            .. ApiApp.Key("listed", "Read").Where(one => !one.Key.EndsWith("Permissions", StringComparison.Ordinal)),
            new("JobMaster:Api:Keys:listed:Permissions:0", "read"), new("JobMaster:Api:Keys:listed:Permissions:1", "Submit"),
        ]);
        using var client = app.Caller("listed");
        (await client.GetJsonAsync("clusters")).Status.ShouldBe(HttpStatusCode.OK);
        (await client.PostJsonAsync("clusters/default/jobs", """{"type":"other"}""")).Status.ShouldBe(HttpStatusCode.Created);
    }
}
