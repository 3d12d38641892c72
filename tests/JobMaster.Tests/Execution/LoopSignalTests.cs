using JobMaster.Execution;

namespace JobMaster.Tests.Execution;

public sealed class LoopSignalTests
{
    private readonly LoopSignal _signal = new(TimeProvider.System);

    [Fact]
    public async Task A_signal_set_before_the_wait_ends_it_at_once()
    {
        _signal.Set();
        _signal.Set();

        await WaitAsync();
        _signal.WaitAsync(Timeout.InfiniteTimeSpan, CancellationToken.None).IsCompleted.ShouldBeFalse("it is remembered once");
    }

    [Fact]
    public async Task A_signal_set_during_the_wait_ends_it()
    {
        var waiting = WaitAsync();
        _signal.Set();

        await waiting;
    }

    [Fact]
    public async Task A_signal_set_after_a_wait_timed_out_ends_the_next_one()
    {
        await _signal.WaitAsync(TimeSpan.FromMilliseconds(1), CancellationToken.None);
        _signal.Set();

        await WaitAsync();
    }

    [Fact]
    public async Task A_signal_set_after_a_wait_was_given_up_ends_the_next_one()
    {
        await Should.ThrowAsync<OperationCanceledException>(
            _signal.WaitAsync(Timeout.InfiniteTimeSpan, new CancellationToken(canceled: true)));
        _signal.Set();

        await WaitAsync();
    }

    private Task WaitAsync() => _signal.WaitAsync(Timeout.InfiniteTimeSpan, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));
}
