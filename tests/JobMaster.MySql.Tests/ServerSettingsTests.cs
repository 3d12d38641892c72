using JobMaster.Storage;
using MySqlConnector;

namespace JobMaster.MySql.Tests;

/// <summary>Settings of the server and of connections: each works, or is an error at the start that says what to do.</summary>
public sealed class ServerSettingsTests : MySqlPlace
{
    [Theory]
    [InlineData("5.7.44", false, 16 << 20, "", "Use MySQL 8.0 or later")]
    [InlineData("10.5.29-MariaDB", false, 16 << 20, "", "MariaDB 10.6 or later")]
    [InlineData("8.0.36", true, 16 << 20, "", "Connect to the primary")]
    [InlineData("10.11.6-MariaDB", false, 1 << 20, "", "Set max_allowed_packet to 4194304 or more")]
    [InlineData("8.4.0", false, 16 << 20, "STATEMENT", "Set it to ROW or MIXED")]
    public void A_server_that_cannot_be_used_is_refused_with_the_remedy(
        string version, bool isReadOnly, long packet, string format, string remedy) =>
        new ServerSettings(version, isReadOnly, packet, format).Problem().ShouldNotBeNull().ShouldContain(remedy);

    [Theory]
    [InlineData("8.0.11", "")]
    [InlineData("9.1.0", "ROW")]
    [InlineData("10.6.0-MariaDB-log", "MIXED")]
    [InlineData("11.8.2-MariaDB-ubu2404", "ROW")]
    public void Any_other_is_taken(string version, string format) =>
        new ServerSettings(version, false, 16 << 20, format).Problem().ShouldBeNull();

    [Theory]
    [InlineData("set session sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,NO_ZERO_DATE,ONLY_FULL_GROUP_BY'")]
    [InlineData("set session sql_mode = ''")]
    [InlineData("set session time_zone = '+05:30'")]
    [InlineData("set session transaction isolation level serializable")]
    [InlineData("set session innodb_lock_wait_timeout = 50, innodb_snapshot_isolation = 1")]
    [InlineData("set names latin1")]
    [InlineData("set names utf8mb4 collate utf8mb4_unicode_ci")]
    public async Task Jobs_run_on_connections_with_any_settings_of_their_own(string setting)
    {
        await using var source = new MySqlDataSourceBuilder(Fixture.StoreConnectionString)
            .UseConnectionOpenedCallback(async (context, token) =>
            {
                await using var command = new MySqlCommand(setting, context.Connection);
                await command.ExecuteNonQueryAsync(token);
            })
            .Build();
        var store = Open(options => (options.ConnectionString, options.DataSource) = (null, source));
        var at = new DateTimeOffset(2026, 3, 29, 1, 30, 0, TimeSpan.Zero);
        var sent = Job(at) with { Payload = """{"text":"Grüße 😀 \" \\ %"}""" };

        await store.Jobs.InsertAsync([sent], false, default);
        var claimed = (await store.Jobs.ClaimAsync(await RequestAsync(), default)).Single();

        (claimed.Payload, claimed.DueAt).ShouldBe((sent.Payload, at));
        (await store.Jobs.RecordAsync([Succeeded(claimed)], default)).ShouldBe([RecordResult.Recorded]);
    }

    [Theory]
    [InlineData("UseAffectedRows=true", "UseAffectedRows=true")]
    [InlineData("NoBackslashEscapes=true", "NoBackslashEscapes=true")]
    public async Task A_data_source_that_would_break_statements_is_refused(string option, string named)
    {
        await using var source = new MySqlDataSource($"{Fixture.StoreConnectionString};{option}");

        Should.Throw<JobMasterConfigurationException>(
            () => Open(options => (options.ConnectionString, options.DataSource) = (null, source)))
            .Message.ShouldContain(named);
    }

    [Theory]
    [InlineData("Server=localhost", "names no database")]
    [InlineData("Database=app", "names no server")]
    [InlineData("Srver=localhost", "cannot be read")]
    public void A_connection_string_that_cannot_work_is_refused(string connectionString, string problem) =>
        Should.Throw<JobMasterConfigurationException>(() => Open(options => options.ConnectionString = connectionString))
            .Message.ShouldContain(problem);

    [Fact]
    public async Task A_database_that_is_not_there_is_named()
    {
        var store = Open(options =>
            options.ConnectionString =
                new MySqlConnectionStringBuilder(Fixture.StoreConnectionString) { Database = "nowhere" }.ConnectionString);

        var error = await Should.ThrowAsync<JobMasterStoreException>(() => store.Schema.ReadVersionAsync(default));

        error.Message.ShouldContain("Create the database, or name another");
    }
}
