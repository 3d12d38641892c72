using System.Text.Json.Nodes;
using JobMaster.Conformance.Jobs;

namespace JobMaster.Tests.Configuration;

/// <summary>Aliases, versions and upcasters that cannot work are said at start.</summary>
public sealed class EvolvingMistakeTests
{
    [Fact]
    public async Task An_alias_that_another_handler_has() =>
        (await ErrorAsync(config => config.AddJobHandler<First>().AddJobHandler<Renamed>())).ShouldBe(
            $"Definition id 'first' is used by {typeof(First).FullName} and {typeof(Renamed).FullName} (as an alias). " +
            "Give each handler its own [JobMasterDefinitionId(\"…\")], and each alias to one of them.");

    [Fact]
    public async Task An_alias_that_is_no_name() =>
        (await ErrorAsync(config => config.AddJobHandler<BadAlias>())).ShouldStartWith(
            "Alias \" \" of [JobMasterDefinitionId] must have 1 to 200 characters");

    [Fact]
    public async Task A_missing_step() =>
        (await ErrorAsync(config => config.AddJobHandler<Gap>())).ShouldBe(
            $"Handler '{typeof(Gap).FullName}' has payload version 4 and no upcaster from version 2 to 3. Add " +
            "[JobMasterPayloadUpcaster(2, typeof(…))] " +
            "or config.AddPayloadUpcaster<Gap>(2, …), or set Oldest to 3 to leave older jobs parked.");

    [Fact]
    public async Task A_step_that_is_given_in_code_fills_the_gap()
    {
        await using var app = await TestApp.StartAsync(config =>
            config.UseInMemory().AddPayloadUpcaster<Gap>(2, new Step()).AddJobHandler<Gap>());
        (await app.Jobs.OnceNowAsync<Gap>()).JobDefinitionId.ShouldBe("gap");
    }

    [Fact]
    public async Task A_step_too_many() =>
        (await ErrorAsync(config => config.AddJobHandler<First>().AddPayloadUpcaster<First>(1, new Step()))).ShouldBe(
            $"Handler '{typeof(First).FullName}' has an upcaster from version 1 to 2, but reads versions 1 to 1. Raise " +
            "[JobMasterPayloadVersion] to 2, or remove the upcaster.");

    [Fact]
    public async Task Two_steps_from_one_version() =>
        (
            await ErrorAsync(config =>
                config.AddJobHandler<Gap>().AddPayloadUpcaster<Gap>(1, new Step()).AddPayloadUpcaster<Gap>(2, new Step())))
                .ShouldBe(
            $"Handler '{typeof(Gap).FullName}' has two upcasters from version 1 to 2: {typeof(Step).FullName} and " +
            $"{typeof(Step).FullName}. Keep one of them.");

    [Fact]
    public async Task A_step_that_is_none() =>
        (await ErrorAsync(config => config.AddJobHandler<NoStep>())).ShouldContain(
            "[JobMasterPayloadUpcaster(1, typeof(Int32))] must name an IPayloadUpcaster that a public constructor without parameters " +
            "creates");

    [Fact]
    public async Task A_step_for_a_handler_that_is_not_registered() =>
        (await ErrorAsync(config => config.AddJobHandler<First>().AddPayloadUpcaster<Gap>(2, new Step()))).ShouldBe(
            $"AddPayloadUpcaster names '{typeof(Gap).FullName}', which is not a registered handler. Register it with " +
            "config.AddJobHandler<Gap>(), or remove the call.");

    [Fact]
    public async Task An_oldest_version_above_the_version() =>
        (await ErrorAsync(config => config.AddJobHandler<Upside>())).ShouldStartWith(
            "[JobMasterPayloadVersion(2, Oldest = 3)] must be 1 or more");

    [Fact]
    public async Task Keys_that_cannot_be_used()
    {
        (await ErrorAsync(config => config.AddJobHandler<First>().EncryptPayloads()))
            .ShouldBe("EncryptPayloads was given no key. Give it one, or remove the call to store payloads as they are.");
        var message = await ErrorAsync(config => config.AddJobHandler<First>()
            .EncryptPayloads(new PayloadKey("a", new byte[16]), new PayloadKey(" ", new byte[32]), new PayloadKey("a", new byte[32])));
        message.ShouldContain("Payload key 'a' has 16 bytes; it must have 32. Make one with RandomNumberGenerator.GetBytes(32).");
        message.ShouldContain("The id ' ' of a payload key must have 1 to 100 characters");
        message.ShouldContain("Payload key 'a' is given 2 times. Give each key an id of its own.");
        (await ErrorAsync(config => config.AddJobHandler<First>()
            .EncryptPayloads(new PayloadKey("a", new byte[32])).EncryptPayloads(new PayloadKey("b", new byte[32]))))
            .ShouldBe("EncryptPayloads was called twice. Give all keys in one call, the newest first.");
    }

    private static async Task<string> ErrorAsync(Action<JobMasterClusterConfig> configure) =>
        (
            await Should.ThrowAsync<JobMasterConfigurationException>(() => TestApp.StartAsync(config => configure(config.UseInMemory()))))
                .Message;

    [JobMasterDefinitionId("first")]
    private sealed class First : Nothing;

    [JobMasterDefinitionId("renamed", Aliases = ["first"])]
    private sealed class Renamed : Nothing;

    [JobMasterDefinitionId("aliased", Aliases = [" "])]
    private sealed class BadAlias : Nothing;

    [JobMasterDefinitionId("gap")]
    [JobMasterPayloadVersion(4)]
    [JobMasterPayloadUpcaster(1, typeof(Step))]
    [JobMasterPayloadUpcaster(3, typeof(Step))]
    private sealed class Gap : Nothing;

    [JobMasterDefinitionId("nostep")]
    [JobMasterPayloadVersion(2)]
    [JobMasterPayloadUpcaster(1, typeof(int))]
    private sealed class NoStep : Nothing;

    [JobMasterDefinitionId("upside")]
    [JobMasterPayloadVersion(2, Oldest = 3)]
    private sealed class Upside : Nothing;

    private abstract class Nothing : IJobHandler
    {
        public Task HandleAsync(JobContext job) => Task.CompletedTask;
    }

    private sealed class Step : IPayloadUpcaster
    {
        public JsonNode? Upcast(JsonNode? payload) => payload;
    }
}
