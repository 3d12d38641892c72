using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Sql;

/// <summary>A unit of work: statements that read, or that are committed together.</summary>
/// <typeparam name="T">What it returns.</typeparam>
/// <param name="commands">The connection's commands.</param>
/// <param name="cancellationToken">Stops it.</param>
[Experimental("JM9001")]
public delegate ValueTask<T> SqlUnit<T>(SqlCommands commands, CancellationToken cancellationToken);

/// <summary>Runs units of work on a provider's connections. None of them ever enlists in an ambient transaction.</summary>
[Experimental("JM9001")]
public interface ISqlRunner
{
    /// <summary>Runs statements that only read. Never waits for a writer.</summary>
    Task<T> ReadAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken);

    /// <summary>Runs statements in one transaction; when this returns, they are durable.</summary>
    Task<T> WriteAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken);

    /// <summary>
    /// Runs a unit that writes in one statement at most, which then needs no transaction around it; when this returns, it is durable.
    /// </summary>
    Task<T> WriteOneAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken) => WriteAsync(unit, cancellationToken);

    /// <summary>Runs a unit that inserts new jobs in one statement; when this returns, they are durable.</summary>
    Task<T> InsertAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken) => WriteOneAsync(unit, cancellationToken);

    /// <summary>Runs the heartbeat, blocking the calling thread, needing neither the thread pool nor a connection others use.</summary>
    /// <param name="writes">Whether it writes.</param>
    /// <param name="unit">The statements.</param>
    T Beat<T>(bool writes, Func<SqlCommands, T> unit);

    /// <summary>The commands to write through the caller's own transaction.</summary>
    /// <exception cref="JobMasterStoreException">The transaction is over, of another provider or on another database.</exception>
    Task<SqlCommands> JoinAsync(DbTransaction transaction, CancellationToken cancellationToken);
}
