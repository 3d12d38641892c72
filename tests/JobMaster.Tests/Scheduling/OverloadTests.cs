using NSubstitute;

namespace JobMaster.Tests.Scheduling;

/// <summary>Every shape of a scheduling call a person may write compiles to the one request it reads as.</summary>
public sealed class OverloadTests
{
    private static readonly TimeSpan Delay = TimeSpan.FromMinutes(5);
    private static readonly DateTimeOffset At = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Recurrence Hourly = Recurrence.Every(TimeSpan.FromHours(1));

    private readonly IJobMasterScheduler _jobs = Substitute.For<IJobMasterScheduler>();
    private readonly List<JobRequest> _once = [];
    private readonly List<RecurringRequest> _recurring = [];
    private readonly WriteableMessageData _data = WriteableMessageData.New().SetIntValue("N", 1);
    private readonly JobOptions _options = new() { Tenant = "t" };
    private readonly RecurringScheduleOptions _schedule = new() { Key = "k", Job = new JobOptions { Tenant = "t" } };
    private readonly Ping _ping = new(1);

    public OverloadTests()
    {
        _jobs.ScheduleAsync(Arg.Do<JobRequest>(_once.Add), Arg.Any<CancellationToken>()).Returns(Task.FromResult<JobContext>(null!));
        _jobs.ScheduleManyAsync(Arg.Do<IReadOnlyList<JobRequest>>(_once.AddRange), Arg.Any<CancellationToken>())
            .Returns(Task.FromResult<IReadOnlyList<JobContext>>([]));
        _jobs.RecurringAsync(Arg.Do<RecurringRequest>(_recurring.Add), Arg.Any<CancellationToken>())
            .Returns(Task.FromResult<RecurringScheduleContext>(null!));
    }

    [Fact]
    public async Task Message_data_for_a_handler()
    {
        await _jobs.OnceNowAsync<DataHandler>();
        await _jobs.OnceNowAsync<DataHandler>(_data);
        await _jobs.OnceNowAsync<DataHandler>(_data, JobMasterPriority.High, "lane");
        await _jobs.OnceNowAsync<DataHandler>(priority: JobMasterPriority.High);
        await _jobs.OnceNowAsync<DataHandler>(_data, _options);
        await _jobs.OnceNowAsync<DataHandler>(null, _options);
        await _jobs.OnceNowAsync<DataHandler>(_options);
        await _jobs.OnceAfterAsync<DataHandler>(Delay);
        await _jobs.OnceAfterAsync<DataHandler>(Delay, _data);
        await _jobs.OnceAfterAsync<DataHandler>(Delay, _data, workerLane: "lane");
        await _jobs.OnceAfterAsync<DataHandler>(Delay, _data, _options);
        await _jobs.OnceAfterAsync<DataHandler>(Delay, null, _options);
        await _jobs.OnceAfterAsync<DataHandler>(Delay, _options);
        await _jobs.OnceAtAsync<DataHandler>(At);
        await _jobs.OnceAtAsync<DataHandler>(At, _data, _options);
        await _jobs.OnceAtAsync<DataHandler>(At, _options);
        await _jobs.OnceAtAsync<DataHandler>(At.UtcDateTime, _data);
        await _jobs.OnceAtAsync<DataHandler>(At.UtcDateTime, _data, _options);
        await _jobs.OnceAtAsync<DataHandler>(At.UtcDateTime, _options, CancellationToken.None);
        await _jobs.OnceNowBulkAsync<DataHandler>([_data, _data]);
        await _jobs.OnceNowBulkAsync<DataHandler>(new List<WriteableMessageData> { _data }, _options);

        _once.ShouldAllBe(request =>
            request.HandlerType == typeof(DataHandler) && request.PayloadType == null && request.DefinitionId == null);
        _once.Count(request => request.Options.Tenant == "t").ShouldBe(11);
        _once.Count(request => request.After == Delay).ShouldBe(6);
        _once.Count(request => request.At == At).ShouldBe(6);
        _once.Count(request => ReferenceEquals(request.Data, _data)).ShouldBe(12);
    }

