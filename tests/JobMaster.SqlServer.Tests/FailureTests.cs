using System.Data;
using JobMaster.Sql;
using JobMaster.SqlServer.Tests.Sent;
using Microsoft.Data.SqlClient;

namespace JobMaster.SqlServer.Tests;

/// <summary>Error numbers mean for SQL Server what the codes of Postgres mean there.</summary>
public sealed class FailureTests
{
    private static readonly SqlServerFailures Failures = new("SQL Server db/app");

    /// <summary>Every number that is mapped, and the beginning and the end of what its user is told.</summary>
    public static TheoryData<int, string, string> Mapped => new()
    {
        { 1205, "rolled a transaction back", "Make the call again" },
        { 1222, "did not give a lock in time", "sys.dm_tran_locks" },
        { 3960, "found a row changed", "READ COMMITTED" },
        { 3961, "found a table changed", "READ COMMITTED" },
        { 40197, "is failing over", "Wait until it takes connections again" },
        { 40501, "is busy", "Choose a larger service tier" },
        { 40613, "is not available just now", "Wait until it takes connections again" },
        { 49918, "is busy", "lower the load" },
        { 49919, "is busy", "lower the load" },
        { 49920, "is busy", "lower the load" },
        { 10928, "has reached the limit of its tier", "Choose a larger service tier" },
        { 10929, "has reached the limit of its tier", "Choose a larger service tier" },
        { 10936, "has reached the limit of its tier", "Choose a larger service tier" },
        { 10053, "lost a connection", "the network between" },
        { 10054, "lost a connection", "the network between" },
        { 233, "lost a connection", "the network between" },
        { 10060, "cannot be reached", "the firewall between" },
        { 10061, "cannot be reached", "the firewall between" },
        { 53, "cannot be reached", "Start the database" },
        { -1, "cannot be reached", "Start the database" },
        { -2, "did not answer in time", "raise CommandTimeout" },
        { 4060, "is not there, or the login may not open it", "Create the database" },
        { 40549, "ended our session", "long" },
        { 596, "ended our session", "kills sessions" },
        { 3906, "is read-only", "Connect to the primary" },
        { 976, "is a secondary replica", "the listener of the availability group" },
        { 926, "is suspect", "repair or restore" },
        { 1105, "has a full disk or file", "Make room" },
        { 9002, "has a full transaction log", "Back the log up" },
        { 701, "is out of memory", "more memory" },
    };

    /// <summary>The numbers that another call meets too.</summary>
    public static TheoryData<int, string, string> Lasting => new()
    {
        { 18456, "did not let us in", "Correct the login" },
        { 18487, "did not let us in", "Set a new password" },
        { 40615, "did not let us in", "firewall rules" },
        { 916, "did not let us in", "Correct the login" },
        { 229, "refused", "docs/providers/sqlserver.md" },
        { 208, "lacks a table", "GetPendingSqlAsync" },
        { 207, "lacks a column", "GetPendingSqlAsync" },
        { 102, "does not understand a statement", "compatibility level 150" },
        { -2146893019, "could not agree on TLS", "TrustServerCertificate" },
        { 2601, "has a row with this key", "maintainers" },
        { 2627, "has a row with this key", "maintainers" },
        { 515, "refused a row", "maintainers" },
        { 547, "refused a row that breaks a constraint", "maintainers" },
        { 2628, "refused a value that is too long", "maintainers" },
        { 8152, "refused a value that is too long", "maintainers" },
        { 8115, "refused a number", "maintainers" },
        { 13609, "refused a batch", "maintainers" },
    };

    public static TheoryData<int> KnownNumbers => [.. SqlServerFailures.Transient.Concat(SqlServerFailures.Refusing).Order()];

