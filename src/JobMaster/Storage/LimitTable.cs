using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>The limits of the cluster, from the code and operators' overrides.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed class LimitTable
{
    private readonly Dictionary<(string Name, LimitSource Source, string Key), NewLimit> _limits;

    /// <summary>Creates the table.</summary>
    /// <param name="limits">Limits and overrides, each once.</param>
    public LimitTable(IEnumerable<NewLimit> limits)
    {
        _limits = limits.ToDictionary(limit => (limit.Name, limit.Source, limit.Key));
        Rules = [.. _limits.Values.Where(limit => limit.Source == LimitSource.Code).OrderBy(limit => limit.Name, StringComparer.Ordinal)];
    }

    /// <summary>The limits in the code.</summary>
    public IReadOnlyList<NewLimit> Rules { get; }

    /// <summary>Whether there is no limit.</summary>
    public bool IsEmpty => _limits.Count == 0;

    /// <summary>Whether there is a limit of the name.</summary>
    public bool Has(string name) => _limits.ContainsKey((name, LimitSource.Code, ""));

    /// <summary>The values of a key now; null if there is no such limit.</summary>
    public LimitValues? Of(string key)
    {
        var name = StoredLimits.LimitOf(key);
        var values = Find(name, LimitSource.Code, "");
        if (values is null)
        {
            return null;
        }

        values = Find(name, LimitSource.Operator, "") is { } whole ? whole.Over(values) : values;
        return StoredLimits.ByOf(key) is { } by && Find(name, LimitSource.Operator, by) is { } one ? one.Over(values) : values;
    }

    private LimitValues? Find(string name, LimitSource source, string key) => _limits.GetValueOrDefault((name, source, key))?.Values;
}
