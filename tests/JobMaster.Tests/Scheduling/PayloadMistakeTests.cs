using System.Text.Json;
using System.Text.Json.Serialization;
using JobMaster.Conformance.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Tests.Scheduling;

/// <summary>Payloads that are not what the caller means: the error says how to write it, and nothing is stored.</summary>
public sealed class PayloadMistakeTests : IAsyncLifetime
{
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(
        config =>
            config.UseInMemory().AddJobHandler<ProbeHandler>()
                .AddJobHandler<OrderHandler>()
                .AddJobHandler<TextHandler>()
                .AddJobHandler<ShapeHandler>()
            .AddJobHandler<DrawingHandler>().AddJobHandler<FigureHandler>().AddJobHandler<NodeHandler>(),
        services => services.AddSingleton(new Probe()));

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_text_alone_beside_a_handler_of_strings()
    {
        const string Both =
            "'Ada' may be a definition id, or a payload for 'JobMaster.Tests.Scheduling.PayloadMistakeTests+TextHandler', which takes a " +
            "string. Say which: " +
            "OnceNowAsync<TextHandler, string>(payload), or ScheduleAsync(JobRequest.ForDefinition(\"definition.id\")); likewise at a " +
            "time, after a while and for a schedule.";
        (await RefusalAsync(() => _app.Jobs.OnceNowAsync("Ada"))).ShouldBe(Both);
        (await RefusalAsync(() => _app.Jobs.OnceNowAsync("Ada", new JobOptions()))).ShouldBe(Both);
        (await RefusalAsync(() => _app.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "Ada"))).ShouldBe(Both);
        (await RefusalAsync(() => _app.Jobs.OnceAtAsync(DateTimeOffset.MaxValue, "Ada"))).ShouldBe(Both);
        (await RefusalAsync(() => _app.Jobs.RecurringAsync(Recurrence.Every(TimeSpan.FromHours(1)), "Ada"))).ShouldBe(Both);
        await NothingIsStoredAsync();

