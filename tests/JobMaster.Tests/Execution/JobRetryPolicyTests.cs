namespace JobMaster.Tests.Execution;

/// <summary>How long jobs wait between attempts.</summary>
public sealed class JobRetryPolicyTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Jitter_comes_on_top_of_every_kind_of_wait()
    {
        Waits(JobRetryPolicy.Fixed(10 * Second, jitter: 0.5), random: 0).ShouldBe([10, 10, 10]);
        Waits(JobRetryPolicy.Fixed(10 * Second, jitter: 0.5), random: 1).ShouldBe([15, 15, 15]);
        Waits(JobRetryPolicy.Linear(10 * Second, 25 * Second, jitter: 0.2), random: 1).ShouldBe([12, 24, 30]);
        Waits(JobRetryPolicy.Exponential(10 * Second, 25 * Second, jitter: 1), random: 0.5).ShouldBe([15, 30, 37.5]);
    }

    [Fact]
    public void Without_a_word_only_the_exponential_wait_has_jitter()
    {
        Waits(JobRetryPolicy.Fixed(10 * Second), random: 1).ShouldBe([10, 10, 10]);
        Waits(JobRetryPolicy.Linear(10 * Second, 25 * Second), random: 1).ShouldBe([10, 20, 25]);
        Waits(JobRetryPolicy.Exponential(10 * Second, 25 * Second), random: 1).ShouldBe([12.5, 25, 31.25]);
        (
            new JobMasterRetryAttribute(RetryBackoff.Exponential, 1).Jitter,
            new JobMasterRetryAttribute(RetryBackoff.Fixed, 1).Jitter).ShouldBe((0.25, 0));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Jitter_is_a_share(double jitter)
    {
        Should.Throw<ArgumentOutOfRangeException>(() => JobRetryPolicy.Fixed(Second, jitter)).ParamName.ShouldBe("jitter");
        Should.Throw<ArgumentOutOfRangeException>(() => JobRetryPolicy.Linear(Second, Second, jitter));
        Should.Throw<ArgumentOutOfRangeException>(() => JobRetryPolicy.Exponential(Second, Second, jitter));
    }

    [Fact]
    public void The_longest_wait_bears_jitter() =>
        Waits(
            JobRetryPolicy.Fixed(TimeSpan.MaxValue, jitter: 1),
            random: 1)[0].ShouldBeGreaterThan(TimeSpan.FromDays(10_000_000).TotalSeconds);

    private static double[] Waits(JobRetryPolicy policy, double random) =>
        [
            .. Enumerable.Range(1, 3).Select(failures =>
                policy.GetDelay(failures, new InvalidOperationException(), random)!.Value.TotalSeconds)];
}
