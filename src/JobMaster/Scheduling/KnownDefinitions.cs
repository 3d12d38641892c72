using JobMaster.Diagnostics;
using JobMaster.Storage;
using JobMaster.Values;
using Microsoft.Extensions.Logging;

namespace JobMaster.Scheduling;

/// <summary>
/// The definitions of other processes. They are read only when a call names a definition that has no handler here, and at most once a
/// minute.
/// </summary>
/// <param name="registry">The definitions of this process.</param>
/// <param name="time">The clock.</param>
internal sealed class KnownDefinitions(JobDefinitionRegistry registry, TimeProvider time)
{
    /// <summary>Ids that differ by at most this many letters count as misspellings of each other; case does not count.</summary>
    private const int FewLetters = 2;

    /// <summary>The most ids that are remembered, because callers choose them.</summary>
    private const int MostSaid = 100;

    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _said = new(StringComparer.Ordinal);
    private volatile IReadOnlyList<DefinitionDetails> _definitions = [];
    private long _readAt = long.MinValue;
    private Task _reading = Task.CompletedTask;
    private volatile bool _hasFailed;

    private bool IsFresh => Interlocked.Read(ref _readAt) is var readAt and not long.MinValue && time.GetElapsedTime(readAt) < Fresh;

    /// <summary>Whether the definitions were read within the last minute.</summary>
    public bool IsRead => IsFresh && !_hasFailed;

    public DefinitionDetails? Find(string id) => _definitions.Count == 0 ? null : DefinitionList.Find(_definitions, id);

    /// <summary>Whether a call that names the definition should call <see cref="RefreshAsync"/> first.</summary>
    public bool IsStale(string? id) => id is not null && registry.Find(id) is null && !IsFresh;

    /// <summary>
    /// Reads the definitions; concurrent callers share one read. If the store cannot be read, calls are not checked; storing the job then
    /// shows whether the store accepts jobs.
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

    /// <summary>
    /// Refuses a definition that neither this process nor the store knows: its jobs would wait for a handler that may never come. Reads the
    /// store again, because a node may have started meanwhile.
    /// </summary>
    /// <exception cref="JobRejectedException">The definition is unknown.</exception>
    public async Task ThrowIfUnknownAsync(string? id, IDefinitionStore store, CancellationToken cancellationToken)
    {
        if (id is null || registry.Find(id) is not null)
        {
            return;
        }

        await ListAsync(store, cancellationToken).ConfigureAwait(false);
        if (Find(id) is null)
        {
            throw new JobRejectedException(
                $"No node has, or had, the definition '{NameText.Shown(id)}', so a job replayed as it would never run. "
                + "Correct the id (monitor.Definitions.ListAsync lists the known ones), or first start a host that has its handler.");
        }
    }

    /// <summary>
    /// Warns of a definition id that no node has or had and that is almost the same as a known one: its jobs would wait for a handler that
    /// may never come. They are accepted, because an app with that handler may start later.
    /// </summary>
    public void WarnIfMisspelt(string? id, ILogger logger)
    {
        if (id is null || registry.Find(id) is not null || !IsFresh || Find(id) is not null)
        {
            return;
        }

        var names = registry.All.Select(one => one.Id).Concat(_definitions.Select(one => one.Id));
        if (NearNames.Find(id, names, FewLetters) is { } near && MaySay(id))
        {
            Log.DefinitionMisspelt(logger, id, near);
        }
    }

    /// <summary>
    /// Whether two ids belong to one definition, as its id or as aliases. Looks in the store before it says no, because only another
    /// process may know a renamed definition.
    /// </summary>
    public async ValueTask<bool> AreOneAsync(string one, string other, IDefinitionStore store, CancellationToken cancellationToken)
    {
        if (string.Equals(one, other, StringComparison.Ordinal) || ShareName(one, other))
        {
            return true;
        }

        await ListAsync(store, cancellationToken).ConfigureAwait(false);
        return ShareName(one, other);
    }

    /// <summary>
    /// Warns of a call that got the job of another definition because that job has the call's idempotency key. Otherwise two parts of an
    /// app that use one key by mistake would each think that its own job is stored.
    /// </summary>
    public async ValueTask WarnIfKeyIsOfAnotherAsync(
        NewJob job, StoredJob found, IDefinitionStore store, ILogger logger, CancellationToken cancellationToken)
    {
        if (job.IdempotencyKey is not { } key || !string.Equals(key, found.IdempotencyKey, StringComparison.Ordinal)
            || ShareName(job.DefinitionId, found.DefinitionId) || !MaySay($"{job.DefinitionId} {found.DefinitionId}"))
        {
            return;
        }

        await ReadAgainAsync(store, cancellationToken).ConfigureAwait(false);
        if (!_hasFailed && !ShareName(job.DefinitionId, found.DefinitionId))
        {
            Log.KeyOfAnotherDefinition(logger, key, found.Id, found.DefinitionId, job.DefinitionId);
        }
    }

    private bool ShareName(string one, string other) => NamesOf(one).Intersect(NamesOf(other), StringComparer.Ordinal).Any();

    private IEnumerable<string> NamesOf(string id) => registry.NamesOf(id).Concat(
        DefinitionList.Named(_definitions, id).SelectMany(build => build.Aliases.Prepend(build.Id)));

    /// <summary>Reads the definitions, even if they were read recently.</summary>
    public Task ReadAgainAsync(IDefinitionStore store, CancellationToken cancellationToken) =>
        ReadAsync(store).WaitAsync(cancellationToken);

    private bool MaySay(string id)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (_said.TryGetValue(id, out var at) && time.GetElapsedTime(at, now) < BetweenWarnings)
            {
                return false;
            }

            if (_said.Count >= MostSaid)
            {
                _said.Clear();
            }

            _said[id] = now;
            return true;
        }
    }

    private async Task ReadAsync(IDefinitionStore store)
    {
        try
        {
            await ListAsync(store, CancellationToken.None).ConfigureAwait(false);
        }
        catch (JobMasterException)
        {
            // The definitions read before stay valid.
            _hasFailed = true;
            Interlocked.Exchange(ref _readAt, time.GetTimestamp());
        }
    }

    private async Task ListAsync(IDefinitionStore store, CancellationToken cancellationToken)
    {
        _definitions = DefinitionList.Of(await store.ListAsync(cancellationToken).ConfigureAwait(false));
        _hasFailed = false;
        Interlocked.Exchange(ref _readAt, time.GetTimestamp());
    }
}