    [Theory]
    [MemberData(nameof(Mapped))]
    public void What_may_go_well_the_next_time_is_transient(int number, string problem, string remedy)
    {
        var error = SqlErrors.Of(number);
        SqlServerFailures.IsTransient(error).ShouldBeTrue();
        SqlServerFailures.IsRefusal(error).ShouldBeFalse();
        Failures.Explain(error).ShouldNotBeNull().Message.ShouldStartWith($"SQL Server db/app {problem}");
        Failures.Explain(error)!.Message.ShouldContain(remedy);
    }

    [Theory]
    [MemberData(nameof(Lasting))]
    public void What_will_never_go_well_is_not(int number, string problem, string remedy)
    {
        var error = SqlErrors.Of(number);
        SqlServerFailures.IsTransient(error).ShouldBeFalse();
        Failures.Explain(error).ShouldNotBeNull().Message.ShouldBe(
            $"SQL Server db/app {SqlServerAdvice.For(number, "The server's words.")}");
        Failures.Explain(error)!.Message.ShouldContain($"{problem}");
        Failures.Explain(error)!.Message.ShouldContain(remedy);
    }

    [Theory]
    [MemberData(nameof(KnownNumbers))]
    public void Each_known_number_is_one_thing_and_has_its_advice(int number)
    {
        SqlServerFailures.IsTransient(number).ShouldNotBe(SqlServerFailures.IsRefusal(number));
        string told = Failures.Explain(SqlErrors.Of(number)).ShouldNotBeNull().Message;
        told.ShouldNotContain("refused with error");
        told.ShouldEndWith(".");
    }

    [Fact]
    public void An_unknown_number_is_told_with_the_words_of_the_server()
    {
        SqlServerFailures.IsTransient(SqlErrors.Of(99999)).ShouldBeFalse();
        Failures.Explain(SqlErrors.Of(99999)).ShouldNotBeNull().Message
            .ShouldBe("SQL Server db/app refused with error 99999: The server's words. Look at the server's log.");
    }

    [Fact]
    public void A_broken_connection_is_transient_whatever_its_number()
    {
        var error = SqlErrors.Of(99999, inner: new IOException("broken"));
        SqlServerFailures.IsTransient(error).ShouldBeTrue();
        Failures.Explain(error).ShouldNotBeNull().Message.ShouldStartWith("SQL Server db/app lost a connection:");
    }

    [Theory]
    [InlineData(2601)]
    [InlineData(2627)]
    [InlineData(515)]
    [InlineData(547)]
    [InlineData(2628)]
    [InlineData(8152)]
    [InlineData(8115)]
    [InlineData(13609)]
    public void What_the_server_will_never_store_is_refused(int number)
    {
        SqlServerFailures.IsRefusal(SqlErrors.Of(number)).ShouldBeTrue();
        SqlServerFailures.IsTransient(number).ShouldBeFalse();
    }

    [Theory]
    [InlineData(1205, true)]
    [InlineData(2601, true)]
    [InlineData(2627, true)]
    [InlineData(1222, false)]
    [InlineData(547, false)]
    [InlineData(40613, false)]
    public void A_unit_that_lost_a_race_runs_again(int number, bool isRace) => SqlServerFailures.IsLostRace(number).ShouldBe(isRace);

    [Theory]
    [InlineData(18456, true)]
    [InlineData(916, true)]
    [InlineData(4060, true)]
    [InlineData(229, true)]
    [InlineData(208, true)]
    [InlineData(102, true)]
    [InlineData(-2146893019, true)]
    [InlineData(1205, false)]
    [InlineData(40613, false)]
    [InlineData(2627, false)]
    public void A_database_that_no_call_can_use_is_known(int number, bool isUnusable)
    {
        SqlServerAdvice.IsUnusable(number).ShouldBe(isUnusable);
        (Failures.ExplainUnusable(SqlErrors.Of(number)) is not null).ShouldBe(isUnusable);
    }

    [Fact]
    public void A_number_without_advice_has_none() => SqlServerAdvice.For(99999, "Words.").ShouldBeNull();

    [Fact]
    public void What_is_not_the_database_s_is_not_explained()
    {
        var failures = new SqlServerFailures("SQL Server db/app");
        failures.Explain(new InvalidOperationException("ours")).ShouldBeNull();
        failures.Explain(new TimeoutException()).ShouldNotBeNull().Message.ShouldStartWith("SQL Server db/app did not answer in time.");
        SqlServerFailures.IsTransient(new InvalidOperationException("ours")).ShouldBeFalse();
        SqlServerFailures.IsTransient(new IOException()).ShouldBeTrue();
    }

    [Fact]
    public void A_whole_number_is_read_whatever_its_width()
    {
        using var table = new DataTable();
        table.Columns.Add("small", typeof(short));
        table.Columns.Add("flag", typeof(bool));
        table.Columns.Add("wide", typeof(long));
        table.Columns.Add("none", typeof(int));
        table.Rows.Add((short)3, true, 40_000_000_000, DBNull.Value);
        using var reader = new WideReader(table.CreateDataReader());
        reader.Read().ShouldBeTrue();
        reader.GetInt32(0).ShouldBe(3);
        reader.GetInt64(0).ShouldBe(3);
        reader.GetInt32(1).ShouldBe(1);
        reader.GetInt64(2).ShouldBe(40_000_000_000);
        reader.IsDBNull(3).ShouldBeTrue();
        Should.Throw<OverflowException>(() => reader.GetInt32(2));
    }

    [Fact]
    public void An_id_keeps_the_order_of_its_text()
    {
        var dialect = new SqlServerDialect(new SqlServerFailures("db"));
        var id = Guid.Parse("0190a1b2-c3d4-7e5f-8091-a2b3c4d5e6f7");
        var parameter = new SqlParameter();
        dialect.Bind(parameter, SqlArgument.Id("id", id));
        Convert.ToHexString((byte[])parameter.Value!).ShouldBe(id.ToString("N").ToUpperInvariant());
        parameter.SqlDbType.ShouldBe(SqlDbType.Binary);

        using var table = new DataTable();
        table.Columns.Add("id", typeof(byte[]));
        table.Rows.Add(parameter.Value);
        using var reader = table.CreateDataReader();
        reader.Read();
        dialect.ReadId(reader, 0).ShouldBe(id);
    }

    /// <summary>The driver names a parameter by itself when it is added to a command before it has a name.</summary>
    [Fact]
    public void A_parameter_is_sent_under_the_name_that_its_statement_uses()
    {
        var dialect = new SqlServerDialect(new SqlServerFailures("db"));
        using var command = new SqlCommand();
        command.Parameters.Add(command.CreateParameter());
        command.Parameters.Add(command.CreateParameter());
        dialect.Bind(command.Parameters[0], SqlArgument.Text("lane", "default"));
        dialect.Bind(command.Parameters[1], SqlArgument.Number("limit", 1));
        command.Parameters.Cast<SqlParameter>().Select(parameter => parameter.ParameterName).ShouldBe(["@lane", "@limit"]);
    }

    [Fact]
    public void Each_kind_of_value_has_its_own_type_even_when_null()
    {
        var dialect = new SqlServerDialect(new SqlServerFailures("db"));
        foreach (var (kind, type) in new[]
            {
                (SqlArgumentKind.Text, SqlDbType.NVarChar), (SqlArgumentKind.Json, SqlDbType.NVarChar),
                (SqlArgumentKind.Id, SqlDbType.Binary), (SqlArgumentKind.Time, SqlDbType.DateTime2),
                (SqlArgumentKind.Number, SqlDbType.BigInt), (SqlArgumentKind.Flag, SqlDbType.Bit),
                (SqlArgumentKind.Native, SqlDbType.VarBinary),
            })
        {
            var parameter = new SqlParameter();
            dialect.Bind(parameter, new SqlArgument("x", kind, null));
            parameter.SqlDbType.ShouldBe(type);
            parameter.Value.ShouldBe(DBNull.Value);
        }
    }
}
