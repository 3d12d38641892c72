using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Configuration;

/// <summary>
/// Finds handlers and middleware that need the default cluster of an app that has several clusters and no default. An app whose code asks
/// by key needs no default.
/// </summary>
internal static class DefaultCheck
{
    private static readonly Type[] OfACluster = [typeof(IJobMasterScheduler), typeof(IJobMasterMonitor), typeof(IJobMasterCluster)];

    public static IEnumerable<string> Problems(IReadOnlyList<JobMasterClusterConfig> configs) =>
        configs.Count < 2 || configs.Any(config => config.Options.IsDefault)
            ? []
            : from config in configs
              from type in config.Handlers.Definitions.Select(definition => definition.HandlerType).Concat(config.MiddlewareTypes)
              where !IsMadeByTheApp(config, type)
              from service in Unkeyed(type)
              select $"'{type.FullName}' asks for {service.Name} without a key. " +
                  $"{NoDefault([.. configs.Select(each => each.Options.ClusterId)])}";

    public static string NoDefault(IReadOnlyList<string> clusterIds) =>
        $"There are several clusters ({string.Join(", ", clusterIds.Select(id => $"'{id}'"))}) and none is the default. "
        + $"Call SetAsDefault() on one, or ask for one by key: [FromKeyedServices(\"{clusterIds[0]}\")].";

    private static bool IsMadeByTheApp(JobMasterClusterConfig config, Type type) =>
        config.Services.GetService<IServiceProviderIsService>()?.IsService(type) == true;

    [UnconditionalSuppressMessage(
        "Trimming", "IL2070", Justification = "Handlers and middleware are registered with their public constructors kept.")]
    private static IEnumerable<Type> Unkeyed(Type type) => type.GetConstructors() is [var only]
        ? only.GetParameters()
            .Where(parameter =>
                parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is null && OfACluster.Contains(parameter.ParameterType))
            .Select(parameter => parameter.ParameterType)
        : [];
}
