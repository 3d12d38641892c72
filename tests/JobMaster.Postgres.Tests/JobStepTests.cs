namespace JobMaster.Postgres.Tests;

/// <summary>Where a job's end is one statement, no step may find only afterwards that it has work to do.</summary>
public sealed class JobStepTests : PostgresSchema
{
    [Fact]
    public async Task Limits_that_the_outcome_does_not_know_of_are_told()
    {
        var job = await RunOneAsync();
        await Fixture.ExecuteAsync($"update {T}job set limits = 'mail'");

        var refused = await Should.ThrowAsync<InvalidOperationException>(() => Store.Jobs.RecordAsync([Succeeded(job)], default));

        refused.Message.ShouldStartWith($"A step of the exit concerns job {job.Id}, but said of its outcome that it does not");
        (await Store.Reads.GetAsync(job.Id, default))!.State.ShouldBe(JobState.Succeeded);
    }
}
