namespace JobMaster.Conformance;

/// <summary>Which error a job shows: that of the attempt that ended it, and no earlier one's once it has succeeded.</summary>
public abstract class ErrorConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task A_job_that_succeeded_shows_no_error_and_its_failed_attempt_keeps_its_own()
    {
        var claimed = await FailOnceAsync();

        await RecordAsync(Outcome(claimed, OutcomeKind.Succeeded) with { Error = null });

        (await GetAsync(claimed.Id)).Error.ShouldBeNull();
        (await EarlierAttemptsAsync(claimed.Id)).ShouldHaveSingleItem().Error.ShouldBe("it broke");
    }

    [Fact]
    public async Task A_success_of_the_second_sending_shows_no_error_either()
    {
        var claimed = await FailOnceAsync();

        await RecordAsync(Outcome(claimed, OutcomeKind.Succeeded) with { Error = null, IsResent = true });

        (await GetAsync(claimed.Id)).Error.ShouldBeNull();
    }

    [Fact]
    public async Task What_a_success_has_to_say_itself_is_kept()
    {
        var claimed = await FailOnceAsync();

        await RecordAsync(Outcome(claimed, OutcomeKind.Succeeded) with { Error = "its scope could not be disposed" });

        (await GetAsync(claimed.Id)).Error.ShouldBe("its scope could not be disposed");
    }

    [Theory]
    [InlineData(OutcomeKind.Failed)]
    [InlineData(OutcomeKind.Cancelled)]
    public async Task A_job_that_did_not_succeed_keeps_the_last_error(OutcomeKind kind)
    {
        var claimed = await FailOnceAsync();

        await RecordAsync(Outcome(claimed, kind) with { Error = null });

        (await GetAsync(claimed.Id)).Error.ShouldBe("it broke");
    }

    private async Task<StoredJob> FailOnceAsync()
    {
        await RecordAsync(Outcome(await RunOneAsync(), OutcomeKind.Retry) with { Error = "it broke" });
        Clock.Move(Hour);
        return (await ClaimAsync()).ShouldHaveSingleItem();
    }
}
