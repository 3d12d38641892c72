using JobMaster.Storage;

namespace JobMaster.Tests.Storage;

public sealed class MicroBatcherTests
{
    private readonly List<IReadOnlyList<int>> _sent = [];
    private readonly AsyncLocal<string> _ambient = new();

    [Fact]
    public async Task A_lone_item_is_sent_before_the_call_returns()
    {
        var batcher = new MicroBatcher<int, int>(SendAsync, bytes: static _ => 0, maxBatch: 10, maxInFlight: 1);

        var added = batcher.AddAsync(1, CancellationToken.None);

        _sent.ShouldHaveSingleItem().ShouldBe([1]);
        (await added).ShouldBe(10);
    }

    [Fact]
    public async Task Items_that_come_while_one_is_on_the_wire_go_together_in_the_next_batch()
    {
        var wire = new TaskCompletionSource();
        var batcher = new MicroBatcher<int, int>(
            async items =>
            {
                var results = await SendAsync(items);
                await wire.Task;
                return results;
            },
            bytes: static _ => 0, maxBatch: 10,
            maxInFlight: 1);

        var added = Enumerable.Range(1, 4).Select(item => batcher.AddAsync(item, CancellationToken.None)).ToList();
        wire.SetResult();

        (await Task.WhenAll(added)).ShouldBe([10, 20, 30, 40]);
        _sent.Select(batch => batch.Count).ShouldBe([1, 3]);
    }

    [Fact]
    public async Task What_is_ambient_to_the_caller_does_not_follow_its_item()
    {
        var seen = new List<string?>();
        var wire = new TaskCompletionSource();
        var batcher = new MicroBatcher<int, int>(
            async items =>
            {
                seen.Add(_ambient.Value);
                await wire.Task;
                return await SendAsync(items);
            },
            bytes: static _ => 0, maxBatch: 10,
            maxInFlight: 1);

        _ambient.Value = "the caller's transaction";
        var lone = batcher.AddAsync(1, CancellationToken.None);
        var batched = batcher.AddAsync(2, CancellationToken.None);
        wire.SetResult();
        await Task.WhenAll(lone, batched);

        seen.ShouldBe([null, null]);
        _ambient.Value.ShouldBe("the caller's transaction");
    }

    [Fact]
    public async Task Giving_up_on_a_lone_item_stops_the_waiting_alone()
    {
        var wire = new TaskCompletionSource();
        var batcher = new MicroBatcher<int, int>(
            async items =>
            {
                await wire.Task;
                return await SendAsync(items);
            },
            bytes: static _ => 0, maxBatch: 10,
            maxInFlight: 1);
        using var patience = new CancellationTokenSource();

        var lone = batcher.AddAsync(1, patience.Token);
        var next = batcher.AddAsync(2, CancellationToken.None);
        await patience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => lone);
        wire.SetResult();

        (await next).ShouldBe(20);
        _sent.SelectMany(batch => batch).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task A_lone_item_that_fails_makes_room_for_the_next()
    {
        var fails = true;
        var batcher = new MicroBatcher<int, int>(
            items => fails ? throw new InvalidOperationException() : SendAsync(items), bytes: static _ => 0, maxBatch: 10, maxInFlight: 1);

        await Should.ThrowAsync<InvalidOperationException>(() => batcher.AddAsync(1, CancellationToken.None));
        fails = false;

        (await batcher.AddAsync(2, CancellationToken.None)).ShouldBe(20);
    }

    [Fact]
    public async Task A_batch_carries_no_more_than_its_bytes_and_one_item_at_least()
    {
        var wire = new TaskCompletionSource();
        var batcher = new MicroBatcher<int, int>(
            async items =>
            {
                await wire.Task;
                return await SendAsync(items);
            },
            bytes: static megabytes => megabytes << 20, maxBatch: 10, maxInFlight: 1);

        var added = new[] { 1, 3, 5, 1, 20, 8, 2 }.Select(megabytes => batcher.AddAsync(megabytes, CancellationToken.None)).ToList();
        wire.SetResult();
        await Task.WhenAll(added);

        _sent.ShouldBe([[1], [3, 5], [1], [20], [8], [2]]);
    }

    private Task<IReadOnlyList<int>> SendAsync(IReadOnlyList<int> items)
    {
        _sent.Add(items);
        return Task.FromResult<IReadOnlyList<int>>([.. items.Select(item => item * 10)]);
    }
}
