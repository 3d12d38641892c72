using System.Data.Common;
using JobMaster.Sql;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace JobMaster.Sqlite;

/// <summary>Runs units of work on the file: writes through the one writer, reads beside it.</summary>
internal sealed class SqliteRunner : ISqlRunner, IAsyncDisposable
{
    private readonly SqliteFile file;
    private readonly SqliteDialect dialect;
    private readonly SqliteControlStatements control;
    private readonly SqliteWriter writer;
    private readonly SqliteReaders readers;
    private readonly string description;

    public SqliteRunner(
        SqliteFile file, SqliteDialect dialect, SqliteControlStatements control, Func<Func<SqliteLink>, SqliteWriter> createWriter,
        string description)
    {
        this.file = file;
        this.dialect = dialect;
        this.control = control;
        this.description = description;
        writer = createWriter(OpenWriter);
        readers = new SqliteReaders(() => SqliteLink.Open(file, dialect, control.ConnectReader));
    }

    public Task<T> ReadAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken) =>
        readers.RunAsync(link => unit(link.Commands, cancellationToken), cancellationToken);

    public Task<T> WriteAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        var queued = new AwaitedUnit<T>(unit, cancellationToken);
        writer.Enqueue(queued);
        return cancellationToken.CanBeCanceled ? queued.Task.WaitAsync(cancellationToken) : queued.Task;
    }

    public T Beat<T>(bool writes, Func<SqlCommands, T> unit)
    {
        if (!writes)
        {
            return readers.Beat(unit);
        }

        using var queued = new BlockingUnit<T>(unit);
        writer.Enqueue(queued);
        return queued.Wait();
    }

    public async Task<SqlCommands> JoinAsync(DbTransaction transaction, CancellationToken cancellationToken)
    {
        var joined = WrappedTransaction.Unwrap<SqliteTransaction>(transaction)
            ?? throw new JobMasterStoreException(
                $"The transaction is a {transaction.GetType().FullName}, but the master store is {description}. Pass the " +
                "SqliteTransaction itself, opened on that file.");
        var connection = joined.Connection
            ?? throw new JobMasterStoreException(
                $"The transaction passed to {description} is over: it was committed, rolled back or disposed. Pass one that is open.");
        string ours = await readers.RunAsync(
            static link => new ValueTask<string>(link.DataSource), cancellationToken).ConfigureAwait(false);
        string theirs = connection.DataSource;
        if (!string.Equals(ours, theirs, OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))
        {
            throw new JobMasterStoreException(
                $"The transaction is on the SQLite database '{(theirs.Length == 0 ? ":memory:" : theirs)}', but the master store is " +
                $"'{ours}'. Open it on the master's file.");
        }

        return new SqlCommands(dialect, connection, joined);
    }

    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync().ConfigureAwait(false);
        readers.Dispose();
    }

    private SqliteLink OpenWriter()
    {
        var link = SqliteLink.Open(file, dialect, control.ConnectWriter);
        try
        {
            if (link.IsReadOnly)
            {
                throw new SqliteException("attempt to write a readonly database", SQLITE_READONLY);
            }

            // Checked first, because the change needs exclusive access, and the mode stays with the file.
            if (!IsWal(control.ReadJournalMode) && !IsWal(control.SetJournalMode))
            {
                throw new JobMasterStoreException(
                    $"The SQLite file {file.Path} cannot use write-ahead logging, which the store needs. Put it on a local disk where " +
                    "this process may create files.");
            }

            link.Run(control.Synchronous);
            return link;
        }
        catch
        {
            link.Dispose();
            throw;
        }

        bool IsWal(SqlStatement statement) => string.Equals(link.ReadText(statement), "wal", StringComparison.OrdinalIgnoreCase);
    }
}
