namespace JobMaster.Execution;

/// <summary>
/// Definitions this node met and has no handler of. Its claims leave them out, so that it does not meet them again after another node made them wait.
/// Only the latest are kept, as the names come from callers; a forgotten one is met and parked again.
/// </summary>
internal sealed class ParkedHere
{
    public const int MostKept = 1000;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _inOrder = new();
    private volatile string[] _definitions = [];

    public IReadOnlyList<string> Definitions => _definitions;

    public void Add(string definitionId)
    {
        lock (_lock)
        {
            if (!_known.Add(definitionId))
            {
                return;
            }

            _inOrder.Enqueue(definitionId);
            if (_inOrder.Count > MostKept)
            {
                _known.Remove(_inOrder.Dequeue());
            }

            _definitions = [.. _inOrder];
        }
    }
}
