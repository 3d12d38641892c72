namespace JobMaster.Execution;

/// <summary>The cluster's mode as this node knows it: the configured mode until the node reads another from the store.</summary>
internal sealed class ModeInForce(ClusterMode configured)
{
    /// <summary>The setting that holds the mode set at run time.</summary>
    public const string SettingName = "mode";

    private Action _changed = static () => { };
    private int _mode = (int)configured;

    public ClusterMode Mode => (ClusterMode)Volatile.Read(ref _mode);

    /// <summary>Whether jobs may start and schedules may fire.</summary>
    public bool IsActive => Mode == ClusterMode.Active;

    /// <summary>The mode set at run time; null for none.</summary>
    public static ClusterMode? Read(IReadOnlyDictionary<string, string> settings) =>
        settings.TryGetValue(SettingName, out var text) && Enum.TryParse<ClusterMode>(text, out var stored) && Enum.IsDefined(stored)
            ? stored
            : null;

    public void OnChanged(Action changed) => _changed += changed;

    /// <returns>Whether the mode was different before.</returns>
    public bool Set(ClusterMode mode)
    {
        if (Interlocked.Exchange(ref _mode, (int)mode) == (int)mode)
        {
            return false;
        }

        _changed();
        return true;
    }
}
