using System.Collections.Concurrent;
using JobMaster;

namespace Shop;

public sealed record Charge(int Order, decimal Amount);

[JobMasterDefinitionId("charge")]
[JobMasterRetry(RetryBackoff.Fixed, 60)]
public sealed class ChargeHandler(Payments payments) : IJobHandler<Charge>
{
    public Task HandleAsync(Charge charge, JobContext job, CancellationToken cancellationToken) =>
        payments.ChargeAsync(job.Id, charge.Amount, cancellationToken);
}

[JobMasterDefinitionId("reminder")]
public sealed class ReminderHandler(IMail mail) : IJobHandler
{
    public Task HandleAsync(JobContext job) => mail.SendAsync($"How do you like order {job.MsgData.GetIntValue("Order")}?");
}

/// <summary>Charges cards. The job's id makes a second call of the same job harmless.</summary>
public sealed class Payments
{
    private readonly ConcurrentDictionary<Guid, decimal> _charged = new();

    public decimal Total => _charged.Values.Sum();

    public Task ChargeAsync(Guid key, decimal amount, CancellationToken cancellationToken)
    {
        _charged.TryAdd(key, amount);
        return Task.CompletedTask;
    }
}

public interface IMail
{
    Task SendAsync(string text);
}

public sealed partial class Mail(ILogger<Mail> logger) : IMail
{
    public Task SendAsync(string text)
    {
        Sent(text);
        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Information, "Mail: {Text}")]
    private partial void Sent(string text);
}