    [Fact]
    public async Task A_payload_alone()
    {
        await _jobs.OnceNowAsync(_ping);
        await _jobs.OnceNowAsync(_ping, _options);
        await _jobs.OnceNowAsync<Ping>(_ping);
        await _jobs.OnceNowAsync(_ping, cancellationToken: CancellationToken.None);
        await _jobs.OnceAfterAsync(Delay, _ping);
        await _jobs.OnceAfterAsync(Delay, _ping, _options);
        await _jobs.OnceAtAsync(At, _ping, _options);
        await _jobs.OnceAtAsync(At.UtcDateTime, _ping);
        await _jobs.OnceNowBulkAsync([_ping, _ping]);
        await _jobs.OnceNowBulkAsync(new List<Ping> { _ping }.Select(ping => ping), _options);

        _once.ShouldAllBe(request =>
            request.HandlerType == null && request.PayloadType == typeof(Ping) && request.DefinitionId == null && !request.IsBareText);
        _once.Count.ShouldBe(11);
        _once.Count(request => request.Options.Tenant == "t").ShouldBe(4);
    }

    [Fact]
    public async Task A_struct_a_number_or_a_text_as_payload()
    {
        await _jobs.OnceNowAsync(7);
        await _jobs.OnceAfterAsync(Delay, Guid.Empty);
        await _jobs.OnceNowAsync<string>("text");
        await _jobs.OnceNowAsync<TextHandler, string>("text");
        await _jobs.OnceAfterAsync<TextHandler, string>(Delay, "text");
        await _jobs.OnceAtAsync<TextHandler, string>(At, "text", _options);

        _once.Select(request => request.PayloadType)
            .ShouldBe([typeof(int), typeof(Guid), typeof(string), typeof(string), typeof(string), typeof(string)]);
        _once.ShouldAllBe(request => request.DefinitionId == null);
    }

    [Fact]
    public async Task A_payload_for_a_handler()
    {
        await _jobs.OnceNowAsync<PingHandler, Ping>(_ping);
        await _jobs.OnceNowAsync<PingHandler, Ping>(_ping, _options);
        await _jobs.OnceAfterAsync<PingHandler, Ping>(Delay, _ping, _options);
        await _jobs.OnceAtAsync<PingHandler, Ping>(At, _ping);
        await _jobs.OnceAtAsync<PingHandler, Ping>(At.UtcDateTime, _ping, _options);
        await _jobs.OnceNowBulkAsync<PingHandler, Ping>([_ping, _ping], _options);

        _once.Count.ShouldBe(7);
        _once.ShouldAllBe(request =>
            request.HandlerType == typeof(PingHandler) && request.PayloadType == typeof(Ping) && ReferenceEquals(request.Payload, _ping));
        _once.Count(request => request.Options.Tenant == "t").ShouldBe(5);
    }

    [Fact]
    public async Task A_definition_id_with_and_without_data()
    {
        await _jobs.OnceNowAsync("id");
        await _jobs.OnceNowAsync("id", _options);
        await _jobs.OnceNowAsync("id", options: _options);
        await _jobs.OnceAfterAsync(Delay, "id");
        await _jobs.OnceAfterAsync(Delay, "id", _options);
        await _jobs.OnceAtAsync(At, "id");
        await _jobs.OnceAtAsync(At, "id", _options);
        await _jobs.OnceAtAsync(At.UtcDateTime, "id", _options, CancellationToken.None);
        var bare = _once.Count;
        await _jobs.OnceNowAsync("id", _data);
        await _jobs.OnceNowAsync("id", _data, _options);
        await _jobs.OnceAfterAsync(Delay, "id", _data, _options);
        await _jobs.OnceAtAsync(At, "id", _data);
        await _jobs.OnceAtAsync(At.UtcDateTime, "id", (MessageData)_data, _options);
        await _jobs.OnceNowBulkAsync("id", [_data, _data]);

        _once.ShouldAllBe(request => request.DefinitionId == "id" && request.PayloadType == null && request.HandlerType == null);
        _once.Take(bare).ShouldAllBe(request => request.IsBareText && request.Data == null);
        _once.Skip(bare).ShouldAllBe(request => !request.IsBareText && ReferenceEquals(request.Data, _data));
        _once.Count(request => request.Options.Tenant == "t").ShouldBe(8);
    }

