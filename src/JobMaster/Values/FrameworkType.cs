using System.Runtime.CompilerServices;

namespace JobMaster.Values;

/// <summary>Types that the app cannot change.</summary>
internal static class FrameworkType
{
    /// <summary>Whether a type and its type arguments belong to the framework.</summary>
    public static bool Is(Type type) =>
        type.Namespace is { } name
        && (name is "System" or "Microsoft" || name.StartsWith("System.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.", StringComparison.Ordinal))
        && (!type.IsGenericType || IsTuple(type) || Array.TrueForAll(type.GetGenericArguments(), Is));

    /// <param name="type">A type of the framework that JSON does not keep.</param>
    /// <param name="path">The path of the value.</param>
    public static string WhyLost(Type type, string path) =>
        IsTuple(type)
            ? $"'{path}' is a tuple, whose items are not written. Use a record with the same values."
            : $"'{path}' is a {JsonExcerpt.TypeName(type)}, which does not come back from JSON. "
                + (path == JsonExcerpt.TypeName(type)
                    ? "Use a record of what it is made from."
                    : "Store what it is made from, or put [JsonIgnore] on it.");

    private static bool IsTuple(Type type) => type.IsValueType && typeof(ITuple).IsAssignableFrom(type);
}
