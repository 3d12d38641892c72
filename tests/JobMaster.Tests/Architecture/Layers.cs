namespace JobMaster.Tests.Architecture;

/// <summary>
/// The namespaces of the core, from what everything may use up to what uses everything. Siblings in one layer may use each other.
/// </summary>
internal static class Layers
{
    private static readonly string[][] BottomUp =
    [
        ["JobMaster.Values", "JobMaster.Diagnostics", "JobMaster.Storage"],
        [
            "JobMaster.Agents", "JobMaster.Alerts", "JobMaster.Execution", "JobMaster.Limits", "JobMaster.Maintenance",
            "JobMaster.Monitoring", "JobMaster.Recurring", "JobMaster.Scheduling"],
        ["JobMaster.Cluster"],
        ["JobMaster.Configuration", "JobMaster.Health"],
    ];

    /// <summary>The user's own namespace stands outside the layers: all may use it, and it may use all.</summary>
    public static bool IsFree(string space) => space == "JobMaster";

    /// <summary>The layer's height; null for a namespace that no layer names.</summary>
    public static int? HeightOf(string space)
    {
        var height = Array.FindIndex(
            BottomUp, layer => layer.Any(name => space == name || space.StartsWith(name + ".", StringComparison.Ordinal)));
        return height < 0 ? null : height;
    }
}