    [Fact]
    public async Task A_definition_id_with_a_payload()
    {
        await _jobs.OnceNowAsync("id", _ping);
        await _jobs.OnceNowAsync("id", _ping, _options);
        await _jobs.OnceAfterAsync(Delay, "id", _ping, _options);
        await _jobs.OnceAtAsync(At, "id", _ping);
        await _jobs.OnceAtAsync(At.UtcDateTime, "id", _ping, _options);
        await _jobs.OnceNowBulkAsync("id", [_ping, _ping], _options);

        _once.Count.ShouldBe(7);
        _once.ShouldAllBe(request =>
            request.DefinitionId == "id" && request.PayloadType == typeof(Ping) && request.HandlerType == null && !request.IsBareText);
    }

    [Fact]
    public async Task A_schedule_of_every_kind()
    {
        await _jobs.RecurringAsync<DataHandler>(Hourly);
        await _jobs.RecurringAsync<DataHandler>(Hourly, _data, _schedule);
        await _jobs.RecurringAsync<DataHandler>(Hourly, null, _schedule);
        await _jobs.RecurringAsync<DataHandler>(Hourly, options: _schedule);
        await _jobs.RecurringAsync(Hourly, _ping);
        await _jobs.RecurringAsync(Hourly, _ping, _schedule);
        await _jobs.RecurringAsync<PingHandler, Ping>(Hourly, _ping, _schedule);
        await _jobs.RecurringAsync(Hourly, "id");
        await _jobs.RecurringAsync(Hourly, "id", _data, _schedule);
        await _jobs.RecurringAsync(Hourly, "id", _schedule);
        await _jobs.RecurringAsync(Hourly, "id", _ping, _schedule);
        await _jobs.RecurringAsync<DataHandler>(TimeSpanIntervalExprCompiler.TypeId, "01:00:00", _data);
        await _jobs.RecurringAsync<DataHandler>(TimeSpan.FromHours(1), _data, key: "k");

        _recurring.ShouldAllBe(request => request.TypeId == TimeSpanIntervalExprCompiler.TypeId && request.Expression == "01:00:00");
        _recurring.Select(request => (request.Job.HandlerType, request.Job.PayloadType, request.Job.DefinitionId, request.Options.Key))
            .ShouldBe(
        [
            (typeof(DataHandler), null, null, null), (typeof(DataHandler), null, null, "k"), (typeof(DataHandler), null, null, "k"),
            (typeof(DataHandler), null, null, "k"),
            (null, typeof(Ping), null, null), (null, typeof(Ping), null, "k"), (typeof(PingHandler), typeof(Ping), null, "k"),
            (null, null, "id", null), (null, null, "id", "k"), (null, null, "id", "k"), (null, typeof(Ping), "id", "k"),
            (typeof(DataHandler), null, null, null), (typeof(DataHandler), null, null, "k"),
        ]);
        _recurring.Where(request => request.Job.IsBareText).Select(request => request.Options.Key).ShouldBe([null, "k"]);
    }

    [Fact]
    public void A_profile_of_every_kind()
    {
        var schedules = new RecurringScheduleDefinitionCollection();
        schedules
            .Add<DataHandler>(Hourly)
            .Add<DataHandler>(Hourly, _data, "b", _schedule)
            .Add<DataHandler>(Hourly, defId: "c")
            .Add(Hourly, _ping)
            .Add(Hourly, _ping, defId: "e", options: _schedule)
            .Add<PingHandler, Ping>(Hourly, _ping, "f")
            .Add<DataHandler>(TimeSpan.FromHours(1), _data, defId: "g")
            .Add<DataHandler>(TimeSpanIntervalExprCompiler.TypeId, "01:00:00", defId: "h")
            .Add(new RecurringRequest(JobRequest.ForDefinition("id"), Hourly), "i");

        schedules.Requests.Select(request => (request.Job.HandlerType, request.Job.PayloadType, request.Options.Key)).ShouldBe(
        [
            (typeof(DataHandler), null, null), (typeof(DataHandler), null, "b"), (typeof(DataHandler), null, "c"),
            (null, typeof(Ping), null), (null, typeof(Ping), "e"),
            (typeof(PingHandler), typeof(Ping), "f"), (typeof(DataHandler), null, "g"), (typeof(DataHandler), null, "h"), (null, null, "i"),
        ]);
        schedules.Requests.ShouldAllBe(request => request.Expression == "01:00:00");
    }

