using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Configuration;

/// <summary>Whether the constructor of a handler or a middleware can be called with what the container has: found out at start, and not by the first job.</summary>
internal static class ConstructorCheck
{
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Handlers and middleware are registered with their public constructors kept.")]
    public static IEnumerable<string> Problems(string role, Type type, IServiceProviderIsService known)
    {
        if (known.IsService(type))
        {
            return [];
        }

        if (type.IsAbstract)
        {
            return [$"{role} '{type.FullName}' is abstract and cannot be created. Register the class that derives from it, or give the container one to create."];
        }

        var constructors = type.GetConstructors();
        if (constructors.Length == 0)
        {
            return [$"{role} '{type.FullName}' has no public constructor. Give it one."];
        }

        var missing = constructors.Select(constructor => Missing(constructor, known).ToList()).MinBy(services => services.Count)!;
        return missing.Select(service =>
            $"{role} '{type.FullName}' needs '{service.FullName ?? service.Name}' in its constructor, which is not registered. " +
            (IsValue(service)
                ? $"Inject options that hold the value, or register the class itself: builder.Services.AddTransient(services => new {type.Name}(…))."
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
