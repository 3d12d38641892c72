using JobMaster.Sql;
using Microsoft.Data.Sqlite;

namespace JobMaster.Sqlite.Tests;

/// <summary>What goes straight to SQLite is stored, and fails, as what goes through the driver.</summary>
public sealed class DirectCommandTests : StoreFile
{
    private static readonly SqlStatement Insert =
        new("insert", "insert into noted (place, held) values (@place, @held) on conflict do nothing");

    private static readonly SqlStatement InsertNew = new("insert_new", "insert into noted (place, held) values (@place, @held)");

    public static TheoryData<string?> Texts => new(
        null, "", "plain", "ä€ and 😀", new string('€', 300), "half a pair \ud83d", "quoted ' \" \\", "a\nb\tc");

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_text_is_stored_as_by_the_driver(string? text)
    {
        var (direct, driven) = await CommandsAsync();

        direct.Execute(Insert, SqlArgument.Text("place", "direct"), SqlArgument.Text("held", text)).ShouldBe(1);
        driven.Execute(Insert, SqlArgument.Text("place", "driven"), SqlArgument.Text("held", text)).ShouldBe(1);

        Held("direct").ShouldBe(Held("driven"));
    }

    [Fact]
    public async Task So_are_values_of_every_other_kind()
    {
        SqlArgument[] values =
        [
            SqlArgument.Id("held", Guid.CreateVersion7()), SqlArgument.Id("held", null), SqlArgument.Number("held", long.MinValue),
            SqlArgument.Flag("held", true), SqlArgument.Flag("held", false), SqlArgument.Interval("held", TimeSpan.FromDays(3)),
            SqlArgument.Time("held", DateTimeOffset.UnixEpoch.AddTicks(123_456_780)), SqlArgument.Json("held", "[1]"),
            new SqlArgument("held", SqlArgumentKind.Native, new byte[] { 0, 1, 255 }),
        ];
        var (direct, driven) = await CommandsAsync();
        for (int i = 0; i < values.Length; i++)
        {
            direct.Execute(Insert, SqlArgument.Text("place", $"direct {i}"), values[i]);
            driven.Execute(Insert, SqlArgument.Text("place", $"driven {i}"), values[i]);

            Held($"direct {i}").ShouldBe(Held($"driven {i}"), $"of {values[i]}");
        }
    }

    [Fact]
    public async Task An_argument_that_the_statement_does_not_use_is_passed_over()
    {
        var (direct, _) = await CommandsAsync();

        direct.Execute(Insert, SqlArgument.Number("clock", 1), SqlArgument.Text("held", "x"), SqlArgument.Text("place", "direct"));

        Held("direct").ShouldBe("text 78");
    }

    [Fact]
    public async Task A_row_that_is_there_already_counts_as_no_change()
    {
        var (direct, _) = await CommandsAsync();
        direct.Execute(Insert, SqlArgument.Text("place", "direct"), SqlArgument.Text("held", "first")).ShouldBe(1);

        direct.Execute(Insert, SqlArgument.Text("place", "direct"), SqlArgument.Text("held", "second")).ShouldBe(0);
    }

    [Fact]
    public async Task A_failure_is_the_drivers_own_and_the_statement_works_again_after_it()
    {
        var (direct, driven) = await CommandsAsync();
        direct.Execute(InsertNew, SqlArgument.Text("place", "taken"), SqlArgument.Text("held", "x"));

        var failure = Should.Throw<SqliteException>(
            () => direct.Execute(InsertNew, SqlArgument.Text("place", "taken"), SqlArgument.Text("held", "x")));
        var expected = Should.Throw<SqliteException>(
            () => driven.Execute(InsertNew, SqlArgument.Text("place", "taken"), SqlArgument.Text("held", "x")));

        (failure.SqliteExtendedErrorCode, failure.Message).ShouldBe((expected.SqliteExtendedErrorCode, expected.Message));
        direct.Execute(InsertNew, SqlArgument.Text("place", "free"), SqlArgument.Text("held", "x")).ShouldBe(1);
    }

    [Fact]
    public async Task A_number_is_read_as_by_the_driver()
    {
        var (direct, driven) = await CommandsAsync();
        var statement = new SqlStatement("number", "select @given + 1");

        direct.QueryNumber(statement, SqlArgument.Number("given", 1L << 52)).ShouldBe((1L << 52) + 1);
        driven.QueryNumber(statement, SqlArgument.Number("given", 1L << 52)).ShouldBe((1L << 52) + 1);
    }

    private async Task<(SqlCommands Direct, SqlCommands Driven)> CommandsAsync()
    {
        var dialect = (await OpenMigratedAsync()).Parts.Dialect;
        var connection = Connect();
        using var create = connection.CreateCommand();
        create.CommandText = "create table noted (place text primary key, held any)";
        create.ExecuteNonQuery();
        return (new SqliteCommands(dialect, connection), new SqlCommands(dialect, connection));
    }

    /// <summary>The type of a stored value and its bytes.</summary>
    private string? Held(string place)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = "select typeof(held) || ' ' || hex(held) from noted where place = @place";
        command.Parameters.AddWithValue("@place", place);
        return (string?)command.ExecuteScalar();
    }
}
