using System.Collections;
using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>The properties of every log line of a handler.</summary>
internal sealed class JobLogScope(StoredJob job) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => 4;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("JobId", job.Id),
        1 => new("DefinitionId", job.DefinitionId),
        2 => new("Lane", job.Lane),
        3 => new("Attempt", job.ClaimNo),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() =>
        Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"JobId:{job.Id} DefinitionId:{job.DefinitionId} Lane:{job.Lane} Attempt:{job.ClaimNo}";
}
