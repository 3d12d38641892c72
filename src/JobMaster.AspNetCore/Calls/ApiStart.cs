using System.Net;
using JobMaster.AspNetCore.Access;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobMaster.AspNetCore.Calls;

/// <summary>
/// Logs, once the app has started, how to call an API for which no access is configured. In Development, if other machines can reach the
/// app, such as a container's host, it logs a link. In Production it logs that the API is closed and how to open it.
/// </summary>
internal sealed class ApiStart(
    IServiceProvider services, ApiGate gate, JobMasterApiOptions options, string path, Func<IEnumerable<Endpoint>> endpoints,
    ILogger logger)
{
    public void Run()
    {
        var own = endpoints().Where(
            endpoint => endpoint.Metadata.GetMetadata<ApiRoute>() is not null
                && endpoint is RouteEndpoint route && route.RoutePattern.RawText?.StartsWith(path, StringComparison.Ordinal) == true);
        if (gate.IsConfigured(null) || own.Any(gate.IsConfigured))
        {
            return;
        }

        if (!gate.IsOpen(null))
        {
            Log.Closed(logger, path, options.KeySection, options.UserSection);
            return;
        }

        string[] open = [.. Addresses().Where(address => !IsLoopback(address))];
        if (open.Length > 0)
        {
            var address = BindingAddress.Parse(open[0]);
            Log.LoginLink(
                logger,
                FormattableString.Invariant($"{address.Scheme}://{HostOf(address)}:{address.Port}{address.PathBase}{path}")
                + $"/login-link?token={gate.Links.Next()}",
                (int)LoginLinks.Lifetime.TotalMinutes);
        }
    }

    /// <summary>Replaces an address that means all addresses of the machine by one that a browser on the machine can use.</summary>
    private static string HostOf(BindingAddress address) =>
        address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : address.Host;

    private IEnumerable<string> Addresses() =>
        services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];

    private static bool IsLoopback(string address) =>
        BindingAddress.Parse(address).Host is var host
        && (host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)));
}
