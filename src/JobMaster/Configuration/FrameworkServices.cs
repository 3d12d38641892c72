namespace JobMaster.Configuration;

/// <summary>
/// Advice about services that a call of their framework registers, or that make no sense in a job. They are known by name, because the
/// library references none of them.
/// </summary>
internal static class FrameworkServices
{
    private const string NoRequest =
        "No HTTP request is under way while a job runs. Put what the job needs of the request into its payload when you schedule it.";
    private const string FromHost = "Build the app with a host builder, such as Host.CreateApplicationBuilder(args), which registers it.";
    private const string GivenToHandler = "HandleAsync receives it: take it there and remove it from the constructor.";

    private static readonly Dictionary<string, string> Exact = new(StringComparer.Ordinal)
    {
        ["Microsoft.AspNetCore.Http.IHttpContextAccessor"] = NoRequest,
        ["Microsoft.AspNetCore.Http.HttpContext"] = NoRequest,
        ["Microsoft.AspNetCore.Http.HttpRequest"] = NoRequest,
        ["System.Security.Claims.ClaimsPrincipal"] = NoRequest,
        ["JobMaster.JobContext"] = GivenToHandler,
        ["JobMaster.JobAttempt"] = "It is job.Attempt in HandleAsync: take it there and remove it from the constructor.",
        ["System.Threading.CancellationToken"] =
            "It is job.CancellationToken in HandleAsync: take it there and remove it from the constructor.",
        ["System.Net.Http.IHttpClientFactory"] = Call("AddHttpClient()"),
        ["Microsoft.Extensions.Caching.Memory.IMemoryCache"] = Call("AddMemoryCache()"),
        ["Microsoft.Extensions.Caching.Distributed.IDistributedCache"] = Call(
            "AddDistributedMemoryCache(), or that of your cache, such as AddStackExchangeRedisCache(…)"),
        ["Microsoft.Extensions.Caching.Hybrid.HybridCache"] = Call("AddHybridCache()"),
        ["Microsoft.Extensions.Logging.ILogger"] = "Inject ILogger<{0}>: a logger without a category is not registered.",
        ["Microsoft.Extensions.Logging.ILoggerFactory"] = Call("AddLogging()"),
        ["Microsoft.Extensions.Logging.ILogger`1"] = Call("AddLogging()"),
        ["Microsoft.Extensions.Options.IOptions`1"] = Call("AddOptions()"),
        ["Microsoft.Extensions.Options.IOptionsSnapshot`1"] = Call("AddOptions()"),
        ["Microsoft.Extensions.Options.IOptionsMonitor`1"] = Call("AddOptions()"),
        ["Microsoft.Extensions.Localization.IStringLocalizer"] = Call("AddLocalization()"),
        ["Microsoft.Extensions.Localization.IStringLocalizer`1"] = Call("AddLocalization()"),
        ["Microsoft.Extensions.Localization.IStringLocalizerFactory"] = Call("AddLocalization()"),
        ["Microsoft.AspNetCore.DataProtection.IDataProtectionProvider"] = Call("AddDataProtection()"),
        ["Microsoft.AspNetCore.Routing.LinkGenerator"] = Call("AddRouting()"),
        ["Microsoft.AspNetCore.SignalR.IHubContext`1"] = Call("AddSignalR()"),
        ["Microsoft.AspNetCore.SignalR.IHubContext`2"] = Call("AddSignalR()"),
        ["Microsoft.AspNetCore.Identity.UserManager`1"] = Call("AddIdentityCore<TUser>()"),
        ["Microsoft.EntityFrameworkCore.IDbContextFactory`1"] = Call("AddDbContextFactory<TContext>(…)"),
        ["System.Diagnostics.Metrics.IMeterFactory"] = Call("AddMetrics()"),
        ["Npgsql.NpgsqlDataSource"] = Call("AddNpgsqlDataSource(connectionString)"),
        ["Microsoft.Extensions.Configuration.IConfiguration"] = FromHost,
        ["Microsoft.Extensions.Hosting.IHostEnvironment"] = FromHost,
        ["Microsoft.Extensions.Hosting.IHostApplicationLifetime"] = FromHost,
        ["Microsoft.AspNetCore.Hosting.IWebHostEnvironment"] = "Build the app with WebApplication.CreateBuilder(args), which registers it.",
    };

    /// <summary>The advice about the service; null if there is none.</summary>
    /// <param name="service">The type of the constructor's parameter.</param>
    /// <param name="asker">The class of the constructor.</param>
    public static string? Advice(Type service, Type asker)
    {
        var type = service.IsGenericType ? service.GetGenericTypeDefinition() : service;
        return Exact.GetValueOrDefault(type.FullName ?? "") is { } advice ? advice.Replace("{0}", asker.Name, StringComparison.Ordinal)
            : service.FullName == "System.Net.Http.HttpClient"
                ? $"Register a client for the class with builder.Services.AddHttpClient<{asker.Name}>(), or inject IHttpClientFactory " +
                    "and call AddHttpClient()."
            : DerivesFrom(service, "Microsoft.EntityFrameworkCore.DbContext") ? Call($"AddDbContext<{service.Name}>(…)")
            : null;
    }

    private static string Call(string call) => $"Register it with builder.Services.{call}.";

    private static bool DerivesFrom(Type type, string name)
    {
        for (var ancestor = type; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (ancestor.FullName == name)
            {
                return true;
            }
        }

        return false;
    }
}
