using JobMaster.Conformance.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Tests.Scheduling;

/// <summary>An id that is almost that of a definition and that no node knows is accepted with a warning.</summary>
public sealed class MisspeltDefinitionTests
{
    [Theory]
    [InlineData("Probe")]
    [InlineData("prob")]
    [InlineData("porbe")]
    public async Task It_is_said_once_and_names_the_definition(string misspelt)
    {
        await using var app = await StartAsync();

        await app.Jobs.OnceNowAsync(misspelt, MessageData.Empty);
        await app.Jobs.OnceNowAsync(misspelt, MessageData.Empty);
        await app.Jobs.ScheduleManyAsync([JobRequest.ForDefinition(misspelt), JobRequest.ForDefinition(misspelt)]);

        Warnings(app, misspelt).ShouldHaveSingleItem().ShouldContain("Is 'probe' meant?");
    }

    [Fact]
    public async Task A_schedule_says_it_too()
    {
        await using var app = await StartAsync();

        await app.Jobs.RecurringAsync(Recurrence.Every(TimeSpan.FromHours(1)), "probes", MessageData.Empty);

        Warnings(app, "probes").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_id_that_is_like_none_is_that_of_another_app()
    {
        await using var app = await StartAsync();

        await app.Jobs.OnceNowAsync("mail.send", MessageData.Empty);

        Warnings(app, "mail.send").ShouldBeEmpty();
    }

    [Fact]
    public async Task An_app_without_handlers_on_an_empty_store_schedules_what_it_likes()
    {
        await using var app = await TestApp.StartAsync(config => config.UseInMemory());

        (await app.Jobs.OnceNowAsync("probe", MessageData.Empty)).IsNew.ShouldBeTrue();

        Warnings(app, "probe").ShouldBeEmpty();
    }

    private static IEnumerable<string> Warnings(TestApp app, string id) => app.Logs.Messages.Where(message =>
        message.Contains($"No node has, or had, the definition '{id}', so its jobs wait", StringComparison.Ordinal));

    private static Task<TestApp> StartAsync() => TestApp.StartAsync(
        config => config.UseInMemory().AddJobHandler<ProbeHandler>(), services => services.AddSingleton(new Probe()));
}
