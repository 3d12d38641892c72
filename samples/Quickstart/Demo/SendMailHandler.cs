using JobMaster;

namespace Quickstart.Demo;

/// <summary>A mail to one customer.</summary>
internal sealed record SendMail(string To, long Order);

/// <summary>Takes a moment. The server refuses one mail in five once, so that retries are seen.</summary>
[JobMasterDefinitionId("send-mail")]
[JobMasterWorkerLane("mail")]
[JobMasterRetry(RetryBackoff.Fixed, seconds: 5)]
internal sealed class SendMailHandler : IJobHandler<SendMail>
{
    public async Task HandleAsync(SendMail payload, JobContext job, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, cancellationToken);
        if (payload.Order % 5 == 0 && job.NumberOfFailures == 0)
        {
            throw new TimeoutException($"The mail server did not answer for {payload.To} within 300 ms.");
        }

        job.Attempt.Log(LogLevel.Information, $"Sent to {payload.To}.");
    }
}
