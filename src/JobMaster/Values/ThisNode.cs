namespace JobMaster.Values;

/// <summary>This process, as it names itself to others.</summary>
internal static class ThisNode
{
    /// <summary>Its host and process id, as <c>machine:process id</c>.</summary>
    public static string Name { get; } = $"{Environment.MachineName}:{Environment.ProcessId}";
}
