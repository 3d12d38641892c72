using System.Diagnostics;

namespace JobMaster.Conformance.Faults;

/// <summary>
/// What goes wrong between a node and its store. Calls are named by their method, such as <c>nameof(IJobStore.ClaimAsync)</c>.
/// </summary>
public sealed class StoreFaults
{
    private readonly Lock _lock = new();
    private readonly List<Fault> _faults = [];
    private readonly HashSet<string> _away = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Fault> _held = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _calls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _refusedSince = new(StringComparer.Ordinal);
    private readonly List<(string Call, TimeSpan After, TaskCompletionSource Over)> _outlasted = [];
    private readonly List<(string Call, long Size)> _carried = [];
    private readonly Dictionary<string, int> _most = new(StringComparer.Ordinal);
    private volatile bool _isAway;
    private volatile ManualResetEventSlim? _silence;
    private volatile TaskCompletionSource? _hanging;

    private enum FaultKind
    {
        NeverSent,
        ReplyLost,
        SentLate,
        Held,
        HeldToFail,
    }

    /// <summary>Whether no call at all reaches the store.</summary>
    public bool IsAway
    {
        get => _isAway;
        set => _isAway = value;
    }

    /// <summary>Which steps of schedules the store refuses for good, and every batch with them.</summary>
    public Func<ScheduleStep, bool> Refuses { get; set; } = static _ => false;

    /// <summary>What an outcome fails with each time it is sent, and every batch with it; null for what reaches the store.</summary>
    public Func<AttemptOutcome, Exception?> FailureOf { get; set; } = static _ => null;

    /// <summary>Which jobs of agents the store cannot admit, and every batch with them.</summary>
    public Func<NewJob, bool> CannotAdmit { get; set; } = static _ => false;

    /// <summary>From now on these calls do not reach the store.</summary>
    public void TakeAway(params string[] calls)
    {
        lock (_lock)
        {
            _away.UnionWith(calls);
        }
    }

    /// <summary>From now on the store refuses such calls when they ask for more rows than this.</summary>
    public void Allow(string call, int most)
    {
        lock (_lock)
        {
            _most[call] = most;
        }
    }

    /// <summary>From now on no call is answered, whatever its token says, as by a server that is frozen with its connections.</summary>
    public void Hang() =>
        (_silence, _hanging) = (new ManualResetEventSlim(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>Every call reaches the store again.</summary>
    public void BringBack()
    {
        _silence?.Set();
        _hanging?.TrySetResult();
        (_silence, _hanging) = (null, null);
        lock (_lock)
        {
            _away.Clear();
            _refusedSince.Clear();
        }

        IsAway = false;
    }

    /// <summary>How long such calls have not reached the store, as their caller sees it.</summary>
    /// <returns>Ends with the first call that is refused so long after the first was.</returns>
    public Task StillAwayAfter(string call, TimeSpan time)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _outlasted.Add((call, time, over));
        }

        return over.Task;
    }

    /// <summary>The next such call fails before it reaches the store.</summary>
    /// <returns>Ends when that has happened.</returns>
    public Task FailNext(string call) => Add(call, FaultKind.NeverSent);

    /// <summary>The next such call that does something is carried out, and its caller is told that it failed.</summary>
    /// <returns>Ends when that has happened.</returns>
    public Task LoseReplyOf(string call) => Add(call, FaultKind.ReplyLost);

    /// <summary>
    /// The next such call fails at once and is carried out only later, as by a server that goes on after its connection broke.
    /// </summary>
    /// <returns>Carries the call out once it was made.</returns>
    public Func<Task> Delay(string call)
    {
        var fault = Add(new Fault(call, FaultKind.SentLate));
        return async () => await (await fault.Late.Task)();
    }

    /// <summary>The next such call waits before it is carried out.</summary>
    /// <returns>Ends when it was made; lets it go on.</returns>
    public (Task Made, Action Release) Hold(string call)
    {
        var fault = Add(new Fault(call, FaultKind.Held));
        return (fault.Over.Task, () => fault.Released.TrySetResult());
    }

    /// <summary>From now on every such call waits before it is carried out, whoever makes it.</summary>
    /// <returns>Lets them go on, and holds no more.</returns>
    public Action HoldEach(string call)
    {
        var fault = new Fault(call, FaultKind.Held);
        lock (_lock)
        {
            _held.Add(call, fault);
        }

        return () =>
        {
            lock (_lock)
            {
                _held.Remove(call);
            }

            fault.Released.TrySetResult();
        };
    }

