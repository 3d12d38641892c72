namespace JobMaster.Chaos;

/// <summary>The lines a process has written, and those still to come.</summary>
internal sealed class LineFeed
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isOver;

    public string Text
    {
        get
        {
            lock (_lock)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    public void Add(string line) => Change(() => _lines.Add(line));

    /// <summary>Takes what a process's stream gave: a line, or null at its end.</summary>
    public void Hear(string? line)
    {
        if (line is null)
        {
            End();
        }
        else
        {
            Add(line);
        }
    }

    /// <summary>No line comes any more.</summary>
    public void End() => Change(() => _isOver = true);

    /// <summary>Waits until there are so many such lines.</summary>
    public async Task WaitAsync(Func<string, bool> isWanted, int count = 1)
    {
        using var patience = new CancellationTokenSource(ChaosSettings.Patience);
        while (true)
        {
            Task next;
            lock (_lock)
            {
                if (_lines.Count(isWanted) >= count)
                {
                    return;
                }

                if (_isOver)
                {
                    throw new InvalidOperationException($"The process ended before the awaited line came.\n{string.Join('\n', _lines)}");
                }

                next = _next.Task;
            }

            await next.WaitAsync(patience.Token);
        }
    }

    private void Change(Action change)
    {
        TaskCompletionSource next;
        lock (_lock)
        {
            change();
            next = _next;
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        next.TrySetResult();
    }
}
