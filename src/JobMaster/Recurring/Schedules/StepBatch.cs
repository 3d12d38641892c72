using JobMaster.Storage;

namespace JobMaster.Recurring;

/// <summary>Steps that are stored together.</summary>
internal sealed class StepBatch
{
    private List<ScheduleStep> _steps = [];
    private int _occurrences;
    private long _bytes;

    /// <summary>Whether one more step would make it too large.</summary>
    public bool IsFullFor(ScheduleStep step, long bytes) =>
        _steps.Count > 0 && (_occurrences + step.Occurrences.Count > OccurrencePlan.MaxStep || _bytes + bytes > BatchBytes.Most);

    public void Add(ScheduleStep step, long bytes)
    {
        _steps.Add(step);
        _occurrences += step.Occurrences.Count;
        _bytes += bytes;
    }

    /// <summary>Removes and returns all steps.</summary>
    public List<ScheduleStep> Empty()
    {
        var steps = _steps;
        (_steps, _occurrences, _bytes) = ([], 0, 0);
        return steps;
    }
}
