using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace JobMaster.Configuration;

/// <summary>A configuration section without the entries that other code reads, which the binder would report as unknown.</summary>
internal sealed class SectionWithout(IConfigurationSection section, params IReadOnlyCollection<string> names) : IConfigurationSection
{
    public string Key => section.Key;

    public string Path => section.Path;

    public string? Value
    {
        get => section.Value;
        set => section.Value = value;
    }

    public string? this[string key]
    {
        get => section[key];
        set => section[key] = value;
    }

    public IEnumerable<IConfigurationSection> GetChildren() =>
        section.GetChildren().Where(child => !names.Contains(child.Key, StringComparer.OrdinalIgnoreCase));

    public IConfigurationSection GetSection(string key) => section.GetSection(key);

    public IChangeToken GetReloadToken() => section.GetReloadToken();
}
