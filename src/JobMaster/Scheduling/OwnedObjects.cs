using System.Runtime.ExceptionServices;

namespace JobMaster.Scheduling;

/// <summary>What was created for one attempt, or one call, and can be disposed of: a handler, middleware.</summary>
internal sealed class OwnedObjects : IOwner, IAsyncDisposable
{
    private readonly Stack<object> _owned = new();

    public void Own(object created) => _owned.Push(created);

    /// <exception cref="Exception">What the first that failed has thrown.</exception>
    public async ValueTask DisposeAsync()
    {
        ExceptionDispatchInfo? first = null;
        await DisposeAsync(exception => first ??= ExceptionDispatchInfo.Capture(exception)).ConfigureAwait(false);
        first?.Throw();
    }

    /// <summary>The last created first, each whatever the others throw. Continues where it was called.</summary>
    /// <param name="failed">Takes what one of them throws.</param>
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
