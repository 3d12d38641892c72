using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>The settings of a relational store.</summary>
[Experimental("JM9001")]
public sealed class SqlSettingStore : ISettingStore
{
    private readonly SqlStoreParts parts;
    private readonly SqlStatement readSettings;
    private readonly SqlStatement writeSetting;
    private readonly SqlStatement removeSetting;
    private readonly SqlStatement raiseControlVersion;

    /// <summary>Creates the settings of one store.</summary>
    /// <param name="parts">What the store's parts share.</param>
    public SqlSettingStore(SqlStoreParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        this.parts = parts;
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
    public Task WriteAsync(string name, string? value, CancellationToken cancellationToken) =>
        parts.Runner.WriteAsync((commands, token) => WriteAsync(commands, name, value, token), cancellationToken);

    private static (string? Name, string? Value, long Version) ReadRow(DbDataReader reader) =>
        (reader.Text(0), reader.Text(1), reader.IsDBNull(2) ? 0 : reader.GetInt64(2));

    private async ValueTask<int> WriteAsync(SqlCommands commands, string name, string? value, CancellationToken cancellationToken)
    {
        var nameArgument = SqlArgument.Text("name", StoredText.Clean(name));
        if (value is null)
        {
            await commands.ExecuteAsync(removeSetting, cancellationToken, nameArgument).ConfigureAwait(false);
        }
        else
        {
            await commands.ExecuteAsync(
                writeSetting, cancellationToken, nameArgument, SqlArgument.Text("value", StoredText.Clean(value))).ConfigureAwait(false);
        }

        return await commands.ExecuteAsync(raiseControlVersion, cancellationToken).ConfigureAwait(false);
    }
}
