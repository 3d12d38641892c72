using System.Collections.Concurrent;
using JobMaster.Conformance.Jobs;

namespace JobMaster.Conformance.Statements;

/// <summary>Lets a node's statements pass, notes their names, and on request holds the unit of work after one of them.</summary>
/// <param name="blocksThread">Whether the store runs its units on one thread, which is then blocked.</param>
public sealed class StatementGate(bool blocksThread)
{
    private readonly ConcurrentDictionary<string, bool> _seen = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private Hold? _hold;
    private int _left;
    private List<string> _ran = [];

    /// <summary>The names of all statements that have passed.</summary>
    public ICollection<string> Seen => _seen.Keys;

    /// <summary>The statements that passed since this was last asked.</summary>
    public IReadOnlyList<string> TakeRan()
    {
        lock (_lock)
        {
            var ran = _ran;
            _ran = [];
            return ran;
        }
    }

    /// <summary>Holds the unit that runs so many statements from now, after the last of them.</summary>
    public Hold HoldAfter(int statements)
    {
        lock (_lock)
        {
            _left = statements;
            return _hold = new Hold(this);
        }
    }

    /// <summary>To be called after each statement.</summary>
    /// <param name="statement">The statement's name.</param>
    /// <param name="blocks">Whether it must block, because nobody awaits it.</param>
    public Task PassAsync(string statement, bool blocks)
    {
        Hold? reached = null;
        _seen.TryAdd(statement, true);
        lock (_lock)
        {
            _ran.Add(statement);
            if (_hold is not null && --_left == 0)
            {
                (reached, _hold) = (_hold, null);
            }
        }

        if (reached is null)
        {
            return Task.CompletedTask;
        }

        var released = reached.ReachAsync();
        if (!blocks && !blocksThread)
        {
            return released;
        }

        released.GetAwaiter().GetResult();
        return Task.CompletedTask;
    }

    private void Forget(Hold hold)
    {
        lock (_lock)
        {
            _hold = _hold == hold ? null : _hold;
        }
    }

    /// <summary>A unit that is, or will be, held.</summary>
    public sealed class Hold(StatementGate gate)
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Ends when a unit is held.</summary>
        public Task Reached => _reached.Task;

        /// <summary>Whether it goes on.</summary>
        public bool IsReleased => _released.Task.IsCompleted;

        public void Release()
        {
            gate.Forget(this);
            _released.TrySetResult();
        }

        internal Task ReachAsync()
        {
            _reached.TrySetResult();
            return _released.Task.Soon();
        }
    }
}
