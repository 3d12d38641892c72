using JobMaster.Conformance.Jobs;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace JobMaster.Tests.Configuration;

/// <summary>What cannot work about a handler is said at start, with its name, and not by its first job.</summary>
public sealed class HandlerMistakeTests
{
    private static async Task<string> ErrorAsync(Action<JobMasterClusterConfig> configure) =>
        (
            await Should.ThrowAsync<JobMasterConfigurationException>(() => TestApp.StartAsync(config => configure(config.UseInMemory()))))
                .Message;

    [Fact]
    public async Task An_abstract_handler_that_the_container_does_not_make() =>
        (await ErrorAsync(config => config.AddJobHandler<AbstractHandler>())).ShouldBe(
            $"Handler '{typeof(AbstractHandler).FullName}' is abstract and cannot be created. Register the class that derives from it, " +
            "or give the container one to create.");

    [Fact]
    public async Task An_abstract_handler_that_the_container_makes_is_none()
    {
        await using var app = await TestApp.StartAsync(
            config =>
                config.UseInMemory().AddJobHandler<AbstractHandler>().AddWorker(), services =>
                    services.AddScoped<AbstractHandler, ConcreteHandler>());

        var job = await app.Jobs.OnceNowAsync<AbstractHandler>();

        (await app.WaitAsync(job.Id, JobState.Succeeded)).JobDefinitionId.ShouldBe("abstract");
    }

    [Fact]
    public async Task Attributes_that_cannot_work_are_all_named()
    {
        var message = await ErrorAsync(config => config.AddJobHandler<BadHandler>());

        message.ShouldStartWith("9 problems:");
        message.ShouldContain(
            "[JobMasterDefinitionId(\" \")] must have 1 to 200 characters, no blank at its start or end, no control or invisible " +
            $"characters and no half surrogate pairs; it starts with a blank, on handler '{typeof(BadHandler).FullName}'.");
        message.ShouldContain("[JobMasterTimeout(5000000)] must be more than zero seconds and at most 4,233,600");
        message.ShouldContain("[JobMasterMaxNumberOfRetries(-2)] must be zero or more");
        message.ShouldContain("[JobMasterPriority(42)] must be one of VeryLow, Low, Medium, High, Critical");
        message.ShouldContain("[JobMasterWorkerLane(\"\")] must have 1 to 100 characters");
        message.ShouldContain("[JobMasterRetry(Fixed, -1, MaxSeconds = 3600)] must be zero or more");
        message.ShouldContain("[JobMasterNonRetryable(typeof(String))] must name exceptions");
        message.ShouldContain("[JobMasterMetadata(\"\", \"v\")] cannot be used");
        message.ShouldContain("[JobMasterRunbook(\"javascript:alert(1)\")] must be an absolute http or https URL");
    }

    [Fact]
    public async Task A_backoff_that_is_none() =>
        (await ErrorAsync(config => config.AddJobHandler<BadBackoffHandler>())).ShouldContain(
            "Backoff 77 of [JobMasterRetry] must be one of Exponential, Fixed, Linear");

    [Fact]
    public async Task A_full_name_that_is_too_long_to_be_stored() =>
        (await ErrorAsync(config => config.AddJobHandler<GenericHandler<Dictionary<string, List<int>>>>()))
            .ShouldStartWith(
                "The type's full name is too long to be the definition id; give a short one with [JobMasterDefinitionId(\"…\")], on " +
                "handler '");

    [Fact]
    public async Task A_constructor_that_asks_for_a_plain_value() =>
        (await ErrorAsync(config => config.AddJobHandler<ValueHandler>())).ShouldBe(
            $"Handler '{typeof(ValueHandler).FullName}' needs 'System.String' in its constructor, which is not registered. " +
            "Inject options that hold the value, or register the class itself: builder.Services.AddTransient(services => new " +
            "ValueHandler(…)).");

