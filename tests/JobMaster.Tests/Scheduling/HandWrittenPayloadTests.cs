using JobMaster.Conformance.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Tests.Scheduling;

/// <summary>Payloads that another type wrote: what reading would ignore is refused in the handler's process too.</summary>
public sealed class HandWrittenPayloadTests : IAsyncLifetime
{
    private const string Words = "$.note is not known and would be ignored; the property is called 'Note'";

    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(
        config => config.UseInMemory().AddJobHandler<OrderHandler>(), services => services.AddSingleton(new Probe()));

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_member_in_another_case_is_refused_however_it_is_written()
    {
        var data = WriteableMessageData.New().SetIntValue("Number", 1).SetIntValue("Total", 2).SetStringValue("note", "x");
        var calls = new Func<Task>[]
        {
            () => _app.Jobs.OnceNowAsync("order", new { Number = 1, Total = 2m, note = "x" }),
            () => _app.Jobs.OnceNowAsync("order", new NearlyOrder(1, 2m, "x")),
            () => _app.Jobs.OnceNowAsync("order", data),
            () => _app.Jobs.ScheduleManyAsync([JobRequest.ForDefinition("order", data)]),
            () => _app.Jobs.RecurringAsync(Recurrence.Every(TimeSpan.FromHours(1)), "order", data),
        };
        foreach (var call in calls)
        {
            (await Should.ThrowAsync<JobRejectedException>(call)).Message.ShouldContain(Words);
        }

        (await _app.Monitor.ListAsync()).Jobs.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_changed_payload_is_checked_likewise_and_is_not_told_to_say_its_version()
    {
        var job = await _app.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), new Order(1, 2m));

        (await Should.ThrowAsync<JobRejectedException>(
            _app.Jobs.ChangeJobAsync(job.Id, new JobChange { Data = MessageData.Parse("""{"Number":1,"Total":2,"note":"x"}""") }))).Message
            .ShouldEndWith($"version 1: {Words}. Correct the payload.");
    }

    [Fact]
    public async Task A_member_that_is_missing_because_it_is_in_another_case_is_told_by_both_names()
    {
        (await Should.ThrowAsync<JobRejectedException>(_app.Jobs.OnceNowAsync("order", new { number = 1, Total = 2m }))).Message
            .ShouldContain("$.Number is missing; 'number' differs from it in case only.");
        var monitor = _app.Services.GetRequiredService<IJobMasterMonitor>();
        (await monitor.Definitions.ValidateAsync("order", """{"nummer":1,"Total":2}""")).ShouldHaveSingleItem().ToString()
            .ShouldBe("$.Number is missing");
    }

    [Theory]
    [InlineData("$", "The job has no payload; its handler takes a 'P'.", "The job has no payload; its handler takes a 'P'")]
    [InlineData("$", "must not be null", "$ must not be null")]
    [InlineData("$.A", "is missing", "$.A is missing")]
    public void A_sentence_about_the_whole_payload_has_no_path_and_leaves_the_full_stop_to_the_message(
        string path, string text, string shown) => new PayloadProblem(path, text).ToString().ShouldBe(shown);

    public sealed record NearlyOrder(int Number, decimal Total, string note);
}
