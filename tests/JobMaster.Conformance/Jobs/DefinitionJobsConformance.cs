using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Conformance.Jobs;

/// <summary>The definitions that nodes store, and what those without the handler make of them.</summary>
public abstract class DefinitionJobsConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task A_node_stores_its_definitions_with_all_that_a_producer_needs()
    {
        var app = await StartAsync();
        var order = await SeenAsync(app, "order");
        var images = await SeenAsync(app, "images");

        (order.HandlerType, order.PayloadType, order.PayloadVersion, order.WorkerLane, order.Timeout, order.MaxNumberOfRetries)
            .ShouldBe((typeof(OrderHandler).FullName!, typeof(Order).FullName, 1, "default", TimeSpan.FromMinutes(5), 10));
        JsonDocument.Parse(order.PayloadSchema!).RootElement.GetProperty("type").GetString().ShouldBe("object", "null is refused");
        JsonDocument.Parse(order.PayloadSchema!).RootElement.GetProperty("properties")
            .EnumerateObject()
            .Select(property => property.Name)
            .ShouldBe(["Number", "Total", "Note"]);
        (images.PayloadSchema, images.WorkerLane, images.Priority, images.Timeout, images.MaxNumberOfRetries)
            .ShouldBe((null, "Images", JobMasterPriority.High, TimeSpan.FromMinutes(1), 5));
        order.Nodes.ShouldHaveSingleItem().Name.ShouldBe($"{Environment.MachineName}:{Environment.ProcessId}");
        order.Others.ShouldBeEmpty();
        (await Definitions(app).ListAsync()).Select(one => one.Id).ShouldBe(["images", "order", "probe"]);
        (await Definitions(app).GetAsync("nobody's")).ShouldBeNull();
    }

    [Fact]
    public async Task Builds_side_by_side_are_told_apart_and_found_by_alias()
    {
        var old = await StartAsync<OldHandler>();
        var first = await SeenAsync(old, "parcel");
        var young = await StartAsync<NewHandler>();
        var second = await SeenAsync(young, "send-parcel");

        (await Definitions(old).GetAsync("parcel"))!.Id.ShouldBe("parcel");
        second.Aliases.ShouldBe(["parcel", "post-parcel"]);
        (await Definitions(old).GetAsync("post-parcel"))!.Id.ShouldBe("send-parcel");
        (first.PayloadVersion, second.PayloadVersion, second.OldestPayloadVersion).ShouldBe((1, 2, 2));

        var rolledBack = await StartAsync<NewHandlerOfOldId>();
        var both = await SeenAsync(rolledBack, "parcel", definition => definition.Others.Count > 0);
        (both.PayloadVersion, both.Others.ShouldHaveSingleItem().PayloadVersion).ShouldBe((2, 1));
    }

    [Fact]
    public async Task A_pause_by_an_alias_is_of_the_definition_and_is_lifted_by_its_id()
    {
        var other = await StartAsync();
        (await other.Cluster.Definitions.PauseAsync("parcel")).ShouldBeTrue("as yet, it is no alias");
        var app = await StartAsync<NewHandler>();
        (await SeenAsync(app, "send-parcel")).Pause.ShouldNotBeNull();
        (await app.Cluster.Definitions.ResumeAsync("send-parcel")).ShouldBeTrue();
        (await Definitions(app).GetAsync("send-parcel"))!.Pause.ShouldBeNull();

        (await other.Cluster.Definitions.PauseAsync("post-parcel")).ShouldBeTrue();
        (await Definitions(app).GetAsync("send-parcel"))!.Pause.ShouldNotBeNull();
        (await other.Cluster.Definitions.ResumeAsync("send-parcel")).ShouldBeTrue();
        (await Definitions(app).GetAsync("send-parcel"))!.Pause.ShouldBeNull();
        (await app.Cluster.Definitions.ResumeAsync("post-parcel")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_producer_without_the_handler_is_told_what_does_not_fit()
    {
        var app = await StartAsync();
        await SeenAsync(app, "order");
        var producer = await StartProducerAsync();

        var rejected = await Should.ThrowAsync<JobRejectedException>(() =>
            producer.Jobs.OnceNowAsync("order", new { Number = "seven", Totals = 1 }));
        rejected.Message.ShouldBe(
            "The payload of job 'order' does not fit its definition, version 1: $.Total is missing; $.Number must be an integer, but is " +
            "the string \"seven\". " +
            "Correct the payload, or say with JobOptions.PayloadVersion which version it is.");
        await Should.ThrowAsync<JobRejectedException>(() =>
            producer.Jobs.RecurringAsync(Recurrence.Every(TimeSpan.FromHours(1)), "order", new { Number = 7 }));
        await Should.ThrowAsync<JobRejectedException>(() =>
            producer.Jobs.ScheduleManyAsync([JobRequest.ForDefinition("order", MessageData.Empty)]));

        var job = await producer.Jobs.OnceNowAsync("order", new { Number = 7, Total = 2.5m });
        await app.WaitAsync(job.Id, JobState.Succeeded);
        (await producer.Jobs.OnceNowAsync("nobody's", new { Any = 1 })).JobDefinitionId.ShouldBe("nobody's");
        (
            await producer.Jobs.OnceNowAsync("order", new { Any = 1 }, new JobOptions { PayloadVersion = 2 }))
                .JobDefinitionId.ShouldBe("order", "a newer build may come");
    }

    [Fact]
    public async Task A_payload_is_validated_without_scheduling_it()
    {
        var app = await StartAsync();
        await SeenAsync(app, "order");
        var producer = await StartProducerAsync();

        foreach (var definitions in new[] { Definitions(app), Definitions(producer) })
        {
            (await definitions.ValidateAsync("order", """{"Number":7,"Total":2.5,"Note":null}""")).ShouldBeEmpty();
            (await definitions.ValidateAsync("order", """{"Number":7.5,"Note":3}""")).Select(problem => problem.Path).ShouldBe(["$.Total", "$.Number", "$.Note"], ignoreOrder: true);
            (await definitions.ValidateAsync("order", "{")).ShouldHaveSingleItem().Path.ShouldBe("$");
            (await definitions.ValidateAsync("order", null)).ShouldHaveSingleItem().Path.ShouldBe("$");
            (await definitions.ValidateAsync("probe", """{"any":1}""")).ShouldBeEmpty();
            foreach (var version in new[] { 2, 0 })
            {
                (await definitions.ValidateAsync("order", """{"Number":7,"Total":2.5}""", version)).ShouldHaveSingleItem().ToString()
                    .ShouldContain($" version {version}");
            }

            (
                await Should.ThrowAsync<JobRejectedException>(() => definitions.ValidateAsync("nobody's", "{}")))
                    .Message.ShouldStartWith("No node has, or had, the definition 'nobody's'.");
        }
    }

    [Fact]
    public async Task What_is_written_by_hand_must_fit_the_handler_that_is_here()
    {
        var app = await StartAsync();

        (await Should.ThrowAsync<JobRejectedException>(() => app.Jobs.OnceNowAsync("order", new { Number = 7 }))).Message.ShouldStartWith(
            $"The payload of job 'order' does not fit its handler '{typeof(OrderHandler).FullName}', version 1: $.Total is missing.");
        (await Should.ThrowAsync<JobRejectedException>(() => app.Jobs.OnceNowAsync("order", MessageData.Parse("""{"Number":"x"}""")))).Message.ShouldContain("$.Number must be an integer");
        (
            await Should.ThrowAsync<JobRejectedException>(() => app.Jobs.OnceNowAsync<OrderHandler>(MessageData.Empty)))
                .Message.ShouldContain("$.Number is missing");
        (await app.Monitor.ListAsync()).Jobs.ShouldBeEmpty();
    }

    private static IDefinitionMonitor Definitions(TestApp app) => app.Services.GetRequiredService<IJobMasterMonitor>().Definitions;

    private static async Task<DefinitionDetails> SeenAsync(TestApp app, string id, Func<DefinitionDetails, bool>? isAsWanted = null)
    {
        DefinitionDetails? seen = null;
        await Eventually.BecomesAsync(
            $"Definition '{id}' is stored",
            async () => (seen = await Definitions(app).GetAsync(id)) is { Nodes.Count: > 0 } && isAsWanted?.Invoke(seen) != false,
            TestTime.Patience);
        return seen!;
    }

    private async Task<TestApp> StartProducerAsync() => Track(await StartAppAsync(
        config =>
            config.UseMasterStore("suite", _ => OpenStore()).AddJobHandler<StickyHandler>(), services =>
                services.AddSingleton(Probe).AddScoped<StickyService>()));

    private async Task<TestApp> StartAsync<THandler>()
        where THandler : class =>
            Track(await StartAppAsync(config => config.UseMasterStore("suite", _ => OpenStore()).AddJobHandler<THandler>()));

    private sealed record Parcel(int Weight);

    [JobMasterDefinitionId("parcel")]
    private sealed class OldHandler : ParcelHandler;

    [JobMasterDefinitionId("send-parcel", Aliases = ["post-parcel", "parcel"])]
    [JobMasterPayloadVersion(2, Oldest = 2)]
    private sealed class NewHandler : ParcelHandler;

    [JobMasterDefinitionId("parcel")]
    [JobMasterPayloadVersion(2, Oldest = 2)]
    private sealed class NewHandlerOfOldId : ParcelHandler;

    private abstract class ParcelHandler : IJobHandler<Parcel>
    {
        public Task HandleAsync(Parcel payload, JobContext job, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