    [Fact]
    public async Task A_handler_may_ask_for_the_clock_of_an_app_that_registers_none()
    {
        await using var app = await TestApp.StartAsync(config =>
            config.UseInMemory().AddJobHandler<AskingHandler<TimeProvider>>().AddWorker());

        var job = await app.Jobs.OnceNowAsync<AskingHandler<TimeProvider>>();

        await app.WaitAsync(job.Id, JobState.Succeeded);
        app.Services.GetRequiredService<TimeProvider>().ShouldBe(TimeProvider.System);
    }

    [Fact]
    public async Task The_clock_of_the_app_stays_whenever_it_is_registered()
    {
        var clock = new FakeTimeProvider();
        await using var before = TestApp.Build(
            config => config.UseInMemory(),
            services =>
                services.AddSingleton<TimeProvider>(clock).AddJobMasterCluster(config =>
                    config.UseInMemory().ClusterId("b").SetAsDefault()));

        before.Services.GetRequiredService<TimeProvider>().ShouldBe(clock);
    }

    [Fact]
    public async Task Advice_for_services_of_a_framework_fits_them()
    {
        (await AdviceAsync<IHttpContextAccessor>()).ShouldBe(
            $"Handler '{typeof(AskingHandler<IHttpContextAccessor>).FullName}' needs 'Microsoft.AspNetCore.Http.IHttpContextAccessor' in " +
            "its constructor, which is not registered. " +
            "No HTTP request is under way while a job runs. Put what the job needs of the request into its payload when you schedule it.");
        (await AdviceAsync<IHttpClientFactory>()).ShouldEndWith("Register it with builder.Services.AddHttpClient().");
        (await AdviceAsync<HttpClient>()).ShouldContain("builder.Services.AddHttpClient<");
        (await AdviceAsync<IMemoryCache>()).ShouldEndWith("Register it with builder.Services.AddMemoryCache().");
        (await AdviceAsync<ILogger>()).ShouldContain("Inject ILogger<");
        (await AdviceAsync<JobContext>()).ShouldEndWith("HandleAsync receives it: take it there and remove it from the constructor.");
        (await AdviceAsync<CancellationToken>()).ShouldEndWith(
            "It is job.CancellationToken in HandleAsync: take it there and remove it from the constructor.");
        (await AdviceAsync<Npgsql.NpgsqlDataSource>()).ShouldEndWith(
            "Register it with builder.Services.AddNpgsqlDataSource(connectionString).");
        (await AdviceAsync<IComparer<string>>()).ShouldEndWith(
            "needs 'System.Collections.Generic.IComparer<String>' in its constructor, which is not registered. Register it, as in " +
            "builder.Services.AddScoped<IComparer<String>, TImplementation>().");
    }

    [Fact]
    public async Task A_service_that_is_missing_under_its_key() =>
        (await ErrorAsync(config => config.AddJobHandler<KeyedHandler>())).ShouldEndWith(
            "in its constructor, which is not registered under key \"main\". Register it under this key, as in " +
            "builder.Services.AddKeyedScoped<Probe>(\"main\").");

    [Fact]
    public async Task Two_constructors_of_which_none_is_marked() =>
        (await ErrorAsync(config => config.AddJobHandler<TwoWaysHandler>())).ShouldBe(
            $"Handler '{typeof(TwoWaysHandler).FullName}' has 2 public constructors, none of them with [ActivatorUtilitiesConstructor], " +
            "so nothing says which one is meant. Keep one constructor public, or set [ActivatorUtilitiesConstructor] on the one that is " +
            "to be called.");

    [Fact]
    public async Task Of_two_constructors_the_marked_one_is_called()
    {
        await using var app = await TestApp.StartAsync(config => config.UseInMemory().AddJobHandler<MarkedHandler>().AddWorker());

        var job = await app.Jobs.OnceNowAsync<MarkedHandler>();

        await app.WaitAsync(job.Id, JobState.Succeeded);
    }

    [Fact]
    public async Task A_middleware_that_asks_for_a_service_that_is_missing() =>
        (await ErrorAsync(config => config.UseMiddleware<NeedyMiddleware>())).ShouldBe(
            $"Middleware '{typeof(NeedyMiddleware).FullName}' needs '{typeof(Probe).FullName}' in its constructor, which is not " +
            "registered. Register it, as in builder.Services.AddScoped<Probe>().");

