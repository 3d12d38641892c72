namespace JobMaster.Testing;

/// <summary>Moves the clock of a test host, timer by timer, and only when nothing is under way.</summary>
internal sealed class TestPace(TestRig rig) : IDisposable
{
    private const int ShutdownSteps = 120;

    private const int PartsOfPatience = 10;

    private static readonly TimeSpan ShutdownStep = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenSteps = TimeSpan.FromMilliseconds(20);

    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile bool _isStopped;
    private int _isPassing;

    /// <summary>Runs everything that is due.</summary>
    public Task RunUntilIdleAsync() => AloneAsync(async () =>
    {
        await PollAsync(passOver: false).ConfigureAwait(false);
        return true;
    });

    /// <summary>Moves the clock on, at most this far, until the condition is met.</summary>
    /// <returns>Whether it was met.</returns>
    public Task<bool> AdvanceAsync(TimeSpan by, Func<bool> isWanted) => AloneAsync(async () =>
    {
        var clock = rig.Clock
            ?? throw new InvalidOperationException(
                "The test cluster uses real time, which cannot be moved. Leave JobMasterTestOptions.UseRealTime at false.");
        var most = DateTimeOffset.MaxValue - clock.GetUtcNow();
        if (by > most)
        {
            throw new ArgumentOutOfRangeException(
                nameof(by), by, $"The clock ends with the year 9999. Move it by at most {most:c}.");
        }

        var until = clock.Elapsed + by;
        var idleTime = new IdleTime(rig);
        await PollAsync(passOver: true).ConfigureAwait(false);
        while (!isWanted() && idleTime.PassOver(clock, until) && clock.TakeNext(until) is { } timer)
        {
            Fire(timer);
            await SettleAsync(passOver: true).ConfigureAwait(false);
        }

        if (!isWanted())
        {
            clock.MoveTo(until);
            await PollAsync(passOver: true).ConfigureAwait(false);
        }

        return isWanted();
    });

    /// <summary>Waits for the run of one handler, and moves the clock on while the handler waits for the clock.</summary>
    public async Task<HandlerRun> RunToItsEndAsync(SingleRun single, JobRequest request)
    {
        var run = single.RunAsync(request);
        while (!run.IsCompleted && !single.HasEnded)
        {
            await SettleAsync(passOver: false, until: run).ConfigureAwait(false);
            if (rig.Clock is not { } clock)
            {
                break;
            }

            await AloneAsync(() => Task.FromResult(StepToNextTimer(clock, single))).ConfigureAwait(false);
        }

        return await run.ConfigureAwait(false);
    }

    /// <summary>Lets time pass from now on, a second every few milliseconds, because a stopping host needs it.</summary>
    public void LetTimePass()
    {
        if (rig.Clock is { } clock && !_isStopped && Interlocked.Exchange(ref _isPassing, 1) == 0)
        {
            _ = Task.Run(async () =>
            {
                for (var step = 0; step < ShutdownSteps && !_isStopped; step++)
                {
                    await Task.Delay(BetweenSteps, TimeProvider.System).ConfigureAwait(false);
                    clock.Advance(ShutdownStep);
                }
            });
        }
    }

    /// <summary>The host has stopped.</summary>
    public void Stop() => _isStopped = true;

    /// <summary>A host that is disposed without a stop still gives its handlers their time to end.</summary>
    public void Dispose()
    {
        LetTimePass();
        _one.Dispose();
    }

    private bool StepToNextTimer(TestClock clock, SingleRun single)
    {
        // Another may have moved the clock in the meantime.
        if (
            rig.Work.WhenIdle().IsCompleted && !single.HasEnded && new IdleTime(rig).PassOver(clock, TimeSpan.MaxValue)
                && clock.TakeNext(TimeSpan.MaxValue) is { } timer)
        {
            Fire(timer);
        }

        return true;
    }

    private async Task<bool> AloneAsync(Func<Task<bool>> run)
    {
        await _one.WaitAsync().ConfigureAwait(false);
        try
        {
            return await Task.Run(run).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>A callback may run a handler to its end, which may take long, so the waiting caller does not run it.</summary>
    private static void Fire(TestTimer timer)
    {
        if (timer.OnlyWakes)
        {
            timer.Fire();
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(static due => due.Fire(), timer, preferLocal: false);
        }
    }

    /// <summary>
    /// Polls of the nodes find work without a notification. A node that loses wake-ups must find its work by its own polls.
    /// </summary>
    private async Task PollAsync(bool passOver)
    {
        await SettleAsync(passOver).ConfigureAwait(false);
        var polled = false;
        foreach (var node in rig.Clusters.Nodes.Where(node => !rig.FaultsOf(node.ClusterId).LosesWakeUps))
        {
            node.Services.Polls.Request();
            polled = true;
        }

        if (polled)
        {
            await SettleAsync(passOver).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Whether nothing is under way, now or before this much time has passed. The time is split into parts. A part in which the process got
    /// no processor counts as one part, however long it was, because handlers that could not run did not take long.
    /// </summary>
    private async Task<bool> IsIdleWithinAsync(TimeSpan patience, Task? until)
    {
        for (var part = 0; part < PartsOfPatience; part++)
        {
            try
            {
                var idle = rig.Work.WhenIdle();
                await (until is null ? idle : Task.WhenAny(idle, until)).WaitAsync(patience / PartsOfPatience).ConfigureAwait(false);
                return true;
            }
            catch (TimeoutException)
            {
                // The next part.
            }
        }

        return false;
    }

    /// <param name="passOver">Whether to go on without handlers that take long.</param>
    /// <param name="until">Ends the waiting earlier; null for nothing.</param>
    private async Task SettleAsync(bool passOver, Task? until = null)
    {
        var patience = passOver ? rig.Options.HandlerPatience : rig.Options.IdlePatience;
        var waited = TimeSpan.Zero;
        while (true)
        {
            if (await IsIdleWithinAsync(patience, until).ConfigureAwait(false))
            {
                return;
            }

            waited += patience;
            var busy = rig.Work.BusyAttempts();
            if (passOver)
            {
                busy.ForEach(attempt => attempt.PassOver());
            }

            if (waited >= rig.Options.IdlePatience)
            {
                throw new JobMasterException(
                    $"The cluster was not idle after {rig.Options.IdlePatience} of real time. Still running: " +
                    (busy.Count == 0
                        ? "nothing of a handler; jobs may follow each other without end."
                        : string.Join("; ", busy.Select(attempt => attempt.Description)) + "." +
                    (
                        until is null ? "" : " RunHandlerAsync moves the clock only while the handler waits for it, by a timer of the " +
                            "app's TimeProvider. A handler that waits for its token alone is stopped by AdvanceAsync after " +
                            "OnceNowAsync.")));
            }
        }
    }
}