    /// <summary>The next such call waits, and then fails before it reaches the store.</summary>
    /// <returns>Ends when it was made; lets it fail.</returns>
    public (Task Made, Action Release) HoldAndFail(string call)
    {
        var fault = Add(new Fault(call, FaultKind.HeldToFail));
        return (fault.Over.Task, () => fault.Released.TrySetResult());
    }

    /// <summary>How many such calls were made, whatever became of them.</summary>
    public int CallsOf(string call)
    {
        lock (_lock)
        {
            return _calls.GetValueOrDefault(call);
        }
    }

    /// <summary>How many calls of each kind were made, whatever became of them.</summary>
    public IReadOnlyDictionary<string, int> AllCalls()
    {
        lock (_lock)
        {
            return new Dictionary<string, int>(_calls);
        }
    }

    /// <summary>The characters of message data that each such call carried, or the rows that it asked for, in order.</summary>
    public IReadOnlyList<long> CarriedBy(string call)
    {
        lock (_lock)
        {
            return [.. _carried.Where(one => one.Call == call).Select(one => one.Size)];
        }
    }

    internal void Carries(string call, long size)
    {
        lock (_lock)
        {
            _carried.Add((call, size));
        }
    }

    /// <summary>A call that takes so many rows at most.</summary>
    internal Task<T> RunAsync<T>(string call, int limit, Func<Task<T>> send)
    {
        Carries(call, limit);
        return RunAsync(call, () => IsAllowed(call, limit) ? send() : throw new ContentRefusedException());
    }

    internal async Task<T> RunAsync<T>(string call, Func<Task<T>> send)
    {
        if (_hanging is { } hanging)
        {
            await hanging.Task;
        }

        switch (Next(call))
        {
            case { Kind: FaultKind.ReplyLost } lost:
                var reply = await send();
                if (reply is IReadOnlyCollection<object> { Count: 0 })
                {
                    // Nothing was done: the fault waits for a call that does something.
                    Add(lost);
                    return reply;
                }

                lost.Happened();
                throw new StoreAwayException(call);
            case { Kind: FaultKind.SentLate } late:
                late.Late.TrySetResult(send);
                late.Happened();
                throw new StoreAwayException(call);
            case { Kind: FaultKind.Held or FaultKind.HeldToFail } held:
                held.Happened();
                await held.Released.Task;
                return held.Kind == FaultKind.Held ? await send() : throw new StoreAwayException(call);
            case { } failed:
                failed.Happened();
                throw new StoreAwayException(call);
            default:
                return await send();
        }
    }

    internal T Run<T>(string call, Func<T> send)
    {
        _silence?.Wait();
        if (Next(call) is not { } fault)
        {
            return send();
        }

        if (fault.Kind == FaultKind.ReplyLost)
        {
            send();
        }

        fault.Happened();
        throw new StoreAwayException(call);
    }

    private Task Add(string call, FaultKind kind) => Add(new Fault(call, kind)).Over.Task;

    private Fault Add(Fault fault)
    {
        lock (_lock)
        {
            _faults.Add(fault);
        }

        return fault;
    }

    private Fault? Next(string call)
    {
        lock (_lock)
        {
            _calls[call] = _calls.GetValueOrDefault(call) + 1;
            if (_isAway || _away.Contains(call))
            {
                Refused(call);
                return new Fault(call, FaultKind.NeverSent);
            }

            var fault = _faults.Find(fault => fault.Call == call);
            if (fault is not null)
            {
                _faults.Remove(fault);
            }

            return fault ?? _held.GetValueOrDefault(call);
        }
    }

    private bool IsAllowed(string call, int limit)
    {
        lock (_lock)
        {
            return limit <= _most.GetValueOrDefault(call, int.MaxValue);
        }
    }

    private void Refused(string call)
    {
        _refusedSince.TryAdd(call, Stopwatch.GetTimestamp());
        var refusedFor = Stopwatch.GetElapsedTime(_refusedSince[call]);
        foreach (var waiting in _outlasted.Where(waiting => waiting.Call == call && waiting.After <= refusedFor))
        {
            waiting.Over.TrySetResult();
        }
    }

    private sealed record Fault(string Call, FaultKind Kind)
    {
        public TaskCompletionSource Over { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<Func<Task>> Late { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Happened() => Over.TrySetResult();
    }
}

/// <summary>The failure of a call by a fault. It is transient.</summary>
public sealed class StoreAwayException(string call) : IOException($"{call} failed: the connection to the store is gone.");

/// <summary>The failure of a call because another transaction holds a job.</summary>
public sealed class JobIsHeldException() : IOException("Another transaction holds the job.");

/// <summary>The failure of a call because of what it contains.</summary>
public sealed class ContentRefusedException() : InvalidOperationException("The value is too large.");