    [Fact]
    public async Task Two_definition_ids_and_another_problem_are_reported_together()
    {
        var message = await ErrorAsync(config => config.ClusterId("").AddJobHandler<ConcreteHandler>().AddJobHandler<TwinHandler>());

        message.ShouldStartWith("2 problems:");
        message.ShouldContain("Definition id 'concrete' is used by");
        message.ShouldContain("ClusterId '' must have 1 to 100 characters");
    }

    [Fact]
    public async Task A_handler_of_two_payloads() =>
        (await ErrorAsync(config => config.AddJobHandler<TwoPayloadsHandler>())).ShouldBe(
            $"Handler '{typeof(TwoPayloadsHandler).FullName}' implements IJobHandler<Order> and IJobHandler<String>; the jobs of a " +
            "definition have one payload. " +
            "Write one class for each payload, each with its own [JobMasterDefinitionId(\"…\")]; what they share can go into a base " +
            "class.");

    [Fact]
    public async Task A_handler_of_message_data_and_a_payload() =>
        (await ErrorAsync(config => config.AddJobHandler<BothHandler>())).ShouldBe(
            $"Handler '{typeof(BothHandler).FullName}' implements IJobHandler and IJobHandler<Order>; its jobs have message data or a " +
            "payload, not both. Keep one of them, or write a class for each.");

    [Fact]
    public async Task A_class_that_is_no_handler() =>
        (await ErrorAsync(config => config.AddJobHandler<Probe>())).ShouldBe(
            $"'{typeof(Probe).FullName}' is not a handler. Implement IJobHandler<TPayload>, or IJobHandler for message data.");

    [Fact]
    public async Task A_handler_and_its_payload_registered_together_run()
    {
        await using var app = await TestApp.StartAsync(
            config => config.UseInMemory().AddJobHandler<NumberHandler, int>().AddWorker(), services => services.AddSingleton(new Probe()));

        var job = await app.Jobs.OnceNowAsync(7);

        (await app.WaitAsync(job.Id, JobState.Succeeded)).Result.ShouldBe("7");
    }

    [Fact]
    public async Task A_payload_that_would_not_come_back_as_it_was_stored() =>
        (await ErrorAsync(config => config.AddJobHandler<LossyHandler>())).ShouldBe(
            $"2 problems:\n- The payload of handler '{typeof(LossyHandler).FullName}' would not come back as it was stored: " +
            $"'{typeof(Lossy).FullName}.Number' is a public field, " +
            "which is not written. Make it a property, or put [JsonInclude] on it.\n" +
            $"- The payload of handler '{typeof(LossyHandler).FullName}' would not come back as it was stored: " +
            $"'{typeof(Lossy).FullName}.Name' is written but cannot be set again when it is read. " +
            "Give it an init or set accessor, a constructor parameter of its name, or [JsonInclude] on its private setter.");

    [Fact]
    public async Task A_jitter_that_is_no_share() =>
        (await ErrorAsync(config => config.AddJobHandler<BadJitterHandler>())).ShouldContain(
            "Jitter 1.5 of [JobMasterRetry] must be a share of the wait from 0 to 1");

    [Fact]
    public async Task A_handler_that_returns_no_task_fails_by_name()
    {
        await using var app = await TestApp.StartAsync(config => config.UseInMemory().AddJobHandler<NoTaskHandler>().AddWorker());

        var job = await app.Jobs.OnceNowAsync<NoTaskHandler>(maxNumberOfRetries: 0);

        (await app.WaitAsync(job.Id, JobState.Failed)).Error!.ShouldContain(
            $"HandleAsync of '{typeof(NoTaskHandler).FullName}' returned null");
    }

    private static Task<string> AdviceAsync<T>() => ErrorAsync(config => config.AddJobHandler<AskingHandler<T>>());

    [JobMasterDefinitionId("asking")]
    private sealed class AskingHandler<T>(T service) : IJobHandler
    {
        public Task HandleAsync(JobContext job) => Task.FromResult(service);
    }

    [JobMasterDefinitionId("keyed")]
    private sealed class KeyedHandler([FromKeyedServices("main")] Probe probe) : IJobHandler
    {
        public Task HandleAsync(JobContext job) => Task.FromResult(probe);
    }

