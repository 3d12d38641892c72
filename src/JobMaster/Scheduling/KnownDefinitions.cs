using JobMaster.Storage;

namespace JobMaster.Scheduling;

/// <summary>
/// The definitions of other processes, as far as calls of this one have named some that it has no handler of. Read from the master at most
/// once a minute, and only then.
/// </summary>
/// <param name="registry">The definitions of this process.</param>
/// <param name="time">The clock.</param>
internal sealed class KnownDefinitions(JobDefinitionRegistry registry, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private volatile IReadOnlyList<DefinitionDetails> _definitions = [];
    private long _readAt = long.MinValue;
    private Task _reading = Task.CompletedTask;

    private bool IsFresh => Interlocked.Read(ref _readAt) is var readAt and not long.MinValue && time.GetElapsedTime(readAt) < Fresh;

    public DefinitionDetails? Find(string id) => _definitions.Count == 0 ? null : DefinitionList.Find(_definitions, id);

    /// <summary>Whether a call that names the definition is better made after <see cref="RefreshAsync"/>.</summary>
    public bool IsStale(string? id) => id is not null && registry.Find(id) is null && !IsFresh;

    /// <summary>
    /// Reads the definitions; callers at once share one reading. A store that cannot be read leaves calls unchecked: whether it takes jobs
    /// is for the call to find.
    /// </summary>
    public Task RefreshAsync(IDefinitionStore store, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (IsFresh)
            {
                return Task.CompletedTask;
            }

            _reading = _reading.IsCompleted ? ReadAsync(store) : _reading;
            return _reading.WaitAsync(cancellationToken);
        }
    }

    private async Task ReadAsync(IDefinitionStore store)
    {
        try
        {
            _definitions = DefinitionList.Of(await store.ListAsync(CancellationToken.None).ConfigureAwait(false));
        }
        catch (JobMasterException)
        {
            // What was read before goes on counting.
        }

        Interlocked.Exchange(ref _readAt, time.GetTimestamp());
    }
}
