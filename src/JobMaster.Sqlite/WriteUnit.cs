using System.Diagnostics;
using JobMaster.Sql;

namespace JobMaster.Sqlite;

/// <summary>A unit of work on its way through the writer.</summary>
internal abstract class WriteUnit
{
    private readonly long enqueuedAt = Stopwatch.GetTimestamp();

    /// <summary>The failure of this unit alone.</summary>
    public Exception? Failure { get; protected set; }

    /// <summary>
    /// Whether it has waited this long for a lock that was first met at the timestamp. Earlier time in the queue does not count.
    /// </summary>
    public bool HasWaited(TimeSpan limit, long lockedSince) => Stopwatch.GetElapsedTime(Math.Max(enqueuedAt, lockedSince)) >= limit;

    /// <summary>Whether its caller gave up before it began.</summary>
    public abstract bool IsAbandoned { get; }

    /// <summary>Runs its statements on the writer's thread; false if they failed.</summary>
    public abstract bool TryRun(SqlCommands commands);

    /// <summary>Gives the caller the result, once the transaction is committed.</summary>
    public abstract void Complete();

    /// <summary>Tells the caller that the unit was not committed.</summary>
    public abstract void Fail(Exception exception);
}

/// <summary>A unit whose caller awaits it.</summary>
internal sealed class AwaitedUnit<T>(SqlUnit<T> work, CancellationToken cancellationToken) : WriteUnit
{
    // The writer's thread must never run the caller's code.
    private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T result = default!;
    private Action? tellTouched;

    public Task<T> Task => completion.Task;

    public override bool IsAbandoned => cancellationToken.IsCancellationRequested;

    public override bool TryRun(SqlCommands commands)
    {
        try
        {
            // The driver has no asynchronous calls, so each call has ended when it returns.
            var task = work(commands, cancellationToken);
            Debug.Assert(task.IsCompleted, "A unit of work awaited something other than the driver.");
            result = task.GetAwaiter().GetResult();
            tellTouched = commands.TakeTouched();
            return true;
        }
        catch (Exception exception)
        {
            commands.TakeTouched();
            Failure = exception;
            return false;
        }
    }

    public override void Complete()
    {
        if (Failure is not null)
        {
            completion.TrySetException(Failure);
        }
        else
        {
            tellTouched?.Invoke();
            completion.TrySetResult(result);
        }
    }

    public override void Fail(Exception exception)
    {
        if (exception is OperationCanceledException cancelled)
        {
            completion.TrySetCanceled(cancelled.CancellationToken);
        }
        else
        {
            completion.TrySetException(exception);
        }
    }
}

/// <summary>A unit whose caller blocks its own thread on it, without the thread pool.</summary>
internal sealed class BlockingUnit<T>(Func<SqlCommands, T> work) : WriteUnit, IDisposable
{
    private readonly ManualResetEventSlim done = new();
    private T result = default!;

    public override bool IsAbandoned => false;

    public T Wait()
    {
        done.Wait();
        return Failure is null ? result : throw Failure;
    }

    public override bool TryRun(SqlCommands commands)
    {
        try
        {
            result = work(commands);
            return true;
        }
        catch (Exception exception)
        {
            Failure = exception;
            return false;
        }
    }

    public override void Complete() => done.Set();

    public override void Fail(Exception exception)
    {
        Failure = exception;
        done.Set();
    }

    public void Dispose() => done.Dispose();
}
