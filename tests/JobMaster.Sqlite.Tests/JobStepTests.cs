using JobMaster.Sql;
using JobMaster.Storage;

namespace JobMaster.Sqlite.Tests;

/// <summary>Steps run in their order, each for the jobs that concern it, and cost other jobs nothing.</summary>
public sealed class JobStepTests : StoreFile
{
    private static readonly NewJob Plain = new()
    {
        Id = Guid.CreateVersion7(), DefinitionId = "d", Lane = "default", Priority = JobMasterPriority.Medium,
        Timeout = TimeSpan.FromMinutes(1), MaxRetries = 0,
    };

    [Fact]
    public async Task Each_step_gets_its_jobs_in_the_order_of_the_list()
    {
        var ran = new List<string>();
        var steps = new SqlJobSteps(
        [
            new Step("limits", job => job.Limits is not null, ran),
            new Step("none", _ => false, ran),
            new Step("all", _ => true, ran),
            new Step("failed", job => job.HasFailed, ran),
        ]);
        var failed = new MovedJob(Guid.CreateVersion7(), 2) { HasFailed = true, Limits = "mail" };
        var limited = new MovedJob(Guid.CreateVersion7(), 3) { Limits = "mail" };

        await steps.RunAsync(null!, [new MovedJob(Guid.CreateVersion7(), 1), failed, limited], default);

        ran.ShouldBe(["limits 2 3", "all 1 2 3", "failed 2"]);
    }

    [Fact]
    public async Task Steps_that_concern_no_job_allocate_nothing()
    {
        var parts = (await OpenMigratedAsync()).Parts with { IndexedMetadata = ["customer"] };
        var steps = new SqlJobSteps(
            [new FileMetadata(parts), new GateLimitedJobs(parts, mayWait: false), new CountFailures(parts), new FreePermits(parts)]);
        List<MovedJob> moved = [new MovedJob(Plain.Id) { New = Plain }, new MovedJob(Guid.CreateVersion7(), 1)];
        NewJob[] sent = [Plain, Plain];
        await RunAsync();
        long before = GC.GetAllocatedBytesForCurrentThread();

        await RunAsync();

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        ValueTask RunAsync()
        {
            _ = steps.Concern(sent, run: false);
            return steps.RunAsync(null!, moved, default);
        }
    }

    [Fact]
    public async Task Only_jobs_that_concern_a_step_need_more_than_one_statement()
    {
        var parts = (await OpenMigratedAsync()).Parts with { IndexedMetadata = [] };
        var (entry, indexed) = (new SqlJobEntry(parts), new SqlJobEntry(parts with { IndexedMetadata = ["customer"] }));
        var described = Plain with { Metadata = """{"customer":"7"}""" };

        indexed.IsOneStatement([Plain, Plain]).ShouldBeTrue();
        entry.IsOneStatement([described]).ShouldBeTrue();
        indexed.IsOneStatement([Plain, described]).ShouldBeFalse();
        entry.IsOneStatement([Plain, Plain with { Limits = "mail" }]).ShouldBeFalse();
    }

    private sealed class Step(string name, Func<MovedJob, bool> concerns, List<string> ran) : ISqlJobStep
    {
        public bool Concerns(in MovedJob job) => concerns(job);

        public ValueTask RunAsync(SqlCommands commands, IReadOnlyList<MovedJob> jobs, CancellationToken cancellationToken)
        {
            ran.Add($"{name} {string.Join(' ', jobs.Select(job => job.ClaimNo))}");
            return ValueTask.CompletedTask;
        }
    }
}
