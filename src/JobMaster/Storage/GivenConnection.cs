using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Storage;

/// <summary>
/// Checks the connection that a provider's call was given. Null usually means a name that the app's configuration or container lacks.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public static class GivenConnection
{
    /// <summary>The connection string, unless it is null.</summary>
    /// <param name="connectionString">The argument of the call.</param>
    /// <param name="call">The call's name, as in <c>UsePostgres</c>.</param>
    /// <param name="services">The app's services.</param>
    /// <param name="otherwise">Further advice, a whole sentence; null for none.</param>
    /// <exception cref="JobMasterConfigurationException">It is null.</exception>
    public static string Required(string? connectionString, string call, IServiceProvider services, string? otherwise = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        return connectionString ?? throw new JobMasterConfigurationException(
            $"{call} was given null in place of a connection string. GetConnectionString(name) returns null when the configuration lacks " +
            $"the name; {Configured(services)}. " +
            $"Correct the name, or add the connection string to the configuration.{(otherwise is null ? "" : " " + otherwise)}");
    }

    /// <summary>The data source, unless it is null.</summary>
    /// <typeparam name="TDataSource">Its type.</typeparam>
    /// <param name="dataSource">The argument of the call.</param>
    /// <param name="call">The call's name, as in <c>UsePostgres</c>.</param>
    /// <param name="remedy">How the app registers one, as in <c>builder.Services.AddNpgsqlDataSource(connectionString)</c>.</param>
    /// <exception cref="JobMasterConfigurationException">It is null.</exception>
    public static TDataSource Required<TDataSource>(TDataSource? dataSource, string call, string remedy)
        where TDataSource : class =>
        dataSource ?? throw new JobMasterConfigurationException(
            $"{call} was given null in place of a data source. GetService returns null for what is not registered: register it with " +
            $"{remedy}, or give {call} a connection string.");

    /// <summary>
    /// The names of the connection strings in the app's configuration. Their values hold passwords, so only names are shown.
    /// </summary>
    internal static string Configured(IServiceProvider services)
    {
        var names = services.GetService<IConfiguration>()?
            .GetSection("ConnectionStrings")
            .GetChildren()
            .Select(child => $"'{child.Key}'")
            .ToList()
            ?? [];
        return names.Count == 0 ? "ConnectionStrings is missing or empty" : $"ConnectionStrings has {string.Join(", ", names)}";
    }
}
