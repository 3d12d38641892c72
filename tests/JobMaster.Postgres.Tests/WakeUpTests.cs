using System.Threading.Channels;
using JobMaster.Conformance.Jobs;
using JobMaster.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Postgres.Tests;

/// <summary>LISTEN and NOTIFY between processes.</summary>
public sealed class WakeUpTests : PostgresSchema, IDisposable
{
    private readonly Channel<JobQueue?> _woken = Channel.CreateUnbounded<JobQueue?>();
    private readonly CancellationTokenSource _stop = new();

    [Fact]
    public async Task Another_process_is_told_which_queue_and_the_own_one_is_not()
    {
        var listening = Store.WakeUps!.ListenAsync(Wake, _stop.Token);
        (await NextAsync()).ShouldBeNull("it looks for what it may have missed");

        Store.WakeUps!.Publish(Queue);
        var other = Queue with { Lane = "a lane with blanks", Priority = JobMasterPriority.High };
        Open().WakeUps!.Publish(other);

        (await NextAsync()).ShouldBe(other);
        await _stop.CancelAsync();
        await listening.Soon();
    }

    [Fact]
    public async Task Many_wake_ups_are_few_notifications()
    {
        int received = 0;
        await using var listener = await ConnectAsync();
        listener.Notification += (_, notification) => received += notification.Payload.StartsWith(T, StringComparison.Ordinal) ? 1 : 0;
        await RowsAsync(listener, "listen jobmaster_wake");
        long started = TimeProvider.System.GetTimestamp();
        for (int at = 0; at < 20_000; at++)
        {
            Store.WakeUps!.Publish(Queue);
        }

        using var patience = new CancellationTokenSource(TestTime.Patience);
        while (received == 0)
        {
            await listener.WaitAsync(patience.Token);
        }

        while (await listener.WaitAsync(TimeSpan.FromMilliseconds(200)))
        {
        }

        ((double)received).ShouldBeLessThan(28 + (TimeProvider.System.GetElapsedTime(started) / TimeSpan.FromMilliseconds(2)));
    }

    [Fact]
    public async Task A_listener_whose_connection_was_cut_listens_again_and_looks_for_what_it_missed()
    {
        var store = Open(options => options.ConnectionString += $";Application Name={Fixture.Schema}");
        var listening = store.WakeUps!.ListenAsync(Wake, _stop.Token);
        (await NextAsync()).ShouldBeNull();

        await Fixture.ExecuteAsync(
            $"select pg_terminate_backend(pid) from pg_stat_activity where application_name = '{Fixture.Schema}' and query ilike " +
            "'%listen%'");

        (await NextAsync()).ShouldBeNull();
        Open().WakeUps!.Publish(Queue);
        (await NextAsync()).ShouldBe(Queue);
        await _stop.CancelAsync();
        await listening.Soon();
    }

    [Fact]
    public async Task A_listener_that_heard_nothing_is_tried_again_and_hears_once_notifications_arrive()
    {
        using var logs = new LogSink();
        await using var source = new PostgresSource(
            new PostgresStoreOptions { ConnectionString = PostgresFixture.ConnectionString })
        {
            ReadProcess =
                Store.Parts.Statements["read_process"]
                .Text
        };
        await Fixture.ExecuteAsync($"create table {T}channel (name text); insert into {T}channel values ('nobody_listens_to_this')");
        var statements = new WakeUpStatements(
            "listen jobmaster_wake", "unlisten *",
            $"select pg_notify((select name from {T}channel), payload) from unnest(@payloads) payload");
        var clock = new HandClock();
        var wakeUps = new PostgresWakeUps(
            source, statements, new WakeUpMessages(T, "test"), clock, logs, patience: TimeSpan.FromMilliseconds(200));

        var listening = wakeUps.ListenAsync(Wake, _stop.Token);
        var pause = await clock.NextTimerAsync().Soon();
        await logs.WaitAsync(message => message.StartsWith("No notification arrived", StringComparison.Ordinal));
        pause.DueIn.ShouldBeLessThan(TimeSpan.FromMinutes(10));
        _woken.Reader.TryRead(out _).ShouldBeFalse();
        await Fixture.ExecuteAsync($"update {T}channel set name = 'jobmaster_wake'");
        pause.Fire();

        // A busy server may be too late with the next notification too.
        var heard = NextAsync();
        for (var again = clock.NextTimerAsync(); await Task.WhenAny(heard, again) == again; again = clock.NextTimerAsync())
        {
            (await again).Fire();
        }

        (await heard).ShouldBeNull("it looks for what it may have missed");
        await _stop.CancelAsync();
        await listening.Soon();
    }

    [Fact]
    public void Switched_off_there_is_none() => Open(options => options.UseNotifications = false).WakeUps.ShouldBeNull();

    [Fact]
    public async Task A_job_of_another_process_starts_long_before_the_next_poll()
    {
        var probe = new Probe();
        await using var node = await TestApp.StartAsync(
            config =>
            {
                config.UsePostgres(PostgresFixture.ConnectionString)
                    .UseSqlSchemaForMaster(Fixture.Schema)
                    .AddJobHandler<ProbeHandler>()
                    .AddWorker();
                config.Options.PollInterval = TimeSpan.FromMinutes(10);
                config.Options.HeartbeatTimeout = TimeSpan.FromMinutes(60);
            },
            services => services.AddSingleton(probe));
        await node.Logs.WaitAsync(message => message.StartsWith("Listening", StringComparison.Ordinal));
        await using var producer = await TestApp.StartAsync(
            config =>
            {
                config.UsePostgres(PostgresFixture.ConnectionString).UseSqlSchemaForMaster(Fixture.Schema).AddJobHandler<ProbeHandler>();
                config.Options.HeartbeatTimeout = TimeSpan.FromMinutes(60);
            },
            services => services.AddSingleton(probe));

        var job = await producer.Jobs.OnceNowAsync<ProbeHandler>();

        (await probe.NextAsync()).Id.ShouldBe(job.Id);
    }

    public void Dispose() => _stop.Dispose();

    private void Wake(JobQueue? queue) => _woken.Writer.TryWrite(queue);

    private Task<JobQueue?> NextAsync() => _woken.Reader.ReadAsync().AsTask().Soon();
}
