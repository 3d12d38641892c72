using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>What was changed at run time.</summary>
internal sealed class InMemorySettingStore(InMemoryAccess access) : ISettingStore
{
    public Task<StoredSettings> ReadAsync(CancellationToken cancellationToken) =>
        access.RunAsync(
            (state, _) => new StoredSettings(state.SettingsVersion, new Dictionary<string, string>(state.Settings, StringComparer.Ordinal)),
            cancellationToken);

    public Task WriteAsync(string name, string? value, CancellationToken cancellationToken) =>
        access.RunAsync((state, _) => Write(state, StoredText.Clean(name), StoredText.Clean(value)), cancellationToken);

    private static long Write(InMemoryState state, string name, string? value)
    {
        if (value is null)
        {
            state.Settings.Remove(name);
        }
        else
        {
            state.Settings[name] = value;
        }

        return ++state.SettingsVersion;
    }
}
