using JobMaster.Storage;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace JobMaster.Chaos;

/// <summary>Two processes want one key, and one of them is killed between any two statements of its call.</summary>
public abstract class KeyCrashTests<TPlace>(ITestOutputHelper output)
    where TPlace : IChaosPlace, new()
{
    private const int MostStatements = 20;

    [Theory]
    [InlineData("key", 3)]
    [InlineData("unique", 4)]
    [InlineData("take over", 5)]
    [InlineData("replace", 3)]
    [InlineData("key and unique", 5)]
    public async Task A_kill_between_two_statements_leaves_the_key_free_or_with_the_one_job_that_has_it(string call, int fewest)
    {
        await using var cluster = await ChaosCluster.CreateAsync(new TPlace());
        using var second = await cluster.StartScheduleHostAsync(config => config.AddJobHandler<WorkHandler>());
        var jobs = second.Services.GetRequiredService<IJobMasterScheduler>();
        var deaths = new List<string>();
        for (var statements = 1; ; statements++)
        {
            statements.ShouldBeLessThan(MostStatements, "the call has no end");
            var lane = $"lane-{statements}";
            var holder = await PrepareAsync(cluster.Store, call, lane);
            var first = await cluster.StartAsync(cluster.Options with
            {
                Name = $"first-{statements}",
                Concurrency = 0,
                KeyCall = call,
                Lane = lane,
                DiesAfter = statements,
            });
            await first.Lines.WaitAsync(line => line == "called" || line.StartsWith("dies after", StringComparison.Ordinal));
            var hasCalled = first.Lines.Text.Contains("called", StringComparison.Ordinal);
            await (hasCalled ? first.StopAsync() : first.Exited.WaitAsync(ChaosSettings.Patience));

            var answer = await jobs.OnceNowAsync(new Work(2), KeyCalls.Options(call, lane)).WaitAsync(ChaosSettings.Patience);

            var live = (await LiveAsync(cluster.Store, lane)).ShouldHaveSingleItem($"{call}, {statements} statement(s)");
            live.Id.ShouldBe(answer.Id);
            live.Id.ShouldBe(holder ?? live.Id);
            if (call == "replace")
            {
                var replaced = await cluster.Store.Reads.GetAsync(live.Id, CancellationToken.None);
                replaced!.Payload.ShouldNotBeNull().ShouldContain("2", customMessage: "the last payload counts");
            }

            if (hasCalled)
            {
                answer.IsNew.ShouldBeFalse();
                RunLines.Read(cluster.Lines).Accepted.ShouldBe([live.Id]);
                break;
            }

            deaths.Add(first.Lines.Text.Split('\n').Last(line => line.StartsWith("dies after", StringComparison.Ordinal)));
        }

        output.WriteLine($"{call}: {string.Join(", ", deaths)}");
        deaths.Count.ShouldBeGreaterThanOrEqualTo(fewest, string.Join(", ", deaths));
    }

    /// <summary>The job that is to be replaced, or one whose key it does not hold any more.</summary>
    private static async Task<Guid?> PrepareAsync(IMasterStore store, string call, string lane)
    {
        if (call is not ("replace" or "take over"))
        {
            return null;
        }

        var job = new NewJob
        {
            Id = Guid.CreateVersion7(), DefinitionId = "chaos.work", Lane = lane, Priority = JobMasterPriority.Medium,
            Timeout = TimeSpan.FromMinutes(5), MaxRetries = 0, Unique = KeyCalls.Options(call, lane).Unique, Payload = "{}",
        };
        await store.Jobs.InsertAsync([job], mayBeStored: false, CancellationToken.None);
        if (call == "replace")
        {
            return job.Id;
        }

        await store.Jobs.CancelAsync([job.Id], by: null, CancellationToken.None);
        return null;
    }

    private static async Task<IReadOnlyList<StoredJob>> LiveAsync(IMasterStore store, string lane) =>
        await store.Reads.ListAsync(
            new JobListRequest { Section = JobSection.Live, Lane = lane, Limit = 10 }, CancellationToken.None);
}
