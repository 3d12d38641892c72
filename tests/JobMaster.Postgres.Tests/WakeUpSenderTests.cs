using System.Threading.Channels;
using JobMaster.Conformance.Jobs;
using JobMaster.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobMaster.Postgres.Tests;

/// <summary>How soon and how often other processes are notified, on a clock that the test moves.</summary>
public sealed class WakeUpSenderTests
{
    private static readonly JobQueue Mail = new("mail", JobMasterPriority.Medium);
    private static readonly JobQueue Images = new("images", JobMasterPriority.Medium);

    private readonly HandClock _clock = new();

    [Theory]
    [InlineData(4)]
    [InlineData(20)]
    [InlineData(1000)]
    public void Up_to_250_a_second_go_at_once(int distance)
    {
        var pace = new WakeUpPace(_clock);
        for (int at = 0; at < 2000; at++)
        {
            pace.Wait().ShouldBe(TimeSpan.Zero);
            pace.Sending();
            _clock.Move(TimeSpan.FromMilliseconds(distance));
        }
    }

    [Fact]
    public void A_burst_of_25_goes_at_once_and_what_follows_waits_2_ms()
    {
        var pace = new WakeUpPace(_clock);
        for (int at = 0; at < 26; at++)
        {
            pace.Wait().ShouldBe(TimeSpan.Zero);
            pace.Sending();
        }

        pace.Wait().ShouldBe(TimeSpan.FromMilliseconds(2));
    }

    /// <summary>Whatever the distance of the calls, in microseconds; every so often there is a pause.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(500, 0)]
    [InlineData(1900, 0)]
    [InlineData(2100, 0)]
    [InlineData(3900, 0)]
    [InlineData(0, 100)]
    [InlineData(0, 7)]
    [InlineData(1000, 30)]
    public void In_no_second_are_more_than_530_sent(int distance, int pauseAfter)
    {
        var pace = new WakeUpPace(_clock);
        var sent = new Queue<long>();
        int most = 0;
        for (int at = 1; at <= 20_000; at++)
        {
            _clock.Move(TimeSpan.FromMicroseconds(distance + (pauseAfter > 0 && at % pauseAfter == 0 ? 5000 : 0)));
            _clock.Move(pace.Wait());
            pace.Sending();
            sent.Enqueue(_clock.GetTimestamp());
            while (_clock.GetElapsedTime(sent.Peek()) >= TimeSpan.FromSeconds(1))
            {
                sent.Dequeue();
            }

            most = Math.Max(most, sent.Count);
        }

        most.ShouldBeInRange(1, 530);
    }

    [Fact]
    public void While_more_than_1000_jobs_a_second_come_one_goes_each_10_ms()
    {
        var pace = new WakeUpPace(_clock);
        pace.Sending();
        _clock.Move(TimeSpan.FromMilliseconds(2));
        pace.Sending(jobs: 4);

        pace.Wait().ShouldBe(TimeSpan.FromMilliseconds(10));
        _clock.Move(TimeSpan.FromMilliseconds(10));
        pace.Wait().ShouldBe(TimeSpan.Zero);
        pace.Sending(jobs: 11);
        pace.Wait().ShouldBe(TimeSpan.FromMilliseconds(10));
        _clock.Move(TimeSpan.FromMilliseconds(10));
        pace.Sending(jobs: 10);
        pace.Wait().ShouldBe(TimeSpan.Zero, "the stream is down to 1,000 a second");
    }

    [Fact]
    public async Task The_sender_tells_a_stream_by_the_jobs_and_not_by_the_queues()
    {
        var sent = Channel.CreateUnbounded<IReadOnlyList<string>>();
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sender = new WakeUpSender(
            (payloads, _) =>
            {
                sent.Writer.TryWrite(payloads);
                return first.Task;
            },
            new WakeUpMessages("store", "test"), _clock, NullLogger.Instance);

        sender.Publish(Mail);
        await sent.Reader.ReadAsync().AsTask().Soon();
        for (int job = 0; job < 4; job++)
        {
            sender.Publish(Mail);
        }

        first.SetResult();
        (await sent.Reader.ReadAsync().AsTask().Soon()).ShouldHaveSingleItem();

        var window = await _clock.NextTimerAsync().Soon();
        window.DueIn.ShouldBe(TimeSpan.FromMilliseconds(10));
    }

    [Fact]
    public async Task The_first_goes_at_once_and_what_is_named_meanwhile_goes_together()
    {
        var sent = Channel.CreateUnbounded<IReadOnlyList<string>>();
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var messages = new WakeUpMessages("store", "test");
        var sender = new WakeUpSender(
            (payloads, _) =>
            {
                sent.Writer.TryWrite(payloads);
                return first.Task;
            },
            messages, _clock, NullLogger.Instance);

        sender.Publish(Mail);
        (await sent.Reader.ReadAsync().AsTask().Soon()).ShouldBe([messages.Write(Mail)]);
        sender.Publish(Mail);
        sender.Publish(Images);
        sender.Publish(Images);
        first.SetResult();

        (await sent.Reader.ReadAsync().AsTask().Soon()).ShouldBe([messages.Write(Mail), messages.Write(Images)], ignoreOrder: true);
    }

    [Fact]
    public async Task Beyond_the_burst_the_sender_gathers_for_2_ms()
    {
        var sent = Channel.CreateUnbounded<IReadOnlyList<string>>();
        var sender = new WakeUpSender(
            (payloads, _) => Task.FromResult(sent.Writer.TryWrite(payloads)), new WakeUpMessages("store", "test"), _clock,
            NullLogger.Instance);
        for (int at = 0; at < 26; at++)
        {
            sender.Publish(Mail);
            (await sent.Reader.ReadAsync().AsTask().Soon()).ShouldHaveSingleItem();
        }

        var window = await _clock.NextTimerAsync().Soon();
        window.DueIn.ShouldBe(TimeSpan.FromMilliseconds(2));
        sender.Publish(Mail);
        sender.Publish(Images);
        sent.Reader.TryRead(out _).ShouldBeFalse();
        _clock.Move(window.DueIn);
        window.Fire();

        (await sent.Reader.ReadAsync().AsTask().Soon()).Count.ShouldBe(2);
    }
}
