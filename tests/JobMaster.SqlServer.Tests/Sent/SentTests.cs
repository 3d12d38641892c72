using System.Data;
using System.Data.Common;
using JobMaster.Conformance;
using JobMaster.Sql;
using JobMaster.Storage;
using Microsoft.Extensions.Time.Testing;

namespace JobMaster.SqlServer.Tests.Sent;

/// <summary>
/// What the store sends for each of its calls, compared with a committed record: statements in their order, the isolation and the end of
/// each transaction, and every parameter with its type. A guard against changes that nobody meant, where no server runs the statements.
/// </summary>
public abstract class SentTests : IAsyncLifetime
{
    private protected SentTests()
    {
        Store = SqlServerMasterStore.Create(
            StoreContexts.Create(new FakeTimeProvider(Now), schema: "jobmaster"),
            new SqlServerStoreOptions { ConnectionString = "Server=db;Database=app;User ID=app;Password=p" },
            parts =>
            {
                Record = new SentRecord(parts.Statements);
                return parts with { Runner = new JoiningRunner(parts.Runner, parts.Dialect) };
            },
            () => new DoubleConnection(Record));
    }

    protected static DateTimeOffset Now { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    protected static DateTimeOffset Later { get; } = Now + TimeSpan.FromHours(1);

    protected static JobQueue Queue { get; } = new("default", JobMasterPriority.Medium);

    protected static AuditOrigin Operator { get; } = new("ann", "node-1", "dashboard", "because", CallKey: "call-1");

    protected static NewAuditEntry Audit { get; } =
        new() { Origin = Operator, Action = "do", TargetKind = "thing", TargetId = "thing-1" };

    protected SqlServerMasterStore Store { get; }

    private protected SentRecord Record { get; private set; } = null!;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await Store.DisposeAsync();

    /// <summary>An id of a test, always the same.</summary>
    protected static Guid Id(int number) => new(0x0195_0000, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, (byte)number);

    protected static NewJob Job(int id) => new()
    {
        Id = Id(id),
        DefinitionId = "email.send",
        Lane = Queue.Lane,
        Priority = Queue.Priority,
        Timeout = TimeSpan.FromMinutes(1),
        MaxRetries = 3,
        Payload = """{"to":"bob"}""",
    };

    /// <summary>A caller's own connection in a transaction.</summary>
    private protected DbTransaction BeginOfCaller()
    {
        var connection = new DoubleConnection(Record);
        connection.Open();
        return connection.BeginTransaction(IsolationLevel.Serializable);
    }

    /// <summary>Takes transactions of the double as if they were the driver's, which only the driver can make.</summary>
    private sealed class JoiningRunner(ISqlRunner inner, SqlDialect dialect) : ISqlRunner
    {
        public Task<T> ReadAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken) => inner.ReadAsync(unit, cancellationToken);

        public Task<T> WriteAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken) => inner.WriteAsync(unit, cancellationToken);

        public Task<T> WriteOneAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken) =>
            inner.WriteOneAsync(unit, cancellationToken);

        public Task<T> InsertAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken) => inner.InsertAsync(unit, cancellationToken);

        public T Beat<T>(bool writes, Func<SqlCommands, T> unit) => inner.Beat(writes, unit);

        public Task<SqlCommands> JoinAsync(DbTransaction transaction, CancellationToken cancellationToken) =>
            transaction is DoubleTransaction
                ? Task.FromResult(new SqlCommands(dialect, transaction.Connection!, transaction))
                : inner.JoinAsync(transaction, cancellationToken);
    }
}
