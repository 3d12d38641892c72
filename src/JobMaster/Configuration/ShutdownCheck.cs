using System.Diagnostics.CodeAnalysis;
using JobMaster.Cluster;
using JobMaster.Diagnostics;
using Microsoft.Extensions.Options;

namespace JobMaster.Configuration;

/// <summary>
/// Warns if the host ends a stop before a node has given running jobs their time. The host's options are in the host's package, which an
/// app without a host does not have, so they are read only if they are loaded.
/// </summary>
internal static class ShutdownCheck
{
    private const string HostOptions = "Microsoft.Extensions.Hosting.HostOptions, Microsoft.Extensions.Hosting";

    public static void Warn(IServiceProvider services, IEnumerable<ClusterNode> nodes)
    {
        if (LimitOf(services) is not { } limit || limit < TimeSpan.Zero)
        {
            return;
        }

        foreach (var node in nodes.Where(node => node.HasWorkers && limit < node.Options.ShutdownGracePeriod + NodeWorkers.LongestEnd))
        {
            Log.ShutdownTooShort(node.Services.Logger, limit, node.Options.ShutdownGracePeriod, NodeWorkers.LongestEnd);
        }
    }

    [UnconditionalSuppressMessage(
        "Trimming", "IL2026", Justification = "The property belongs to a type named in full; without it nothing is said.")]
    [UnconditionalSuppressMessage(
        "Trimming", "IL2075", Justification = "The property belongs to a type named in full; without it nothing is said.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "The options are a class, for which shared code exists.")]
    private static TimeSpan? LimitOf(IServiceProvider services) =>
        Type.GetType(HostOptions, throwOnError: false) is { } type
        && services.GetService(typeof(IOptions<>).MakeGenericType(type)) is IOptions<object> options
            ? type.GetProperty("ShutdownTimeout")?.GetValue(options.Value) as TimeSpan?
            : null;
}
