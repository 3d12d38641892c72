using JobMaster;

namespace Quickstart.Demo;

/// <summary>A payment. The API hides the value of <c>CardToken</c> from callers who may not reveal.</summary>
internal sealed record ChargeCard(long Order, decimal Amount, string CardToken);

/// <summary>Fails for good in three ways, so that there are several groups of failed jobs.</summary>
[JobMasterDefinitionId("charge-card")]
[JobMasterPriority(JobMasterPriority.High)]
[JobMasterMaxNumberOfRetries(2)]
[JobMasterRetry(RetryBackoff.Exponential, seconds: 2)]
[JobMasterNonRetryable(typeof(InvalidOperationException), typeof(FormatException))]
[JobMasterMetadata("Source", "shop")]
internal sealed class ChargeCardHandler : IJobHandler<ChargeCard>
{
    public async Task HandleAsync(ChargeCard payload, JobContext job, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
        job.Attempt.Log(LogLevel.Information, $"Charging {payload.Amount} for order {payload.Order}.");
        switch (payload.Order % 20)
        {
            case 3:
                throw new InvalidOperationException("The bank declined the card.");
            case 9:
                throw new IOException("The payment gateway closed the connection.");
            case 15:
                throw new FormatException($"The gateway's answer for order {payload.Order} has no amount.");
        }

        job.Attempt.SetResult(new { payload.Order, Receipt = $"R-{payload.Order}" });
    }
}
