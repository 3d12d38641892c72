using System.Text.RegularExpressions;

namespace JobMaster.Conformance.Statements;

/// <summary>
/// Keys whose job is gone: it was pruned by one transaction while another took a key for it. Neither sees the other, so the key stays.
/// </summary>
public abstract partial class LostKeyConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IGatedStoreFixture, new()
{
    [Fact]
    public async Task A_key_whose_job_is_stored_nowhere_is_free()
    {
        await InsertAsync(Keyed("order-7"));
        await RemoveJobsAsync();

        var next = Keyed("order-7");
        var plain = Job();
        (await Jobs.InsertAsync([plain, next, Keyed("order-7")], mayBeStored: true, default)).Select(job => (job.Id, job.IsNew))
            .ShouldBe([(plain.Id, true), (next.Id, true), (next.Id, false)]);
        (await Jobs.InsertAsync([Keyed("order-7")], mayBeStored: false, default)).ShouldHaveSingleItem().Id.ShouldBe(next.Id);
    }

    [Fact]
    public async Task A_key_that_is_kept_longer_than_its_job_stays_taken()
    {
        var first = Keyed("order-7") with { IdempotencyWindow = Hour };
        await InsertAsync(first);
        await RemoveJobsAsync();

        var answer = (await Jobs.InsertAsync([Keyed("order-7")], mayBeStored: false, default)).ShouldHaveSingleItem();
        (answer.Id, answer.IsNew).ShouldBe((first.Id, false));
    }

    private NewJob Keyed(string key) => Job() with { IdempotencyKey = key };

    private async Task RemoveJobsAsync()
    {
        var keys = KeyTable().Match(Fixture.ReadStatements(Store)["drop_keys"]);
        keys.Success.ShouldBeTrue();
        await using var connection = await Fixture.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"delete from {keys.Groups["jobs"].Value}";
        (await command.ExecuteNonQueryAsync()).ShouldBe(1);
    }

    [GeneratedRegex(@"(?<jobs>\S+job)_key\b")]
    private static partial Regex KeyTable();
}
