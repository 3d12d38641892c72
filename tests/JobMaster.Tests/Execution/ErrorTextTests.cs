using JobMaster.Execution;
using JobMaster.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Tests.Execution;

public class ErrorTextTests
{
    [Fact]
    public void An_error_that_cannot_describe_itself_is_named() =>
        ErrorText.Of(new MuteException()).ShouldContain(nameof(MuteException));

    [Theory]
    [InlineData("handler")]
    [InlineData("policy")]
    [InlineData("reason")]
    public async Task What_a_job_keeps_of_an_error_is_bounded_wherever_it_comes_from(string source)
    {
        var doing = new Doing
        {
            Run = (_, job, _) =>
            {
                if (source != "reason")
                {
                    throw new InvalidOperationException(new string('x', 1_000_000));
                }

                job.Attempt.Fail(new string('x', 1_000_000));
                return Task.CompletedTask;
            },
        };
        await using var host = await TestHost.StartAsync(
            config =>
                config.AddJobHandler<WorkHandler>(source == "policy" ? new ThrowingPolicy() : null).AddWorker(), services =>
                    services.AddSingleton(doing));
        var job = await host.Jobs.ScheduleAsync(
            JobRequest.ForPayload(new Work("w")) with { Options = new JobOptions { MaxNumberOfRetries = source == "policy" ? 1 : 0 } });

        await host.Cluster.RunUntilIdleAsync();

        host.Cluster.Jobs.Scheduled<WorkHandler>().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            failed =>
                failed.Id.ShouldBe(job.Id), failed =>
                    failed.State.ShouldBe(JobState.Failed), failed => failed.Details.Error!.Length.ShouldBe(ErrorText.MaxLength + 1));
    }

    private sealed class ThrowingPolicy : JobRetryPolicy
    {
        public override TimeSpan? GetDelay(int failures, Exception exception, double random) =>
            throw new InvalidOperationException(new string('y', 1_000_000));
    }

    private sealed class MuteException : Exception
    {
        public override string ToString() => throw new InvalidOperationException();
    }
}
