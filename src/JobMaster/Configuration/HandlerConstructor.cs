using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using JobMaster.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Configuration;

/// <summary>Whether a handler's constructor can be called with what the container has.</summary>
internal static class HandlerConstructor
{
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Handlers are registered with their public constructors kept.")]
    public static IEnumerable<string> Problems(JobDefinition definition, IServiceProviderIsService known)
    {
        if (definition.HandlerType.IsAbstract)
        {
            return [$"Handler '{definition.HandlerType.FullName}' is abstract and cannot be created. Register the class that derives from it, or give the container one to create."];
        }

        var constructors = definition.HandlerType.GetConstructors();
        if (constructors.Length == 0)
        {
            return [$"Handler '{definition.HandlerType.FullName}' has no public constructor. Give it one."];
        }

        var missing = constructors.Select(constructor => Missing(constructor, known).ToList()).MinBy(services => services.Count)!;
        return missing.Select(service =>
            $"Handler '{definition.HandlerType.FullName}' needs '{service.FullName ?? service.Name}' in its constructor, which is not registered. " +
            (IsValue(service)
                ? $"Inject options that hold the value, or register the handler itself: builder.Services.AddTransient(services => new {definition.HandlerType.Name}(…))."
                : $"Register it, as in builder.Services.AddScoped<{(service.IsAbstract ? $"{service.Name}, TImplementation" : service.Name)}>()."));
    }

    private static IEnumerable<Type> Missing(ConstructorInfo constructor, IServiceProviderIsService known) =>
        constructor.GetParameters().Where(parameter => !parameter.HasDefaultValue && !IsKnown(parameter, known)).Select(parameter => parameter.ParameterType);

    /// <summary>Nobody registers a string or a number as a service.</summary>
    private static bool IsValue(Type type) => type.IsValueType || type == typeof(string);

    private static bool IsKnown(ParameterInfo parameter, IServiceProviderIsService known) =>
        parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed
            ? known is not IServiceProviderIsKeyedService keyedServices || keyedServices.IsKeyedService(parameter.ParameterType, keyed.Key)
            : known.IsService(parameter.ParameterType);
}
