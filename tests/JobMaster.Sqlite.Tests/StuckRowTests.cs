using JobMaster.Conformance.Jobs;
using JobMaster.Storage;

namespace JobMaster.Sqlite.Tests;

/// <summary>A job that the database does not let anybody move, and the jobs that are found before it.</summary>
public sealed class StuckRowTests : JobsConformance<SqliteFixture>
{
    [Fact]
    public async Task Jobs_found_before_one_that_cannot_be_moved_come_back()
    {
        var jobs = new List<Guid>();
        await using (var store = Fixture.Open(null))
        {
            await store.Schema.MigrateAsync(default);
            for (int i = 0; i < 4; i++)
            {
                jobs.Add(await StoreAsync("probe", "{}"));
            }

            jobs.Add(await StoreAsync("stuck", "{}"));
            var session = new NewSession
            {
                Id = Guid.CreateVersion7(), WorkerName = "gone", NodeName = "gone", Lanes = ["default"], Concurrency = 5, Version = "0",
            };
            await store.Sessions.StartAsync(session, default);
            (await store.Jobs.ClaimAsync(
                new ClaimRequest
                {
                    SessionId = session.Id, FreeSlots = 5, Queues = [new QueueShare(new JobQueue("default", JobMasterPriority.Medium), 5)],
                },
                default)).Count.ShouldBe(5);
            await store.Sessions.EndAsync([session.Id], default);
        }

        await using (var connection = await Fixture.OpenConnectionAsync())
        {
            await using var command = connection.CreateCommand();
            command.CommandText = """
                create trigger stuck before update on jobmaster_job when old.definition_id = 'stuck'
                begin select raise(abort, 'this row cannot be moved'); end
                """;
            await command.ExecuteNonQueryAsync();
        }

        var app = await StartAsync();

        foreach (var job in jobs.Take(4))
        {
            await app.WaitAsync(job, JobState.Succeeded);
        }

        (await app.Monitor.GetAsync(jobs[4]))!.State.ShouldBe(JobState.Running);
        await app.Logs.WaitAsync(message => message.Contains("'Rescue jobs' failed", StringComparison.Ordinal));
    }
}
