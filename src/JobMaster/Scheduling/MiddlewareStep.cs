using System.Globalization;

namespace JobMaster.Scheduling;

/// <summary>
/// Calls one middleware and checks what it does with <c>next</c>: it calls it once, and the step ends after it, even if the middleware
/// does not await it.
/// </summary>
/// <param name="middleware">The middleware.</param>
/// <param name="rest">The next middleware, or the call that they wrap.</param>
/// <param name="keepsThread">Whether the step continues where the middleware ended.</param>
internal abstract class MiddlewareStep(object middleware, Func<Task> rest, bool keepsThread)
{
    private const int NotCalled = 0;
    private const int Called = 1;
    private const int Closed = 2;

    private int _state;
    private object? _next;

    /// <summary>The name of the middleware's class, for messages.</summary>
    protected string Name => middleware.GetType().FullName!;

    public async Task RunAsync()
    {
        try
        {
            await (Invoke(NextAsync) ?? throw new InvalidOperationException(
                $"InvokeAsync of middleware '{Name}' returned null. Return the task of next, or make the method async.")).ConfigureAwait(
                keepsThread);
        }
        catch (Exception)
        {
            // The middleware's own exception counts. The call that it wraps must end before its scope does.
            await NextEndedAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | Continuing);
            throw;
        }

        // If the task has ended by now, the middleware was responsible for it: it may have handled the exception.
        if (Interlocked.CompareExchange(ref _state, Closed, NotCalled) == NotCalled)
        {
            NotGoneOn();
        }
        else if (NextEndedAsync() is { IsCompleted: false } running)
        {
            await running.ConfigureAwait(keepsThread);
        }
    }

    protected abstract Task? Invoke(Func<Task> next);

    /// <summary>Throws unless the middleware may end the call without the rest.</summary>
    protected abstract void NotGoneOn();

    private ConfigureAwaitOptions Continuing =>
        keepsThread ? ConfigureAwaitOptions.ContinueOnCapturedContext : ConfigureAwaitOptions.None;

    private Task NextAsync()
    {
        var before = Interlocked.CompareExchange(ref _state, Called, NotCalled);
        if (before != NotCalled)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"Middleware '{Name}' called next {(before == Called ? "a second time" : "after it had returned")}. Call it once, and " +
                $"await it.{(before == Called ? " The first call of next counts." : null)}"));
        }

        try
        {
            return Started(rest());
        }
        catch (Exception)
        {
            Started(Task.CompletedTask);
            throw;
        }
    }

    /// <summary>Keeps the task of the call. If the middleware has ended already, on another thread, passes the task to that end.</summary>
    private Task Started(Task task)
    {
        if (Interlocked.CompareExchange(ref _next, task, null) is TaskCompletionSource<Task> awaited)
        {
            awaited.SetResult(task);
        }

        return task;
    }

    /// <summary>The end of the wrapped call. If the middleware has not called it, no later call starts it.</summary>
    private Task NextEndedAsync()
    {
        if (Interlocked.CompareExchange(ref _state, Closed, NotCalled) != Called)
        {
            return Task.CompletedTask;
        }

        if (Volatile.Read(ref _next) is Task started)
        {
            return started;
        }

        // Rare: another thread is inside the call of next and has no task yet.
        var coming = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
        return Interlocked.CompareExchange(ref _next, coming, null) as Task ?? coming.Task.Unwrap();
    }
}
