using JobMaster.Testing;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Shop;

namespace JobMaster.Tests.Testing;

public sealed class ShopTests : IAsyncLifetime
{
    private readonly WebApplicationFactory<Program> _app = new WebApplicationFactory<Program>()
        .WithWebHostBuilder(web => web.ConfigureTestServices(services =>
        {
            services.ReplaceJobMasterWithTestCluster();
            services.AddSingleton<SentMail>().AddSingleton<IMail>(provider => provider.GetRequiredService<SentMail>());
        }));

    private JobMasterTestCluster Cluster => _app.Services.GetJobMasterTestCluster();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task An_order_is_charged_now_and_followed_up_after_three_days()
    {
        (await _app.CreateClient().PostAsync("/orders/7", null)).EnsureSuccessStatusCode();

        Cluster.Jobs.ShouldHaveScheduled<ChargeHandler, Charge>(charge => charge.Order == 7);
        await Cluster.RunUntilIdleAsync();
        Assert.Equal(19.90m, _app.Services.GetRequiredService<Payments>().Total);
        Assert.Empty(_app.Services.GetRequiredService<SentMail>().Texts);

        await Cluster.AdvanceAsync(TimeSpan.FromDays(3));
        Assert.Equal(["How do you like order 7?"], _app.Services.GetRequiredService<SentMail>().Texts);
        Cluster.Jobs.ShouldAllHaveSucceeded();
    }

    [Fact]
    public async Task A_reminder_without_an_order_fails()
    {
        var run = await Cluster.RunHandlerAsync<ReminderHandler>(WriteableMessageData.New(), new JobOptions { MaxNumberOfRetries = 0 });

        Assert.Equal(HandlerOutcome.Failed, run.Outcome);
        Assert.Contains("Order", run.Error);
    }

    [Fact]
    public async Task Each_order_is_charged_once_whatever_goes_wrong()
    {
        Cluster.Faults
            .CrashBeforeOutcome(Attempts.Some(0.2))
            .DeliverTwice(Attempts.Some(0.2))
            .LoseWakeUps(0.5);

        var client = _app.CreateClient();
        for (var number = 1; number <= 20; number++)
        {
            (await client.PostAsync($"/orders/{number}", null)).EnsureSuccessStatusCode();
        }

        await Cluster.AdvanceAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(20 * 19.90m, _app.Services.GetRequiredService<Payments>().Total);
        Assert.NotEmpty(Cluster.Faults.Injected);
    }

    private sealed class SentMail : IMail
    {
        public List<string> Texts { get; } = [];

        public Task SendAsync(string text)
        {
            Texts.Add(text);
            return Task.CompletedTask;
        }
    }
}
