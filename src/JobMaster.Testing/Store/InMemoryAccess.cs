namespace JobMaster.Testing;

/// <summary>
/// The way into the shared state: one caller at a time, each at one instant of its store's clock, like a transaction of a database.
/// </summary>
internal sealed class InMemoryAccess(InMemoryState state, TimeProvider clock)
{
    /// <summary>Gets the keys of limits that the work has touched.</summary>
    public Action<IReadOnlyCollection<string>>? Touched { get; set; }

    /// <summary>Runs the work alone. A refusal comes back as a failed task, as from a database.</summary>
    public Task<T> RunAsync<T>(Func<InMemoryState, DateTimeOffset, T> work, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        try
        {
            return Task.FromResult(Run(work));
        }
        catch (JobMasterException refusal)
        {
            return Task.FromException<T>(refusal);
        }
    }

    /// <summary>Runs the work alone, on the calling thread.</summary>
    public T Run<T>(Func<InMemoryState, DateTimeOffset, T> work)
    {
        T result;
        List<string>? touched;
        lock (state.Gate)
        {
            result = work(state, StoreTime.Cut(clock.GetUtcNow()));
            touched = state.Live.Gated.TakeTouched();
        }

        if (touched is not null)
        {
            Touched?.Invoke(touched);
        }

        return result;
    }
}
