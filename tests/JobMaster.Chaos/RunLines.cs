using System.Globalization;

namespace JobMaster.Chaos;

/// <summary>The lines of all run files, sorted by what they say.</summary>
internal sealed class RunLines
{
    private readonly Dictionary<string, int> _logged = new(StringComparer.Ordinal);

    public HashSet<Guid> Accepted { get; } = [];

    /// <summary>The claims under which each job's handler was started.</summary>
    public Dictionary<Guid, List<int>> Started { get; } = [];

    public HashSet<(Guid JobId, int ClaimNo)> Finished { get; } = [];

    public static RunLines Read(IEnumerable<string> lines)
    {
        var read = new RunLines();
        foreach (var line in lines)
        {
            read.Add(line.Split(' '));
        }

        return read;
    }

    /// <summary>What operators did, and how often.</summary>
    public SortedDictionary<string, int> Done { get; } = new(StringComparer.Ordinal);

    /// <summary>What an operator met that it should not have.</summary>
    public List<string> Surprises { get; } = [];

    /// <summary>How often a message of that name was logged.</summary>
    public int Logged(string name) => _logged.GetValueOrDefault(name);

    private void Add(string[] words)
    {
        switch (words)
        {
            case ["accepted", var id]:
                Accepted.Add(Guid.Parse(id));
                break;
            case ["started", var id, var claimNo]:
                Started.TryAdd(Guid.Parse(id), []);
                Started[Guid.Parse(id)].Add(int.Parse(claimNo, CultureInfo.InvariantCulture));
                break;
            case ["finished", var id, var claimNo]:
                Finished.Add((Guid.Parse(id), int.Parse(claimNo, CultureInfo.InvariantCulture)));
                break;
            case ["did", .. var what]:
                Done[string.Join(' ', what)] = Done.GetValueOrDefault(string.Join(' ', what)) + 1;
                break;
            case ["failed", .. var why]:
                Surprises.Add(string.Join(' ', why));
                break;
            case ["log", var name, ..]:
                _logged[name] = _logged.GetValueOrDefault(name) + 1;
                break;
        }
    }
}