    [Fact]
    public void The_blocking_twins()
    {
        _jobs.OnceNow<DataHandler>(_data);
        _jobs.OnceAt<DataHandler>(At.UtcDateTime, _data);
        _jobs.OnceAfter<DataHandler>(Delay, _data);
        _jobs.OnceNow(_ping);
        _jobs.OnceNow("text", _options);
        _jobs.OnceAt(At, _ping, _options);
        _jobs.OnceAt(At.UtcDateTime, _ping);
        _jobs.OnceAfter(Delay, _ping);
        _jobs.OnceNow<PingHandler, Ping>(_ping);
        _jobs.OnceAt<PingHandler, Ping>(At, _ping);
        _jobs.OnceAt<PingHandler, Ping>(At.UtcDateTime, _ping);
        _jobs.OnceAfter<PingHandler, Ping>(Delay, _ping, _options);
        _jobs.Recurring<DataHandler>(TimeSpan.FromHours(1), _data);
        _jobs.Recurring<DataHandler>(Hourly, null, _schedule);
        _jobs.Recurring(Hourly, _ping, _schedule);
        _jobs.Recurring<PingHandler, Ping>(Hourly, _ping);

        _once.Select(request => request.PayloadType).ShouldBe(
            [
                null, null, null, typeof(Ping), typeof(string), typeof(Ping), typeof(Ping), typeof(Ping), typeof(Ping), typeof(Ping),
                typeof(Ping), typeof(Ping)]);
        _once.Skip(8).ShouldAllBe(request => request.HandlerType == typeof(PingHandler));
        _once.ShouldAllBe(request => request.DefinitionId == null);
        _recurring.Select(request => (request.Job.HandlerType, request.Job.PayloadType)).ShouldBe(
            [(typeof(DataHandler), null), (typeof(DataHandler), null), (null, typeof(Ping)), (typeof(PingHandler), typeof(Ping))]);
    }

    [Fact]
    public void A_recurrence_names_its_language_and_an_empty_one_is_refused()
    {
        (Recurrence.Cron("0 9 * * *").TypeId, Recurrence.Cron("0 9 * * *").Expression).ShouldBe((CronExprCompiler.TypeId, "0 9 * * *"));
        Recurrence.QuartzCron("0 0 12 ? * 2-6").TypeId.ShouldBe(QuartzCronExprCompiler.TypeId);
        Recurrence.Natural("every day").TypeId.ShouldBe(NaturalCronExprCompiler.TypeId);
        Recurrence.Every(TimeSpan.FromMinutes(5)).Expression.ShouldBe("00:05:00");
        Recurrence.Of(NaturalCronBuilder.Daily().At("09:00").Build()).TypeId.ShouldBe(NaturalCronExprCompiler.TypeId);
        Recurrence.Of("Mine", "x").ToString().ShouldBe("Mine 'x'");
        Recurrence.Cron("* * * * *").ShouldBe(Recurrence.Of(CronExprCompiler.TypeId, "* * * * *"));
        default(Recurrence).ToString().ShouldBe("(none)");
        Should.Throw<ArgumentException>(() =>
            new RecurringRequest(JobRequest.ForDefinition("id"), default(Recurrence)))
                .Message.ShouldContain("Make one with Recurrence.Cron");
        Should.Throw<ArgumentNullException>(() => Recurrence.Cron(null!));
    }

    private sealed record Ping(int Number);

    private abstract class DataHandler : IJobHandler
    {
        public abstract Task HandleAsync(JobContext job);
    }

    private abstract class PingHandler : IJobHandler<Ping>
    {
        public abstract Task HandleAsync(Ping payload, JobContext job, CancellationToken cancellationToken);
    }

    private abstract class TextHandler : IJobHandler<string>
    {
        public abstract Task HandleAsync(string payload, JobContext job, CancellationToken cancellationToken);
    }
}
