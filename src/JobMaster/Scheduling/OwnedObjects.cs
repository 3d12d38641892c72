using System.Runtime.ExceptionServices;

namespace JobMaster.Scheduling;

/// <summary>Disposable objects, such as a handler or middleware, that were created for one attempt or one call.</summary>
internal sealed class OwnedObjects : IOwner, IAsyncDisposable
{
    private readonly Stack<object> _owned = new();

    public void Own(object created) => _owned.Push(created);

    /// <exception cref="Exception">The exception of the first object that failed.</exception>
    public async ValueTask DisposeAsync()
    {
        ExceptionDispatchInfo? first = null;
        await DisposeAsync(exception => first ??= ExceptionDispatchInfo.Capture(exception)).ConfigureAwait(false);
        first?.Throw();
    }

    /// <summary>Disposes the last created first, and all of them even if some throw. Continues in the caller's context.</summary>
    /// <param name="failed">Receives the exceptions.</param>
    public async Task DisposeAsync(Action<Exception> failed)
    {
        while (_owned.TryPop(out var next))
        {
            try
            {
                if (next is IAsyncDisposable asynchronous)
                {
                    await asynchronous.DisposeAsync().ConfigureAwait(true);
                }
                else
                {
                    ((IDisposable)next).Dispose();
                }
            }
            catch (Exception exception)
            {
                failed(exception);
            }
        }
    }
}
