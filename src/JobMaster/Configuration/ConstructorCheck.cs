using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Configuration;

/// <summary>
/// Checks at start, instead of with the first job, whether the container can supply the constructor of a handler or a middleware.
/// </summary>
internal static class ConstructorCheck
{
    [UnconditionalSuppressMessage(
        "Trimming", "IL2070", Justification = "Handlers and middleware are registered with their public constructors kept.")]
    public static IEnumerable<string> Problems(string role, Type type, IServiceProviderIsService known)
    {
        if (known.IsService(type))
        {
            return [];
        }

        if (type.IsAbstract)
        {
            return [
                $"{role} '{type.FullName}' is abstract and cannot be created. Register the class that derives from it, or give the " +
                "container one to create."];
        }

        var constructors = type.GetConstructors();
        if (constructors.Length == 0)
        {
            return [$"{role} '{type.FullName}' has no public constructor. Give it one."];
        }

        var marked = Array.FindAll(constructors, one => one.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute), inherit: false));
        if (marked.Length > 1 || (marked.Length == 0 && constructors.Length > 1))
        {
            return [
                $"{role} '{type.FullName}' has {constructors.Length} public constructors, {(marked.Length == 0 ? "none" : "several")} of "
                + "them with [ActivatorUtilitiesConstructor], so nothing says which one is meant. Keep one constructor public, or set "
                + "[ActivatorUtilitiesConstructor] on the one that is to be called."];
        }

        var meant = marked.Length == 1 ? marked[0] : constructors[0];
        return Missing(meant, known).Select(parameter =>
            $"{role} '{type.FullName}' needs '{Name(parameter.ParameterType)}' in its constructor, which is not " +
            $"registered{UnderKey(parameter)}. {Remedy(parameter, type)}");
    }

    private static IEnumerable<ParameterInfo> Missing(ConstructorInfo constructor, IServiceProviderIsService known) =>
        constructor.GetParameters().Where(parameter => !parameter.HasDefaultValue && !IsKnown(parameter, known));

    private static string Remedy(ParameterInfo parameter, Type asker)
    {
        var service = parameter.ParameterType;
        var implementation = service.IsAbstract ? $"{ShortName(service)}, TImplementation" : ShortName(service);
        return Key(parameter) is { } key
            ? $"Register it under this key, as in builder.Services.AddKeyedScoped<{implementation}>({Literal(key)})."
            : FrameworkServices.Advice(service, asker) is { } advice ? advice
            : IsValue(service)
                ? "Inject options that hold the value, or register the class itself: builder.Services.AddTransient(services => new " +
                    $"{asker.Name}(…))."
            : $"Register it, as in builder.Services.AddScoped<{implementation}>().";
    }

    private static string UnderKey(ParameterInfo parameter) => Key(parameter) is { } key ? $" under key {Literal(key)}" : "";

    private static object? Key(ParameterInfo parameter) => parameter.GetCustomAttribute<FromKeyedServicesAttribute>()?.Key;

    private static string Literal(object key) => key is string ? $"\"{key}\"" : $"{key}";

    /// <summary>A generic type's full name repeats the assembly of each argument, which is unreadable.</summary>
    private static string Name(Type type) => type.IsGenericType ? $"{type.Namespace}.{ShortName(type)}" : type.FullName ?? type.Name;

    private static string ShortName(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(ShortName))}>"
        : type.Name;

    /// <summary>Whether a type is a string or a value type, which nobody registers as a service.</summary>
    private static bool IsValue(Type type) => type.IsValueType || type == typeof(string);

    private static bool IsKnown(ParameterInfo parameter, IServiceProviderIsService known) =>
        parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed
            ? known is not IServiceProviderIsKeyedService keyedServices || keyedServices.IsKeyedService(parameter.ParameterType, keyed.Key)
            : known.IsService(parameter.ParameterType);
}