        (await _app.Jobs.OnceNowAsync<TextHandler, string>("Ada")).JobDefinitionId.ShouldBe("text");
        (await _app.Jobs.OnceNowAsync<string>("Ada")).JobDefinitionId.ShouldBe("text");
        (await _app.Jobs.OnceNowAsync("text", "Ada")).JobDefinitionId.ShouldBe("text");
        (await _app.Jobs.OnceNowAsync("Ada", WriteableMessageData.New())).JobDefinitionId.ShouldBe("Ada");
        (await _app.Jobs.ScheduleAsync(JobRequest.ForDefinition("Ada"))).JobDefinitionId.ShouldBe("Ada");
    }

    [Fact]
    public async Task A_text_alone_is_a_definition_id_where_no_handler_takes_strings()
    {
        await using var app = await TestApp.StartAsync(
            config => config.UseInMemory().AddJobHandler<ProbeHandler>(), services => services.AddSingleton(new Probe()));

        (await app.Jobs.OnceNowAsync("Ada")).JobDefinitionId.ShouldBe("Ada");
    }

    [Fact]
    public async Task A_string_within_a_payload_with_half_a_surrogate_pair()
    {
        (await RefusalAsync(() => _app.Jobs.OnceNowAsync(new Order(7, 1, "cut \ud83d")))).ShouldBe(
            "The payload of job 'order' would be stored without a part of it. The string at $.Note holds half a surrogate pair, which " +
            "JSON cannot carry. Store it as a byte array, or correct what cut it.");
        (await RefusalAsync(() => _app.Jobs.OnceNowAsync<TextHandler, string>("\ude00 cut"))).ShouldContain("The string at $ holds half");
        await NothingIsStoredAsync();
    }

    [Fact]
    public async Task A_task_whose_await_was_forgotten()
    {
        (await RefusalAsync(() => _app.Jobs.OnceNowAsync(Task.FromResult(new Order(7, 1, ""))))).ShouldEndWith(
            "is a task, whose result is not there yet. Write await in front of it, and schedule what it gives.");
        (await RefusalAsync(() => _app.Jobs.OnceNowAsync(default(ValueTask<Order>)))).ShouldContain("is a task");
        await NothingIsStoredAsync();
    }

    [Fact]
    public async Task A_number_or_a_time_for_which_there_is_no_handler()
    {
        (await RefusalAsync(() => _app.Jobs.OnceNowAsync(7))).ShouldContain("Declare a record for it that a handler takes");
        (await RefusalAsync(() => _app.Jobs.OnceNowAsync(TimeSpan.Zero))).ShouldContain("OnceNowAsync<THandler>()");
        await NothingIsStoredAsync();
    }

    [Fact]
    public async Task A_JSON_element_that_was_never_set()
    {
        (await RefusalAsync(() => _app.Jobs.OnceNowAsync("order", default(JsonElement)))).ShouldContain("JsonElement that was never set");
        (await RefusalAsync(() => _app.Jobs.OnceNowAsync("order", new { Element = default(JsonElement) })))
            .ShouldContain("JsonElement that was never set");
        await NothingIsStoredAsync();
    }

    [Fact]
    public async Task A_payload_that_the_handler_of_the_definition_cannot_read()
    {
        (await RefusalAsync(() => _app.Jobs.OnceNowAsync("order", new Page(7)))).ShouldStartWith(
            $"Job 'order' was given a {typeof(Page).FullName}, but its handler '{typeof(OrderHandler).FullName}' takes a " +
            $"{typeof(Order).FullName}. ");
        (
            await RefusalAsync(() => _app.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "order", 7))).ShouldEndWith(
                "Pass what the handler takes, or correct the definition id.");
        (
            await RefusalAsync(() => _app.Jobs.OnceNowAsync("probe", 7))).ShouldContain(
                "takes message data. The message data is not a JSON object.");
        (
            await RefusalAsync(() => _app.Jobs.RecurringAsync(Recurrence.Every(TimeSpan.FromHours(1)), "order", new Page(7))))
                .ShouldContain("was given a");
        await NothingIsStoredAsync();
    }

    [Fact]
    public async Task A_payload_of_another_type_that_the_handler_reads()
    {
        (await _app.Jobs.OnceNowAsync("order", new OrderOfAnotherApp(7, 2.50m))).JobDefinitionId.ShouldBe("order");
        (await _app.Jobs.OnceNowAsync("order", new { Number = 7, Total = 2.50m })).JobDefinitionId.ShouldBe("order");
        (
            await _app.Jobs.OnceNowAsync("order", new Dictionary<string, int> { ["Number"] = 7, ["Total"] = 2 }))
                .JobDefinitionId.ShouldBe("order");
        (await _app.Jobs.OnceNowAsync("order", JsonSerializer.SerializeToElement(new Order(7, 2.50m)))).JobDefinitionId.ShouldBe("order");
        (await _app.Jobs.OnceNowAsync("not known here", new Page(7))).JobDefinitionId.ShouldBe("not known here");
    }

    [Fact]
    public async Task A_payload_whose_type_says_nothing()
    {
        (
            await RefusalAsync(() => _app.Jobs.OnceNowAsync(new { Number = 7 }))).ShouldContain(
                "or name the definition, as in OnceNowAsync(\"definition.id\", payload).");
        (await RefusalAsync(() => _app.Jobs.OnceNowAsync((7, "x")))).ShouldBe(
            "A tuple finds no handler by its type. Declare a record that a handler takes, as IJobHandler<TPayload>, and pass that.");
        await NothingIsStoredAsync();
    }

    [Fact]
    public async Task A_handler_instead_of_a_payload()
    {
        (await RefusalAsync(() => _app.Jobs.OnceNowAsync(new ProbeHandler(new Probe())))).ShouldBe(
            "'JobMaster.Conformance.Jobs.ProbeHandler' is a handler, not a payload. Schedule it by its type: " +
            "OnceNowAsync<ProbeHandler>(data). The cluster creates it when the job runs.");
        (await RefusalAsync(() => _app.Jobs.OnceNowAsync(new OrderHandler(new Probe())))).ShouldBe(
            "'JobMaster.Conformance.Jobs.OrderHandler' is a handler, not a payload. Schedule it by its payload: OnceNowAsync(new " +
            "Order(…)) or OnceNowAsync<OrderHandler, Order>(payload).");
        await NothingIsStoredAsync();
    }

    [Fact]
    public async Task Other_things_instead_of_a_payload()
    {
        (await RefusalAsync(() => _app.Jobs.OnceNowAsync(() => { }))).ShouldStartWith(
            "'System.Action' is code, which cannot be stored. Write it as the HandleAsync");
        (await RefusalAsync(() => _app.Jobs.OnceNowAsync(typeof(ProbeHandler)))).ShouldStartWith(
            "A type is not a payload. Name the handler as a type argument, OnceNowAsync<THandler>(data)");
        (
            await RefusalAsync(() => _app.Jobs.OnceNowAsync(JobRequest.For<ProbeHandler>()))).ShouldStartWith(
                "A JobRequest is not a payload. Call ScheduleAsync(request)");
        (
            await RefusalAsync(() => _app.Jobs.OnceNowAsync(new JobOptions()))).ShouldStartWith(
                "JobOptions is not a payload. Give it after the payload");
        (
            await RefusalAsync(() => _app.Jobs.OnceNowAsync(new List<Order> { new(1, 1) }))).ShouldEndWith(
                "Schedule a job for each: OnceNowBulkAsync(payloads).");
        (await RefusalAsync(() => _app.Jobs.OnceNowAsync(new Circle(3)))).ShouldEndWith(
            "takes its base 'Shape'. Name that type: OnceNowAsync<Shape>(payload).");
        (
            await RefusalAsync(() => _app.Jobs.OnceNowAsync(WriteableMessageData.New()))).ShouldStartWith(
                "Message data alone does not say which handler it is for.");
        (await RefusalAsync(() => _app.Jobs.OnceNowAsync(7))).ShouldStartWith(
            "No registered handler of cluster 'default' takes a 'System.Int32'.");
        await NothingIsStoredAsync();
    }

    [Fact]
    public async Task A_handler_of_a_payload_that_is_given_none()
    {
        const string Advice =
            "Job 'order' needs a 'JobMaster.Conformance.Jobs.Order' and was given none. Pass it, as in OnceNowAsync(payload) or " +
            "OnceAfterAsync(delay, payload), " +
            "for a schedule RecurringAsync(recurrence, payload), and in a profile Add(recurrence, payload).";
        (await RefusalAsync(() => _app.Jobs.OnceNowAsync<OrderHandler>())).ShouldBe(Advice);
        (await RefusalAsync(() => _app.Jobs.RecurringAsync<OrderHandler>(TimeSpan.FromMinutes(5)))).ShouldBe(Advice);
        (await RefusalAsync(() => _app.Jobs.RecurringAsync<OrderHandler>(Recurrence.Every(TimeSpan.FromMinutes(5))))).ShouldBe(Advice);
        (await _app.Jobs.RecurringAsync(Recurrence.Every(TimeSpan.FromMinutes(5)), new Order(1, 1))).JobDefinitionId.ShouldBe("order");
    }

    [Fact]
    public async Task A_payload_of_a_derived_class_whose_data_would_be_lost()
    {
        Shape shape = new Circle(3);
        (await RefusalAsync(() => _app.Jobs.OnceNowAsync(shape))).ShouldBe(
            "The payload of job 'shape' would be stored without a part of it. It is a " +
            "'JobMaster.Tests.Scheduling.PayloadMistakeTests+Circle' given as " +
            "'JobMaster.Tests.Scheduling.PayloadMistakeTests+Shape', of which only what 'Shape' has would be stored; lost would be: " +
            "Radius. " +
            "Pass it as 'Circle', or put [JsonDerivedType(typeof(Circle), \"Circle\")] on 'Shape'.");
        (await RefusalAsync(() => _app.Jobs.OnceNowAsync("elsewhere", shape))).ShouldContain("lost would be: Radius");
        (await RefusalAsync(() => _app.Jobs.OnceNowAsync(new Drawing(shape, [])))).ShouldContain("What stands in 'First' of it is a ");
        (
            await RefusalAsync(() => _app.Jobs.OnceNowAsync(new Drawing(new Shape(), [new Shape(), shape])))).ShouldContain(
                "What stands in an element of 'More' of it is a ");
        (
            await RefusalAsync(() => _app.Jobs.RecurringAsync(Recurrence.Every(TimeSpan.FromHours(1)), shape)))
                .ShouldContain("lost would be: Radius");
        await NothingIsStoredAsync();
    }

    [Fact]
    public async Task A_derived_class_that_loses_nothing_or_is_known_by_name_is_taken()
    {
        Shape plain = new Dot();
        Figure figure = new Square(4);
        (await _app.Jobs.OnceNowAsync(plain)).JobDefinitionId.ShouldBe("shape");
        (await _app.Jobs.OnceNowAsync(figure)).MsgData.TryGetIntValue("Side").ShouldBe(4);
        (await _app.Jobs.OnceNowAsync("elsewhere", (object)new Circle(3))).MsgData.TryGetIntValue("Radius").ShouldBe(3);
    }

    [Fact]
    public async Task What_a_producer_without_the_handler_would_not_write()
    {
        (
            await RefusalAsync(() => _app.Jobs.OnceNowAsync("elsewhere", (1, "one")))).ShouldContain(
                "is a tuple, whose items are not written");
        (await _app.Jobs.OnceNowAsync("elsewhere", new { Number = 1, Any = (object)"x" })).MsgData.TryGetStringValue("Any").ShouldBe("x");
    }

    [Fact]
    public async Task An_object_that_leads_back_to_itself()
    {
        var node = new Node();
        node.Children.Add(node);

        var cycle = await RefusalAsync(() => _app.Jobs.OnceNowAsync(node));
        cycle.ShouldEndWith(
            "…: it leads back to itself, or is nested deeper than JSON is written here. Put [JsonIgnore] on the property that leads back.");
        cycle.Length.ShouldBeLessThan(400);
        (await RefusalAsync(() => _app.Jobs.OnceNowAsync(new Node { Children = null! }))).ShouldEndWith(
            " Set it, or declare it as nullable.");
        (await RefusalAsync(() => _app.Jobs.OnceNowAsync((object)node))).ShouldStartWith("The payload is an 'object' to the compiler,");
        await NothingIsStoredAsync();
    }

    private static async Task<string> RefusalAsync(Func<Task> call) => (await Should.ThrowAsync<JobRejectedException>(call)).Message;

    private async Task NothingIsStoredAsync() => (await _app.Monitor.ListAsync()).Jobs.ShouldBeEmpty();

    private record Shape;

    private sealed record Circle(int Radius) : Shape;

    private sealed record Dot : Shape;

    private sealed record Drawing(Shape First, List<Shape> More);

    [JsonDerivedType(typeof(Square), "square")]
    private abstract record Figure;

    private sealed record Square(int Side) : Figure;

    private sealed class Node
    {
        public List<Node> Children { get; set; } = [];
    }

    private abstract class Handler<TPayload> : IJobHandler<TPayload>
    {
        public Task HandleAsync(TPayload payload, JobContext job, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [JobMasterDefinitionId("text")]
    private sealed class TextHandler : Handler<string>;

    [JobMasterDefinitionId("shape")]
    private sealed class ShapeHandler : Handler<Shape>;

    [JobMasterDefinitionId("drawing")]
    private sealed class DrawingHandler : Handler<Drawing>;

    [JobMasterDefinitionId("figure")]
    private sealed class FigureHandler : Handler<Figure>;

    [JobMasterDefinitionId("node")]
    private sealed class NodeHandler : Handler<Node>;

    private sealed record Page(int PageNumber);

    private sealed record OrderOfAnotherApp(int Number, decimal Total);
}
