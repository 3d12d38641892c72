using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.SqlServer.Tests.Sent;

/// <summary>A connection to no server: what is sent on it goes into a record, and answers come from there.</summary>
internal sealed class DoubleConnection(SentRecord record) : DbConnection
{
    private ConnectionState _state = ConnectionState.Closed;

    [AllowNull]
    public override string ConnectionString { get; set; } = "";

    public override string Database => "app";

    public override string DataSource => "double";

    public override string ServerVersion => "15.00.2000";

    public override ConnectionState State => _state;

    /// <summary>The transaction that is open; every command has to name it, as the driver demands.</summary>
    public DoubleTransaction? Pending { get; set; }

    public override void Open() => _state = ConnectionState.Open;

    public override void Close()
    {
        Pending?.Dispose();
        _state = ConnectionState.Closed;
    }

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel)
    {
        record.Line($"begin {isolationLevel}");
        return Pending = new DoubleTransaction(this, record, isolationLevel);
    }

    protected override DbCommand CreateDbCommand() => new DoubleCommand(record) { Connection = this };

    protected override void Dispose(bool disposing)
    {
        Close();
        base.Dispose(disposing);
    }
}

/// <summary>A transaction on no server; one that is neither committed nor rolled back is rolled back in the end.</summary>
internal sealed class DoubleTransaction(DoubleConnection connection, SentRecord record, IsolationLevel isolationLevel) : DbTransaction
{
    public override IsolationLevel IsolationLevel => isolationLevel;

    protected override DbConnection DbConnection => connection;

    public override void Commit() => End("commit");

    public override void Rollback() => End("rollback");

    protected override void Dispose(bool disposing)
    {
        if (connection.Pending == this)
        {
            Rollback();
        }

        base.Dispose(disposing);
    }

    private void End(string how)
    {
        if (connection.Pending != this)
        {
            throw new InvalidOperationException($"Nothing is left to {how}.");
        }

        record.Line(how);
        connection.Pending = null;
    }
}
