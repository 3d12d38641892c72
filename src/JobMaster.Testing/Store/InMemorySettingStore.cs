using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>The settings changed at run time.</summary>
internal sealed class InMemorySettingStore(InMemoryAccess access) : ISettingStore
{
    public Task<StoredSettings> ReadAsync(CancellationToken cancellationToken) =>
        access.RunAsync(
            (state, _) => new StoredSettings(state.SettingsVersion, new Dictionary<string, string>(state.Settings, StringComparer.Ordinal)),
            cancellationToken);

    public Task<bool> WriteAsync(string name, string? value, NewAuditEntry? audit, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => Write(state, now, StoredText.Clean(name), StoredText.Clean(value), audit), cancellationToken);

    private static bool Write(InMemoryState state, DateTimeOffset now, string name, string? value, NewAuditEntry? audit)
    {
        var old = state.Settings.GetValueOrDefault(name);
        bool isChanged = audit is null || old != value;
        if (audit is not null && isChanged)
        {
            state.File(audit with { Before = AuditValues.Of((name, old)), After = AuditValues.Of((name, value)) }, now);
        }

        if (value is null)
        {
            state.Settings.Remove(name);
        }
        else
        {
            state.Settings[name] = value;
        }

        state.SettingsVersion++;
        return isChanged;
    }
}
