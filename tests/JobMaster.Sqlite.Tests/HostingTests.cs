using JobMaster.Conformance.Jobs;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JobMaster.Sqlite.Tests;

/// <summary>A cluster on a file, in an app: where the file is, who makes its tables, and the calls that users' documents make.</summary>
public sealed class HostingTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("jobmaster-").FullName;

    private string File => Path.Combine(_directory, "jobs.db");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Without_arguments_the_file_is_in_the_content_root_and_the_log_says_so()
    {
        var logs = new LogSink();
        var builder = new HostApplicationBuilder(
            new HostApplicationBuilderSettings { DisableDefaults = true, ContentRootPath = _directory });
        builder.Logging.Services.AddSingleton<Microsoft.Extensions.Logging.ILoggerProvider>(logs);
        builder.Services.AddJobMasterCluster(config => config.UseSqlite());
        using (var host = builder.Build())
        {
            await host.StartAsync();
            await host.StopAsync();
        }

        var expected = Path.Combine(_directory, "jobmaster.db");
        System.IO.File.Exists(expected).ShouldBeTrue();
        logs.Messages.ShouldContain(message => message.Contains($"on SQLite {expected} starts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_provisioning_the_start_says_what_to_run_and_the_cluster_returns_it()
    {
        await using var app = TestApp.Build(config => config.UseSqlite(File).DisableAutoProvisionSqlSchema());

        (
            await Should.ThrowAsync<JobMasterStoreException>(app.Host.StartAsync()))
                .Message.ShouldContain("IJobMasterCluster.GetPendingSqlAsync");
        var pending = await app.Cluster.GetPendingSqlAsync();

        pending.ShouldNotBeEmpty();
        pending[0].ShouldContain("create table jm_job");
    }

    [Fact]
    public async Task The_pending_sql_run_by_hand_is_all_a_start_without_provisioning_needs()
    {
        await using (var first = TestApp.Build(config => config.UseSqlite(File)))
        await using (var connection = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            await connection.OpenAsync();
            foreach (var sql in await first.Cluster.GetPendingSqlAsync())
            {
                // Such a function is not in the SQLite that an administrator's machine may have (Debian 12: 3.40).
                sql.ShouldNotContain("subsec");
                await using var command = connection.CreateCommand();
                command.CommandText = sql;
                await command.ExecuteNonQueryAsync();
            }
        }

        await using var app = await TestApp.StartAsync(
            config =>
                config.UseSqlite(File).DisableAutoProvisionSqlSchema().AddJobHandler<ProcessImageHandler>(), services =>
                    services.AddSingleton<IImageService, ImageService>());

        (await app.Jobs.OnceNowAsync<ProcessImageHandler>()).IsNew.ShouldBeTrue();
        (await app.Cluster.GetPendingSqlAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("control_set")]
    [InlineData("set")]
    public async Task A_call_inside_a_transaction_of_the_caller_waits_for_the_lock_once_and_names_the_way_out(string operation)
    {
        await using var app = await TestApp.StartAsync(config =>
            config.UseSqlite(File, sqlite => sqlite.LockWait = TimeSpan.FromMilliseconds(300)));
        var job = await app.Jobs.OnceNowAsync("any");
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        await connection.OpenAsync();
        await using (await connection.BeginTransactionAsync())
        {
            (await Should.ThrowAsync<JobMasterStoreException>(CallAsync().WaitAsync(TestTime.Patience))).Message
                .ShouldContain("make the call through scheduler.InTransaction(transaction), or after the transaction has ended");
        }

        app.Logs.Messages.ShouldNotContain(
            message => message.Contains($"Store call 'jobmaster.store.{operation}' failed and is made again", StringComparison.Ordinal));
        await CallAsync();

        Task CallAsync() => operation switch
        {
            "cancel" => app.Jobs.CancelJobAsync(job.Id),
            "control_set" => app.Cluster.Lanes.PauseAsync("mail"),
            _ => app.Cluster.SetModeAsync(ClusterMode.Passive),
        };
    }

    [Fact]
    public async Task A_first_use_inside_an_open_transaction_says_to_start_before_it()
    {
        await using var app = TestApp.Build(config => config.UseSqlite(File, sqlite => sqlite.LockWait = TimeSpan.FromMilliseconds(50)));
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();

        (await Should.ThrowAsync<JobMasterStoreException>(app.Jobs.InTransaction(transaction).OnceNowAsync("any"))).Message.ShouldEndWith(
            "This was the first use of cluster 'default', inside an open transaction, which may hold the locks that creating the tables " +
            "needs: " +
            "call await app.Services.StartJobMasterRuntimeAsync() before you begin it.");

        await transaction.RollbackAsync();
        (await app.Jobs.OnceNowAsync("any")).IsNew.ShouldBeTrue();
    }

    [Fact]
    public async Task The_given_calls_do_what_they_say()
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, ApplicationName = "none" });
        builder.Services.AddSingleton<IImageService, ImageService>();
        builder.Services.AddJobMasterCluster(config =>
        {
            config.UseStandaloneCluster()
                  .ClusterId("Cluster-1")
                  .UseSqlite(File)
                  .AddJobHandler<ProcessImageHandler>()
                  .AddWorker();
        });
        using var app = builder.Build();
        await app.Services.StartJobMasterRuntimeAsync();
        var jobs = app.Services.GetRequiredService<IJobMasterScheduler>();

        var msg = WriteableMessageData.New().SetStringValue("SourceUrl", "John Doe").SetIntValue("Tries", 1);
        var meta = WritableMetadata.New().SetStringValue("Source", "WebAPI");

        JobContext now = await jobs.OnceNowAsync<ProcessImageHandler>(msg);
        await jobs.OnceAtAsync<ProcessImageHandler>(DateTime.UtcNow.AddMinutes(5), msg);
        await jobs.OnceAfterAsync<ProcessImageHandler>(TimeSpan.FromMinutes(5), msg,
            priority: JobMasterPriority.Low, workerLane: "Mail", timeout: TimeSpan.FromSeconds(30),
            maxNumberOfRetries: 2, metadata: meta, clusterId: "Cluster-1");

        JobContext later = await jobs.OnceAfterAsync<ProcessImageHandler>(TimeSpan.FromHours(1), msg);
        bool moved = await jobs.ReScheduleAsync(later.Id, DateTime.UtcNow.AddHours(2));
        bool cancelled = await jobs.CancelJobAsync(later.Id);

        (moved, cancelled, now.WorkerLane, now.Priority).ShouldBe((true, true, "Images", JobMasterPriority.High));
        await app.StopAsync();
    }

    public interface IImageService
    {
        void Load(string url);
    }

    public sealed class ImageService : IImageService
    {
        public void Load(string url) => ArgumentException.ThrowIfNullOrEmpty(url);
    }

    [JobMasterDefinitionId("process-image")]
    [JobMasterTimeout(60)]
    [JobMasterMaxNumberOfRetries(5)]
    [JobMasterPriority(JobMasterPriority.High)]
    [JobMasterWorkerLane("Images")]
    [JobMasterMetadata("Category", "Media")]
    public sealed class ProcessImageHandler(IImageService images) : IJobHandler
    {
        public Task HandleAsync(JobContext job)
        {
            string url = job.MsgData.GetStringValue("SourceUrl");
            string? filter = job.MsgData.TryGetStringValue("Filter");
            images.Load(url + filter);
            return Task.CompletedTask;
        }
    }
}
