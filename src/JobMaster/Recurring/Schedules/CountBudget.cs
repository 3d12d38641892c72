namespace JobMaster.Recurring;

/// <summary>
/// Limits how many occurrences are visited only to count them. Above the limit a count is a lower bound, so that counting delays
/// no other schedule.
/// </summary>
/// <param name="time">Measures how long counting takes.</param>
/// <param name="most">The most visits.</param>
internal sealed class CountBudget(TimeProvider time, int most)
{
    private const int VisitsBetweenLooks = 64;

    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(20);

    private readonly long _startedAt = time.GetTimestamp();
    private int _left = most;

    public bool TrySpend()
    {
        if (_left > 0 && _left-- % VisitsBetweenLooks == 0 && time.GetElapsedTime(_startedAt) > Longest)
        {
            _left = 0;
        }

        return _left > 0;
    }
}
