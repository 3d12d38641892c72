using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.SqlClient;

namespace JobMaster.SqlServer.Tests.Sent;

/// <summary>A command with the driver's own parameters, which is written into a record instead of being sent.</summary>
internal sealed class DoubleCommand(SentRecord record) : DbCommand
{
    private readonly SqlCommand _inner = new();

    [AllowNull]
    public override string CommandText { get => _inner.CommandText; set => _inner.CommandText = value; }

    public override int CommandTimeout { get => _inner.CommandTimeout; set => _inner.CommandTimeout = value; }

    public override CommandType CommandType { get => _inner.CommandType; set => _inner.CommandType = value; }

    public override UpdateRowSource UpdatedRowSource { get => _inner.UpdatedRowSource; set => _inner.UpdatedRowSource = value; }

    public override bool DesignTimeVisible { get; set; }

    protected override DbConnection? DbConnection { get; set; }

    protected override DbTransaction? DbTransaction { get; set; }

    protected override DbParameterCollection DbParameterCollection => _inner.Parameters;

    public override void Cancel()
    {
    }

    public override void Prepare()
    {
    }

    public override int ExecuteNonQuery() => Send().Changed;

    public override object? ExecuteScalar() => throw new NotSupportedException("The store reads rows.");

    protected override DbParameter CreateDbParameter() => _inner.CreateParameter();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => Send().Read();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private Answer Send()
    {
        var connection = (DoubleConnection)DbConnection!;
        if (connection.State != ConnectionState.Open || connection.Pending != DbTransaction)
        {
            throw new InvalidOperationException("The command needs an open connection, and the transaction that is open there.");
        }

        return record.Send(CommandText, [.. _inner.Parameters.Cast<SqlParameter>()], CommandTimeout);
    }
}
