using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using static System.FormattableString;

namespace JobMaster.AspNetCore.Calls;

/// <summary>Describes an error in a body without .NET type names, and without the place, because the path shows it already.</summary>
internal static class BodyErrors
{
    private const string Duplicate = "Duplicate property";

    /// <summary>Whether a member stands twice. The reader gives the place of the object then, not of the member.</summary>
    public static bool IsOfDuplicate(JsonException exception) => exception.Message.StartsWith(Duplicate, StringComparison.Ordinal);

    public static string Reason(JsonException exception, JsonTypeInfo body)
    {
        string text = exception.Message.Split(" Path: ", 2)[0];
        if (text.StartsWith("The JSON property", StringComparison.Ordinal)
            && text.Split(" could not be mapped", 2) is [var member, var rest])
        {
            return $"{member} is not known{Known(body, rest)}.";
        }

        if (text.StartsWith(Duplicate, StringComparison.Ordinal) && text.Split(" encountered", 2) is [var twice, _])
        {
            return $"{twice.TrimEnd('.')}. Give it once.";
        }

        return text.StartsWith("The JSON value could not be converted to ", StringComparison.Ordinal)
            ? $"its value must be {Wanted(At(body, exception.Path ?? "$"))}."
            : text.Replace(" which is not supported in this mode. Change the reader options.", ". Leave it out.", StringComparison.Ordinal);
    }

    /// <summary>The members of the .NET type that the text names.</summary>
    private static string Known(JsonTypeInfo body, string text)
    {
        var type = Parts(body, []).FirstOrDefault(one => text.Contains($"'{one.Type.FullName}'", StringComparison.Ordinal));
        return type is null ? "" : $" here; known are {string.Join(", ", type.Properties.Select(property => property.Name))}";
    }

    private static IEnumerable<JsonTypeInfo> Parts(JsonTypeInfo type, HashSet<Type> seen)
    {
        if (!seen.Add(type.Type))
        {
            yield break;
        }

        yield return type;
        var inner = type.Properties.Select(property => property.PropertyType).Concat(type.ElementType is { } element ? [element] : []);
        foreach (var part in inner.SelectMany(one => Parts(type.Options.GetTypeInfo(one), seen)))
        {
            yield return part;
        }
    }

    /// <summary>The type of the value at a path; null if the path does not exist.</summary>
    private static JsonTypeInfo? At(JsonTypeInfo body, string path)
    {
        var type = body;
        foreach (string part in path.Split('.').Skip(1))
        {
            string[] names = part.Split('[');
            var property = type.Properties.FirstOrDefault(one => one.Name == names[0]);
            if (property is null)
            {
                return null;
            }

            type = type.Options.GetTypeInfo(property.PropertyType);
            if (names.Length > 1 && type.ElementType is { } element)
            {
                type = type.Options.GetTypeInfo(element);
            }
        }

        return type;
    }

    private static string Wanted(JsonTypeInfo? type)
    {
        var own = type is null ? null : Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        return own == typeof(int) ? Invariant($"a whole number from {int.MinValue:N0} to {int.MaxValue:N0}")
            : own == typeof(long) ? Invariant($"a whole number from {long.MinValue:N0} to {long.MaxValue:N0}")
            : own == typeof(double) ? "a number"
            : own == typeof(bool) ? "true or false"
            : own == typeof(string) ? "a string"
            : own == typeof(Guid) ? "an id such as 01a21bb4-4637-7b99-9eb2-48e225a40e2a"
            : type?.Kind == JsonTypeInfoKind.Enumerable ? "an array"
            : type?.Kind == JsonTypeInfoKind.Object ? "an object"
            : "of another type";
    }
}
