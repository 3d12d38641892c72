namespace JobMaster.Execution;

/// <summary>
/// Definitions without a handler here whose jobs this node has claimed. Its claims exclude them, so that the node does not claim such jobs
/// again. Only the latest are kept, because callers choose the names. The node parks a job of a forgotten definition when it claims one
/// again.
/// </summary>
internal sealed class UnknownDefinitions
{
    public const int MostKept = 1000;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _inOrder = new();
    private volatile string[] _ids = [];

    public IReadOnlyList<string> Ids => _ids;

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

            _ids = [.. _inOrder];
        }
    }
}