    [JobMasterDefinitionId("abstract")]
    private abstract class AbstractHandler : IJobHandler
    {
        public abstract Task HandleAsync(JobContext job);
    }

    [JobMasterDefinitionId("concrete")]
    private sealed class ConcreteHandler : AbstractHandler
    {
        public override Task HandleAsync(JobContext job) => Task.CompletedTask;
    }

    [JobMasterDefinitionId("concrete")]
    private sealed class TwinHandler : AbstractHandler
    {
        public override Task HandleAsync(JobContext job) => Task.CompletedTask;
    }

    [JobMasterDefinitionId(" ")]
    [JobMasterTimeout(5_000_000)]
    [JobMasterMaxNumberOfRetries(-2)]
    [JobMasterPriority((JobMasterPriority)42)]
    [JobMasterWorkerLane("")]
    [JobMasterRetry(RetryBackoff.Fixed, seconds: -1)]
    [JobMasterNonRetryable(typeof(string))]
    [JobMasterRunbook("javascript:alert(1)")]
    [JobMasterMetadata("", "v")]
    private sealed class BadHandler : AbstractHandler
    {
        public override Task HandleAsync(JobContext job) => Task.CompletedTask;
    }

    [JobMasterRetry((RetryBackoff)77, seconds: 1)]
    private sealed class BadBackoffHandler : AbstractHandler
    {
        public override Task HandleAsync(JobContext job) => Task.CompletedTask;
    }

    private sealed class GenericHandler<T> : AbstractHandler
    {
        public override Task HandleAsync(JobContext job) => Task.FromResult(typeof(T));
    }

    private sealed class ValueHandler(string path) : AbstractHandler
    {
        public override Task HandleAsync(JobContext job) => Task.FromResult(path);
    }

    private sealed class TwoWaysHandler : AbstractHandler
    {
        public TwoWaysHandler()
        {
        }

        public TwoWaysHandler(IServiceProvider services) => _ = services;

        public override Task HandleAsync(JobContext job) => Task.CompletedTask;
    }

    private sealed class MarkedHandler : AbstractHandler
    {
        public MarkedHandler(Version missing) => _ = missing;

        [ActivatorUtilitiesConstructor]
        public MarkedHandler(IServiceProvider services) => _ = services;

        public override Task HandleAsync(JobContext job) => Task.CompletedTask;
    }

    private sealed class NeedyMiddleware(Probe probe) : IJobMiddleware
    {
        public Task InvokeAsync(JobContext job, Func<Task> next) => Task.FromResult(probe);
    }

    private sealed class TwoPayloadsHandler : IJobHandler<Order>, IJobHandler<string>
    {
        public Task HandleAsync(Order payload, JobContext job, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task HandleAsync(string payload, JobContext job, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class BothHandler : IJobHandler, IJobHandler<Order>
    {
        public Task HandleAsync(JobContext job) => Task.CompletedTask;

        public Task HandleAsync(Order payload, JobContext job, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [JobMasterDefinitionId("number")]
    private sealed class NumberHandler : IJobHandler<int>
    {
        public Task HandleAsync(int payload, JobContext job, CancellationToken cancellationToken)
        {
            job.Attempt.SetResult(payload);
            return Task.CompletedTask;
        }
    }

    private sealed class Lossy
    {
        public int Number = 1;

        public string? Name { get; private set; }

        public void Set(string name) => Name = name;
    }

    [JobMasterDefinitionId("lossy")]
    private sealed class LossyHandler : IJobHandler<Lossy>
    {
        public Task HandleAsync(Lossy payload, JobContext job, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [JobMasterDefinitionId("bad-jitter")]
    [JobMasterRetry(RetryBackoff.Linear, seconds: 1, Jitter = 1.5)]
    private sealed class BadJitterHandler : AbstractHandler
    {
        public override Task HandleAsync(JobContext job) => Task.CompletedTask;
    }

    [JobMasterDefinitionId("no-task")]
    private sealed class NoTaskHandler : AbstractHandler
    {
        public override Task HandleAsync(JobContext job) => null!;
    }
}
