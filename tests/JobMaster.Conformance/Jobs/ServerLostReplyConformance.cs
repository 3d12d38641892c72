namespace JobMaster.Conformance.Jobs;

/// <summary>The same on a database server, which may go on with a call after its connection broke. There, each id of an entry is unique.
/// </summary>
public abstract class ServerLostReplyConformance<TFixture> : LostReplyConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task A_payload_that_is_changed_while_the_repeat_is_on_the_way_is_filed_once()
    {
        var app = await StartAsync(_ => { });
        var job = await app.Jobs.OnceAfterAsync<ProbeHandler>(TimeSpan.FromHours(1));

        var change = new JobChange { Data = Named("other") };
        (await OvertakeAsync(nameof(IJobStore.ChangeAsync), () => app.Jobs.ChangeJobAsync(job.Id, change, Ann)))
            .ShouldBe(JobChangeResult.Changed);

        (await FiledAsync(app)).ShouldHaveSingleItem().TargetId.ShouldBe(job.Id.ToString());
    }

    [Fact]
    public async Task What_is_shown_while_the_repeat_is_on_the_way_is_filed_once()
    {
        var app = await StartAsync(_ => { });
        var job = await app.Jobs.OnceAfterAsync<ProbeHandler>(TimeSpan.FromHours(1), Named("x"));

        (await OvertakeAsync("FileAuditAsync", () => app.Monitor.RevealAsync(job.Id, Ann))).ShouldNotBeNull();

        (await FiledAsync(app)).ShouldHaveSingleItem().TargetId.ShouldBe(job.Id.ToString());
    }
}
