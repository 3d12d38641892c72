using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>How one database takes and gives values, and what its errors mean. Its own statements are in its <c>.sql</c> files.</summary>
[Experimental("JM9001")]
public abstract class SqlDialect
{
    /// <summary>
    /// Called after each statement that a unit of work ran. It is awaited, or blocks if asked to. Tests use it to hold a transaction
    /// between two of its statements.
    /// </summary>
    internal Func<SqlStatement, bool, Task>? StatementRan { get; set; }

    /// <summary>Gets the keys of limits that a committed transaction has touched. See <see cref="IGateStore.Touched"/>.</summary>
    internal Action<IReadOnlyCollection<string>>? LimitsTouched { get; set; }

    /// <summary>The name of the database in messages.</summary>
    public abstract string Name { get; }

    /// <summary>Gives a parameter, already in the statement's command, its name, type and value. Called again for each execution.</summary>
    public abstract void Bind(DbParameter parameter, SqlArgument argument);

    /// <summary>
    /// The reader that rows are read from. A database whose driver reads a number only by its exact type wraps it here.
    /// </summary>
    /// <param name="reader">The driver's reader.</param>
    public virtual DbDataReader Reading(DbDataReader reader) => reader;

    /// <summary>Reads an id.</summary>
    public abstract Guid ReadId(DbDataReader reader, int ordinal);

    /// <summary>Reads an instant.</summary>
    public abstract DateTimeOffset ReadTime(DbDataReader reader, int ordinal);

    /// <summary>Whether the same call may succeed if it is simply made again.</summary>
    public abstract bool IsTransient(Exception exception);

    /// <summary>The explanation of an error for users, and what to do about it; null if the error is not the database's.</summary>
    public virtual JobMasterStoreException? Explain(Exception exception) => null;

    /// <summary>
    /// Whether a call gave up waiting for a key or an id that another transaction holds, after <c>limit_waiting.sql</c> or the like.
    /// </summary>
    public virtual bool IsHeld(Exception exception) => false;

    /// <summary>Whether a call has waited for a lock for as long as the app lets it wait.</summary>
    public virtual bool IsOutwaited(Exception exception) => false;

    /// <summary>
    /// Whether the database refuses the content of a call, however often it is made. Excludes errors that an administrator can fix.
    /// </summary>
    public virtual bool IsRefusal(Exception exception) => false;

    /// <summary>
    /// Whether a statement that copies jobs elsewhere also deletes them from where they were. Otherwise <c>remove_jobs.sql</c> and
    /// <c>remove_failed.sql</c> delete them.
    /// </summary>
    public virtual bool MovesInOneStatement => false;

    /// <summary>
    /// Whether transactions write side by side, each locking the rows it writes. A unit of several statements then locks its rows first,
    /// because each of its statements sees what others committed meanwhile: <c>hold_jobs.sql</c>,
    /// <c>hold_failed.sql</c>, <c>hold_ids.sql</c>.
    /// </summary>
    public virtual bool SkipsLockedJobs => false;

    /// <summary>
    /// Whether a unit within a caller's transaction is undone by <c>save_call.sql</c> and <c>undo_call.sql</c>, because the driver's
    /// transactions have no savepoints of .NET.
    /// </summary>
    public virtual bool SavesByStatement => false;

    /// <summary>
    /// How many live jobs at most a search reads together, in table order, if no index serves its conditions; 0 if a window in the order of
    /// ids is as fast.
    /// </summary>
    public virtual int LiveAtOnce => 0;

    /// <summary>
    /// The step of the database's clock if it is coarse. All events within one step get the same time. A call whose time must be before
    /// everything that its caller does next waits until the step is over.
    /// </summary>
    public virtual TimeSpan ClockStep => TimeSpan.Zero;

    /// <summary>The exception to throw instead when scheduling failed in a way the caller can fix; null to throw the given one.</summary>
    public virtual JobMasterStoreException? ExplainRefusedSchedule(Exception exception) => null;

    /// <summary>
    /// Whether the server limits waits for locks by whole seconds only. Then a call that is less patient first checks with
    /// <c>try_keys.sql</c>, which never waits, whether one of its keys is held.
    /// </summary>
    public virtual bool WaitsWholeSeconds => false;

    /// <summary>
    /// Whether a caller's transaction can only read what was committed before it began to read. Then <c>read_held_keys.sql</c> reads the
    /// keys that its inserts conflict with, and another connection reads their jobs.
    /// </summary>
    public virtual bool ReadsOldSnapshots => false;

    /// <summary>
    /// The text to send for one run. A database that handles batches of ids badly as a parameter gets them in the text; by default they are
    /// parameters like all other values.
    /// </summary>
    /// <param name="statement">The statement.</param>
    /// <param name="arguments">The values of its parameters.</param>
    public virtual string TextOf(SqlStatement statement, ReadOnlySpan<SqlArgument> arguments)
    {
        ArgumentNullException.ThrowIfNull(statement);
        return statement.Text;
    }

    /// <summary>
    /// The number with which one run of a statement with the parameter <c>@token</c> marks its rows, for databases where a statement cannot
    /// return the rows it wrote.
    /// </summary>
    public virtual long NextToken() => throw new NotSupportedException($"No statement of {Name} has the parameter @token.");
}
