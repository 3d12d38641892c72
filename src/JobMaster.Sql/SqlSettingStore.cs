using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>The settings of a relational store.</summary>
[Experimental("JM9001")]
public sealed class SqlSettingStore : ISettingStore
{
    private readonly SqlStoreParts parts;
    private readonly SqlAudit audit;
    private readonly SqlStatement readSettings;
    private readonly SqlStatement readSetting;
    private readonly SqlStatement writeSetting;
    private readonly SqlStatement removeSetting;
    private readonly SqlStatement raiseControlVersion;

    /// <summary>Creates the settings of one store.</summary>
    /// <param name="parts">The shared parts of the store.</param>
    public SqlSettingStore(SqlStoreParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        this.parts = parts;
        audit = new SqlAudit(parts);
        readSetting = parts.Statements["read_setting"];
        readSettings = parts.Statements["read_settings"];
        writeSetting = parts.Statements["write_setting"];
        removeSetting = parts.Statements["remove_setting"];
        raiseControlVersion = parts.Statements["raise_control_version"];
    }

    /// <inheritdoc/>
    public async Task<StoredSettings> ReadAsync(CancellationToken cancellationToken)
    {
        var rows = await parts.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(readSettings, ReadRow, token), cancellationToken).ConfigureAwait(false);
        long version = rows.Find(row => row.Name is null).Version;
        return new StoredSettings(
            version, rows.Where(row => row.Name is not null).ToDictionary(row => row.Name!, row => row.Value!, StringComparer.Ordinal));
    }

    /// <inheritdoc/>
    public Task<bool> WriteAsync(string name, string? value, NewAuditEntry? audit, CancellationToken cancellationToken) =>
        parts.Runner.WriteAsync((commands, token) => WriteAsync(commands, name, value, audit, token), cancellationToken);

    private static (string? Name, string? Value, long Version) ReadRow(DbDataReader reader) =>
        (reader.Text(0), reader.Text(1), reader.IsDBNull(2) ? 0 : reader.GetInt64(2));

    /// <summary>
    /// Raises the version first. Its row lets one writer through at a time, so the value it reads is the value it replaces.
    /// </summary>
    private async ValueTask<bool> WriteAsync(
        SqlCommands commands, string name, string? value, NewAuditEntry? entry, CancellationToken cancellationToken)
    {
        await commands.ExecuteAsync(raiseControlVersion, cancellationToken).ConfigureAwait(false);
        var nameArgument = SqlArgument.Text("name", StoredText.Clean(name));
        var before = entry is null
            ? []
            : await commands.QueryAsync(readSetting, static reader => reader.Text(0), cancellationToken, nameArgument)
                .ConfigureAwait(false);
        _ = value is null
            ? await commands.ExecuteAsync(removeSetting, cancellationToken, nameArgument).ConfigureAwait(false)
            : await commands.ExecuteAsync(writeSetting, cancellationToken, nameArgument, SqlArgument.Text("value", StoredText.Clean(value)))
                .ConfigureAwait(false);
        var old = before is [var found] ? found : null;
        bool isChanged = entry is null || old != StoredText.Clean(value);
        if (entry is not null && isChanged)
        {
            var filed = entry with { Before = AuditValues.Of((name, old)), After = AuditValues.Of((name, value)) };
            await audit.FileAsync(commands, [filed], cancellationToken).ConfigureAwait(false);
        }

        return isChanged;
    }
}
