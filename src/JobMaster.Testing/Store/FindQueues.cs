using System.Text;
using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>Finds the queues of patterns that hold waiting jobs.</summary>
internal static class FindQueues
{
    /// <summary>UTF-8 sorts by code point; UTF-16 does not.</summary>
    private static readonly Comparer<JobQueue> Order = Comparer<JobQueue>.Create((a, b) =>
        Encoding.UTF8.GetBytes(a.Lane).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b.Lane)) is not 0 and var order
            ? order
            : a.Priority.CompareTo(b.Priority));

    public static IReadOnlyList<FoundQueue> Run(InMemoryState state, DateTimeOffset now, QueueSearch search)
    {
        var common = search.Patterns
            .SelectMany(place => Of(state, place.Pattern, jobs => jobs.FirstOrdinary)
                .Where(found => place.After is not { } after || Order.Compare(found.Queue, after) > 0));
        var solo = search.Patterns.SelectMany(place => Of(state, place.Pattern, jobs => jobs.FirstSolo));
        return
        [
            .. common.Take(search.Limit).Select(found => new FoundQueue(found.Queue, found.DueAt - now, IsSolo: false)),
            .. solo.Take(search.Limit).Select(found => new FoundQueue(found.Queue, found.DueAt - now, IsSolo: true)),
        ];
    }

    private static IEnumerable<(JobQueue Queue, DateTimeOffset DueAt)> Of(
        InMemoryState state, string pattern, Func<WaitingJobs, LiveJob?> first) =>
        state.Live.Waiting
            .Where(waiting => LanePattern.Serves([pattern], waiting.Queue.Lane))
            .Select(waiting => (waiting.Queue, First: first(waiting.Jobs)))
            .Where(waiting => waiting.First is not null)
            .OrderBy(waiting => waiting.Queue, Order)
            .Select(waiting => (waiting.Queue, waiting.First!.Row.DueAt));

}
