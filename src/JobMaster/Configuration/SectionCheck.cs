using System.Reflection;
using JobMaster.Storage;
using JobMaster.Values;
using Microsoft.Extensions.Configuration;

namespace JobMaster.Configuration;

/// <summary>
/// Finds every entry of a bound section that is not an option or has a value of the wrong kind. The binder stops at the first.
/// </summary>
internal static class SectionCheck
{
    /// <param name="section">The section of a cluster, without the entries that other code reads.</param>
    /// <param name="read">The entries that other code reads, for suggestions.</param>
    public static IEnumerable<string> Problems(IConfiguration section, IReadOnlyCollection<string> read) =>
        OfOptions(section, typeof(JobMasterClusterOptions).GetProperties(), "a cluster", read);

    /// <param name="section">The section of a store or an agent, without the entries that the core reads itself.</param>
    /// <param name="provider">The provider.</param>
    /// <param name="read">The entries that the core reads itself, for suggestions.</param>
    public static IEnumerable<string> Problems(IConfiguration section, StoreProvider provider, IReadOnlyCollection<string> read) =>
        provider.OptionsType is null ? [] : OfOptions(section, provider.OptionsType.GetProperties(), provider.Name, read);

    private static IEnumerable<string> OfOptions(
        IConfiguration section, PropertyInfo[] known, string role, IReadOnlyCollection<string> others)
    {
        foreach (var entry in section.GetChildren())
        {
            var property = Array.Find(known, each => string.Equals(each.Name, entry.Key, StringComparison.OrdinalIgnoreCase));
            foreach (var problem in property is null ? [Unknown(entry, known, role, others)] : OfEntry(entry, property))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<string> OfEntry(IConfigurationSection entry, PropertyInfo property)
    {
        if (property.PropertyType == typeof(IList<JobMasterWorkerOptions>))
        {
            return OfWorkers(entry);
        }

        if (property.PropertyType == typeof(IList<string>))
        {
            return entry.Value is { Length: > 0 } text
                ? [$"'{text}' at '{entry.Path}' is one value. Write a list, such as [ \"{text}\" ]."]
                : entry.GetChildren().SelectMany(each => OfValue(each, typeof(string)));
        }

        return OfValue(entry, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);
    }

    private static IEnumerable<string> OfWorkers(IConfigurationSection entry)
    {
        const string List = "Write a list of workers, such as [ { \"MaxConcurrency\": 20 } ].";
        var options = typeof(JobMasterWorkerOptions).GetProperties();
        if (entry.Value is { Length: > 0 } text)
        {
            return [$"'{text}' at '{entry.Path}' is one value. {List}"];
        }

        var workers = entry.GetChildren().ToList();
        return workers.Exists(worker =>
            Array.Exists(options, option => string.Equals(option.Name, worker.Key, StringComparison.OrdinalIgnoreCase)))
            ? [$"'{entry.Path}' is one worker. {List}"]
            : workers.SelectMany(worker => worker.Value is { Length: > 0 } value
                ? [$"'{value}' at '{worker.Path}' is no worker. {List}"]
                : OfOptions(worker, options, "a worker", []));
    }

    private static IEnumerable<string> OfValue(IConfigurationSection entry, Type type)
    {
        if (!SectionValue.CanBe(type))
        {
            yield return $"'{entry.Path}' can be set in code only. Remove it from the configuration.";
        }
        else if (entry.GetChildren().Any())
        {
            yield return $"'{entry.Path}' holds entries, but it is one value. Write {SectionValue.Expected(type)}.";
        }
        else if (entry.Value is { } value && SectionValue.WhyNot(value, type) is { } why)
        {
            yield return $"'{value}' at '{entry.Path}' {why}";
        }
    }

    private static string Unknown(
        IConfigurationSection entry, PropertyInfo[] known, string role, IReadOnlyCollection<string> others) =>
        $"'{entry.Key}' at '{entry.Path}' is no option of {role}. "
        + (
            NearNames.Find(entry.Key, known.Select(property => property.Name).Concat(others)) is { } near
                ? $"Write '{near}' if that is meant; "
                : "Remove it; ")
        + "docs/options.md lists every option by name.";
}
