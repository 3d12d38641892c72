using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>The controls of a relational store.</summary>
[Experimental("JM9001")]
public sealed class SqlControlStore : IControlStore
{
    private readonly SqlStoreParts parts;
    private readonly SqlAudit audit;
    private readonly SqlStatement readControls;
    private readonly SqlStatement writeControl;
    private readonly SqlStatement liftControl;
    private readonly SqlStatement pruneControls;
    private readonly SqlStatement raiseControlVersion;
    private readonly Func<DbDataReader, (DateTimeOffset Time, StoredControl? Control)> readRow;

    /// <summary>Creates the controls of one store.</summary>
    /// <param name="parts">The shared parts of the store.</param>
    public SqlControlStore(SqlStoreParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        this.parts = parts;
        audit = new SqlAudit(parts);
        readControls = parts.Statements["read_controls"];
        writeControl = parts.Statements["write_control"];
        liftControl = parts.Statements["lift_control"];
        pruneControls = parts.Statements["prune_controls"];
        raiseControlVersion = parts.Statements["raise_control_version"];
        readRow = ReadRow;
    }

    /// <inheritdoc/>
    public Task<StoredControls> ReadAsync(CancellationToken cancellationToken) =>
        parts.Runner.ReadAsync(ReadAsync, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> SetAsync(NewControl control, NewAuditEntry audit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(control);
        ArgumentNullException.ThrowIfNull(audit);
        return parts.Runner.WriteAsync((commands, token) => SetAsync(commands, control, audit, token), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> LiftAsync(ControlTarget target, NewAuditEntry audit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(audit);
        return parts.Runner.WriteAsync((commands, token) => LiftAsync(commands, target, audit, token), cancellationToken);
    }

    private static SqlArgument[] Arguments(ControlTarget target) =>
        [
            SqlArgument.Number("kind", (int)target.Kind),
            SqlArgument.Text("name", StoredText.Clean(target.Name)),
            SqlArgument.Text("host", StoredText.Clean(target.Host)),
        ];

    private async ValueTask<StoredControls> ReadAsync(SqlCommands commands, CancellationToken cancellationToken)
    {
        var rows = await commands.QueryAsync(readControls, readRow, cancellationToken, parts.Now()).ConfigureAwait(false);
        var now = rows.Find(row => row.Control is null).Time;
        return new StoredControls(now, [.. rows.Select(row => row.Control).OfType<StoredControl>()]);
    }

    /// <summary>
    /// Raises the version first. Its row lets one writer through at a time, so the values it reads are the values it replaces.
    /// </summary>
    private async ValueTask<StoredControl?> BeginAsync(SqlCommands commands, ControlTarget target, CancellationToken cancellationToken)
    {
        await commands.ExecuteAsync(raiseControlVersion, cancellationToken).ConfigureAwait(false);
        await commands.ExecuteAsync(pruneControls, cancellationToken, parts.Now()).ConfigureAwait(false);
        var held = await ReadAsync(commands, cancellationToken).ConfigureAwait(false);
        return held.All.FirstOrDefault(control => control.Control.Target == Cleaned(target));
    }

    private async ValueTask<bool> SetAsync(
        SqlCommands commands, NewControl control, NewAuditEntry entry, CancellationToken cancellationToken)
    {
        var reason = StoredText.Clean(entry.Origin.Reason);
        var before = await BeginAsync(commands, control.Target, cancellationToken).ConfigureAwait(false);
        if (before?.IsSame(control with { Target = Cleaned(control.Target) }, reason) == true)
        {
            return false;
        }

        await commands.ExecuteAsync(
            writeControl,
            cancellationToken,
            [
                .. Arguments(control.Target),
                new SqlArgument("amount", SqlArgumentKind.Number, control.Value),
                SqlArgument.Time("until", control.Until),
                SqlArgument.Text("who", StoredText.Clean(entry.Origin.Who)),
                SqlArgument.Text("reason", reason),
                parts.Now(),
            ]).ConfigureAwait(false);
        var filed = entry with { Before = before?.ToAudit(), After = StoredControl.Audited(control, reason) };
        await audit.FileAsync(commands, [filed], cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async ValueTask<bool> LiftAsync(
        SqlCommands commands, ControlTarget target, NewAuditEntry entry, CancellationToken cancellationToken)
    {
        if (await BeginAsync(commands, target, cancellationToken).ConfigureAwait(false) is not { } before)
        {
            return false;
        }

        await commands.ExecuteAsync(liftControl, cancellationToken, Arguments(target)).ConfigureAwait(false);
        await audit.FileAsync(commands, [entry with { Before = before.ToAudit() }], cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static ControlTarget Cleaned(ControlTarget target) =>
        target with { Name = StoredText.Clean(target.Name), Host = StoredText.Clean(target.Host) };

    private (DateTimeOffset Time, StoredControl? Control) ReadRow(DbDataReader reader)
    {
        var time = parts.Dialect.ReadTime(reader, 4);
        if (reader.IsDBNull(0))
        {
            return (time, null);
        }

        var target = new ControlTarget((ControlKind)reader.GetInt32(0), reader.GetString(1), reader.GetString(2));
        long? amount = reader.IsDBNull(3) ? null : reader.GetInt64(3);
        DateTimeOffset? until = reader.IsDBNull(5) ? null : parts.Dialect.ReadTime(reader, 5);
        return (time, new StoredControl(new NewControl(target, amount, until), time, reader.GetString(6), reader.Text(7)));
    }
}
