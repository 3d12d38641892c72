using System.Data.Common;
using JobMaster.Diagnostics;
using JobMaster.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace JobMaster.Tests.Storage;

/// <summary>What a caller sees when the store fails inside the caller's own transaction.</summary>
public sealed class ExplainedTransactionsTests
{
    private readonly IMasterStore _inner = Substitute.For<IMasterStore>();
    private readonly DbTransaction _transaction = Substitute.For<DbTransaction>();

    [Fact]
    public async Task An_error_is_worded_and_one_that_passes_stays_the_drivers_own()
    {
        var (lasting, passing) = (new InvalidOperationException("no rights"), new TimeoutException("deadlock"));
        _inner.Description.Returns("memory");
        _inner.IsTransient(passing).Returns(true);
        _inner.Explain(Arg.Any<Exception>()).Returns((JobMasterStoreException?)null);
        using var telemetry = new JobMasterTelemetry("default", null);
        await using var store = new InstrumentedStore(
            _inner, telemetry, new FirstUse(), TimeProvider.System, new Random(1), NullLogger.Instance);

        foreach (var transactions in new[] { store.Transactions!, store.Callers.Transactions! })
        {
            var failure = await Should.ThrowAsync<JobMasterStoreException>(CancelAsync(transactions, lasting));
            failure.Message.ShouldBe("memory did not do what it was asked: no rights.");
            failure.InnerException.ShouldBe(lasting);
            (await Should.ThrowAsync<TimeoutException>(CancelAsync(transactions, passing))).ShouldBe(passing);
            var closed = new ObjectDisposedException("store");
            (await Should.ThrowAsync<JobMasterStoreException>(CancelAsync(transactions, closed))).Message.ShouldBe(
                "memory is closed: its host was disposed, or the app's own data source. Make the call while the host lives.");
        }
    }

    private Task<IReadOnlyList<CancelResult>> CancelAsync(IJobTransactions transactions, Exception failure)
    {
        _inner.Transactions!.CancelAsync(Arg.Any<DbTransaction>(), Arg.Any<IReadOnlyList<Guid>>(), Arg.Any<AuditOrigin?>(), default)
            .Returns(Task.FromException<IReadOnlyList<CancelResult>>(failure));
        return transactions.CancelAsync(_transaction, [Guid.NewGuid()], by: null, default);
    }
}
