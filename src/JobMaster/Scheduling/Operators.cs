using JobMaster.Diagnostics;
using JobMaster.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobMaster.Scheduling;

/// <summary>
/// Finds who makes a call: the operator that the caller names, else the one that the app's accessor names, else the host.
/// </summary>
/// <param name="app">The app's container.</param>
/// <param name="host">The name of this host.</param>
/// <param name="logger">Gets a message when the accessor fails.</param>
internal sealed class Operators(IServiceProvider app, string host, ILogger logger)
{
    public AuditOrigin Origin(OperatorContext? by)
    {
        var named = by ?? Ambient();
        return named is null
            ? new AuditOrigin(host, host)
            : new AuditOrigin(named.Name, host, named.Source, named.Reason, CallKey: named.CallKey);
    }

    /// <summary>The accessor is the app's code. If it throws, the change still happens, without the operator's name.</summary>
    private OperatorContext? Ambient()
    {
        try
        {
            return app.GetService<IOperatorContextAccessor>()?.Current;
        }
        catch (Exception exception)
        {
            Log.OperatorUnknown(logger, exception, host);
            return null;
        }
    }
}
