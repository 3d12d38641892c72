using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Sql;

/// <summary>A unit of work: statements that read, or that are committed together.</summary>
/// <typeparam name="T">The result.</typeparam>
/// <param name="commands">The connection's commands.</param>
/// <param name="cancellationToken">Stops the unit.</param>
[Experimental("JM9001")]
public delegate ValueTask<T> SqlUnit<T>(SqlCommands commands, CancellationToken cancellationToken);

/// <summary>Runs units of work on a provider's connections, which never enlist in an ambient transaction.</summary>
[Experimental("JM9001")]
public interface ISqlRunner
{
    /// <summary>Runs statements that only read. Never waits for a writer.</summary>
    Task<T> ReadAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken);

    /// <summary>Runs statements in one transaction, which is durable when this returns.</summary>
    Task<T> WriteAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken);

    /// <summary>
    /// Runs a unit with at most one statement that writes, so that it needs no transaction. It is durable when this returns.
    /// </summary>
    Task<T> WriteOneAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken) => WriteAsync(unit, cancellationToken);

    /// <summary>Runs a unit that inserts new jobs in one statement, which is durable when this returns.</summary>
    Task<T> InsertAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken) => WriteOneAsync(unit, cancellationToken);

    /// <summary>
    /// Runs the heartbeat on the calling thread, which it blocks. It uses neither the thread pool nor a shared connection.
    /// </summary>
    /// <param name="writes">Whether it writes.</param>
    /// <param name="unit">The statements.</param>
    T Beat<T>(bool writes, Func<SqlCommands, T> unit);

    /// <summary>Returns commands that write through the caller's own transaction.</summary>
    /// <exception cref="JobMasterStoreException">The transaction is over, or belongs to another provider or database.</exception>
    Task<SqlCommands> JoinAsync(DbTransaction transaction, CancellationToken cancellationToken);
}
