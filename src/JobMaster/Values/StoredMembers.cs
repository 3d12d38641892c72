using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace JobMaster.Values;

/// <summary>Distinguishes properties that an object stores from those it computes.</summary>
internal static class StoredMembers
{
    /// <summary>
    /// Whether the object stores the value of a property without a setter, so that it would be lost. A value computed from others
    /// is not stored.
    /// </summary>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A field that trimming removed holds nothing that could be lost.")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A field that trimming removed holds nothing that could be lost.")]
    public static bool IsStored(Type owner, JsonPropertyInfo property, PropertyInfo? member)
    {
        if (member is null)
        {
            return typeof(IEnumerable).IsAssignableFrom(property.PropertyType) && property.PropertyType != typeof(string);
        }

        if (member.SetMethod is not null)
        {
            return true;
        }

        for (var type = member.DeclaringType ?? owner; type is not null && type != typeof(object); type = type.BaseType)
        {
            if (
                type.GetFields(BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                    .Any(field => IsFieldOf(field.Name, member.Name)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether the field is the compiler's own, or named like the property by C# conventions: <c>name</c>, <c>_name</c>, <c>m_name</c>.
    /// </summary>
    private static bool IsFieldOf(string field, string property) =>
        string.Equals(field, $"<{property}>k__BackingField", StringComparison.Ordinal)
        || string.Equals(
            (field.StartsWith("m_", StringComparison.Ordinal) ? field[2..] : field).TrimStart('_'), property,
            StringComparison.OrdinalIgnoreCase);

    /// <summary>A property of an app's own collection besides its elements; null for none.</summary>
    [UnconditionalSuppressMessage(
        "Trimming", "IL2070", Justification = "A property that trimming removed holds nothing that could be lost.")]
    [UnconditionalSuppressMessage(
        "Trimming", "IL2075", Justification = "A property that trimming removed holds nothing that could be lost.")]
    public static string? OwnProperty(Type type)
    {
        for (
            var own = type; own is not null && own.Namespace?.StartsWith("System", StringComparison.Ordinal) != true
                && !own.IsInterface; own = own.BaseType)
        {
            if (own.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .FirstOrDefault(property =>
                    property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0
                        && !property.IsDefined(typeof(JsonIgnoreAttribute))) is { } lost)
            {
                return lost.Name;
            }
        }

        return null;
    }
}
