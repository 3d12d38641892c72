using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using static SQLitePCL.raw;

namespace JobMaster.Sqlite;

/// <summary>
/// The one writing thread of a store. All units that are queued when it begins go into one transaction, with one flush to the disk. Each
/// unit has its own savepoint, so that a failing one fails only its caller.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private readonly Lock starting = new();
    private readonly object gate = new();
    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeSpan lockWait;
    private readonly SqliteFailures failures;
    private readonly SqliteControlStatements control;
    private readonly Func<SqliteLink> open;
    private readonly ILogger logger;
    private readonly string name;
    private List<WriteUnit> queue = [];
    private Thread? thread;
    private SqliteLink? link;
    private bool isClosing;
    private bool isMoved;

    public SqliteWriter(
        string name, TimeSpan lockWait, SqliteFailures failures, SqliteControlStatements control, Func<SqliteLink> open, ILogger logger)
    {
        this.name = name;
        this.lockWait = lockWait;
        this.failures = failures;
        this.control = control;
        this.open = open;
        this.logger = logger;
    }

    public void Enqueue(WriteUnit unit)
    {
        Start();
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isClosing, this);
            queue.Add(unit);
            if (queue.Count == 1)
            {
                Monitor.Pulse(gate);
            }
        }
    }

    /// <summary>Writes the queued units, then ends the thread.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            isClosing = true;
            Monitor.Pulse(gate);
        }

        bool isRunning;
        lock (starting)
        {
            isRunning = thread is not null;
        }

        if (isRunning)
        {
            await stopped.Task.ConfigureAwait(false);
        }
    }

    private void Start()
    {
        if (thread is not null)
        {
            return;
        }

        lock (starting)
        {
            if (thread is null)
            {
                var started = new Thread(Run) { IsBackground = true, Name = name };

                // Unsafe, so that the writer does not keep the context of its first caller.
                started.UnsafeStart();
                thread = started;
            }
        }
    }

    private void Run()
    {
        var batch = new List<WriteUnit>();
        while (Take(ref batch))
        {
            RunBatch(batch);
            batch.Clear();
        }

        Close();
        stopped.TrySetResult();
    }

    private bool Take(ref List<WriteUnit> batch)
    {
        lock (gate)
        {
            while (queue.Count == 0)
            {
                if (isClosing)
                {
                    return false;
                }

                Monitor.Wait(gate);
            }

            (batch, queue) = (queue, batch);
            return true;
        }
    }

    private void RunBatch(List<WriteUnit> batch)
    {
        if (IsMoved())
        {
            // The connection stays: a new one would create a new file, and the old one works again if its file comes back.
            var moved = failures.Moved();
            batch.ForEach(unit => unit.Fail(moved));
            return;
        }

        try
        {
            if (Begin(batch) is not { } current)
            {
                return;
            }

            bool isAlone = batch.Count == 1;
            foreach (var unit in batch)
            {
                RunUnit(current, unit, isAlone);
            }

            if (!current.IsOutsideTransaction && !current.TryControl(control.Commit))
            {
                throw failures.Locked();
            }

            CloseIfSuspect(batch);
            batch.ForEach(unit => unit.Complete());
        }
        catch (Exception exception)
        {
            // Closing the connection rolls the transaction back.
            Close();
            batch.ForEach(unit => unit.Fail(exception));
            if (failures.ExplainUnusable(exception) is null)
            {
                Log.BatchFailed(logger, exception, batch.Count);
            }
        }
    }

    /// <summary>Checked before each transaction; the check costs next to nothing.</summary>
    private bool IsMoved()
    {
        var was = isMoved;
        isMoved = link?.HasMoved == true;
        if (isMoved && !was)
        {
            Log.FileMoved(logger, failures.Path);
        }

        return isMoved;
    }

    private void RunUnit(SqliteLink current, WriteUnit unit, bool isAlone)
    {
        if (!isAlone)
        {
            current.TryControl(control.Savepoint);
        }

        bool succeeded = unit.TryRun(current.Commands);
        if (!succeeded && current.IsOutsideTransaction)
        {
            // SQLite rolled the whole transaction back by itself, as on a full disk: the previous units are lost too.
            throw unit.Failure!;
        }

        if (isAlone)
        {
            if (!succeeded)
            {
                current.Run(control.Rollback);
            }
        }
        else if (succeeded)
        {
            current.TryControl(control.Release);
        }
        else
        {
            current.Run(control.RollbackUnit);
        }
    }

    /// <summary>
    /// Gets the lock, in short waits. After each wait it fails the units whose time is over and adds units that were queued meanwhile.
    /// Returns null if no unit is left.
    /// </summary>
    private SqliteLink? Begin(List<WriteUnit> batch)
    {
        long lockedSince = Stopwatch.GetTimestamp();
        while (true)
        {
            DropAbandoned(batch);
            if (batch.Count == 0)
            {
                return null;
            }

            if (TryBegin())
            {
                return link;
            }

            FailOverdue(batch, lockedSince);
            lock (gate)
            {
                batch.AddRange(queue);
                queue.Clear();
            }
        }
    }

    private bool TryBegin()
    {
        try
        {
            link ??= open();
            return link.TryControl(control.Begin);
        }
        catch (SqliteException exception) when (SqliteFailures.IsLock(exception))
        {
            return false;
        }
    }

    private static void DropAbandoned(List<WriteUnit> batch) =>
        batch.RemoveAll(unit =>
        {
            bool isAbandoned = unit.IsAbandoned;
            if (isAbandoned)
            {
                unit.Fail(new OperationCanceledException());
            }

            return isAbandoned;
        });

    private void FailOverdue(List<WriteUnit> batch, long lockedSince)
    {
        int before = batch.Count;
        batch.RemoveAll(unit =>
        {
            bool isOverdue = unit.HasWaited(lockWait, lockedSince);
            if (isOverdue)
            {
                unit.Fail(failures.Locked());
            }

            return isOverdue;
        });
        if (batch.Count < before)
        {
            Log.LockedOut(logger, before - batch.Count, lockWait);
        }
    }

    private void CloseIfSuspect(List<WriteUnit> batch)
    {
        if (batch.Exists(unit => unit.Failure is SqliteException
            {
                SqliteErrorCode: not (SQLITE_CONSTRAINT or SQLITE_ERROR or SQLITE_TOOBIG or SQLITE_MISMATCH),
            }))
        {
            Close();
        }
    }

    /// <summary>Never throws: callers wait for what follows, and an exception on this thread would end the process.</summary>
    private void Close()
    {
        try
        {
            link?.Dispose();
        }
        catch (Exception exception)
        {
            Log.NotClosed(logger, exception);
        }

        link = null;
    }
}
