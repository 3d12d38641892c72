using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace JobMaster.Configuration;

/// <summary>Finds every entry of a bound section that is no option or has a value of another kind. The binder stops at the first.</summary>
internal static class SectionCheck
{
    public static IEnumerable<string> Problems(IConfiguration section) =>
        OfOptions(section, typeof(JobMasterClusterOptions).GetProperties(), "a cluster");

    private static IEnumerable<string> OfOptions(IConfiguration section, PropertyInfo[] known, string role)
    {
        foreach (var entry in section.GetChildren())
        {
            var property = Array.Find(known, each => string.Equals(each.Name, entry.Key, StringComparison.OrdinalIgnoreCase));
            foreach (var problem in property is null ? [Unknown(entry, known, role)] : OfEntry(entry, property))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<string> OfEntry(IConfigurationSection entry, PropertyInfo property)
    {
        if (property.PropertyType == typeof(IList<JobMasterWorkerOptions>))
        {
            return entry.Value is { Length: > 0 } text
                ? [$"'{text}' at '{entry.Path}' is one value. Write a list of workers, such as [ {{ \"MaxConcurrency\": 20 }} ]."]
                : entry.GetChildren().SelectMany(worker => OfOptions(worker, typeof(JobMasterWorkerOptions).GetProperties(), "a worker"));
        }

        if (property.PropertyType == typeof(IList<string>))
        {
            return entry.Value is { Length: > 0 } text
                ? [$"'{text}' at '{entry.Path}' is one value. Write a list, such as [ \"{text}\" ]."]
                : entry.GetChildren().SelectMany(each => OfValue(each, typeof(string)));
        }

        return OfValue(entry, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);
    }

    private static IEnumerable<string> OfValue(IConfigurationSection entry, Type type)
    {
        if (entry.GetChildren().Any())
        {
            yield return $"'{entry.Path}' holds entries, but it is one value. Write {Expected(type)}.";
        }
        else if (entry.Value is { } value && !Fits(value, type))
        {
            yield return $"'{value}' at '{entry.Path}' is no value of this option. Write {Expected(type)}.";
        }
    }

    /// <summary>What the binder takes.</summary>
    private static bool Fits(string value, Type type)
    {
        TypeConverter? converter =
            type == typeof(TimeSpan) ? new TimeSpanConverter()
            : type == typeof(int) ? new Int32Converter()
            : type == typeof(double) ? new DoubleConverter()
            : type == typeof(bool) ? new BooleanConverter()
            : null;
        if (converter is null)
        {
            return !type.IsEnum || Enum.TryParse(type, value, ignoreCase: true, out _);
        }

        try
        {
            converter.ConvertFromInvariantString(value);
            return true;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or OverflowException)
        {
            return false;
        }
    }

    private static string Expected(Type type) =>
        type == typeof(TimeSpan) ? "a time as days.hours:minutes:seconds, such as 00:00:30"
        : type == typeof(int) ? "a whole number"
        : type == typeof(double) ? string.Create(CultureInfo.InvariantCulture, $"a number such as {1.5}")
        : type == typeof(bool) ? "true or false"
        : type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type))}"
        : "a text";

    private static string Unknown(IConfigurationSection entry, PropertyInfo[] known, string role) =>
        $"'{entry.Key}' at '{entry.Path}' is no option of {role}. "
        + (
            NearNames.Find(entry.Key, known.Select(property => property.Name)) is { } near
                ? $"Write '{near}' if that is meant; "
                : "Remove it; ")
        + "docs/options.md lists every option by name.";
}
