using Microsoft.Data.SqlClient;

namespace JobMaster.SqlServer.Tests;

/// <summary>Settings that cannot work are named at start, and what the app sets is kept.</summary>
public sealed class OptionTests
{
    private const string Good = "Server=db;Database=app;User ID=app;Password=p";

    [Theory]
    [InlineData("Server=db", "names no database")]
    [InlineData("Database=app", "names no server")]
    [InlineData("Server=db;Database=app;ApplicationIntent=ReadOnly", "ApplicationIntent=ReadOnly")]
    [InlineData("Server=db;Nonsense=1", "cannot be read")]
    public void A_connection_string_that_cannot_work_is_refused(string connectionString, string problem) =>
        Should.Throw<JobMasterConfigurationException>(() => Source(connectionString)).Message.ShouldContain(problem);

    [Fact]
    public void One_way_to_connect_is_needed_and_only_one()
    {
        Should.Throw<JobMasterConfigurationException>(() => new SqlServerSource(new SqlServerStoreOptions())).Message
            .ShouldContain("neither");
        var both = new SqlServerStoreOptions { ConnectionString = Good, CreateConnection = () => new SqlConnection() };
        Should.Throw<JobMasterConfigurationException>(() => new SqlServerSource(both)).Message.ShouldContain("both");
    }

    [Fact]
    public void Connections_are_encrypted_unless_the_app_says_otherwise()
    {
        new SqlConnectionStringBuilder(Source(Good).ConnectionString).Encrypt.ShouldBe(SqlConnectionEncryptOption.Mandatory);
        var kept = new SqlConnectionStringBuilder(Source(Good + ";Encrypt=Strict").ConnectionString);
        kept.Encrypt.ShouldBe(SqlConnectionEncryptOption.Strict);
        kept.TrustServerCertificate.ShouldBeFalse();
    }

    [Fact]
    public void A_managed_identity_is_named_in_the_connection_string()
    {
        var kept = new SqlConnectionStringBuilder(
            Source("Server=x.database.windows.net;Database=app;Authentication=Active Directory Managed Identity").ConnectionString);
        kept.Authentication.ShouldBe(SqlAuthenticationMethod.ActiveDirectoryManagedIdentity);
    }

    [Fact]
    public void Connections_never_enlist_and_say_whose_they_are()
    {
        var own = new SqlConnectionStringBuilder(Source(Good).ConnectionString);
        own.Enlist.ShouldBeFalse();
        own.ApplicationName.ShouldBe("JobMaster");
        new SqlConnectionStringBuilder(Source(Good + ";Application Name=shop").ConnectionString).ApplicationName.ShouldBe("shop");
    }

    [Fact]
    public void Options_that_cannot_work_are_told_together()
    {
        var options = new SqlServerStoreOptions { WriteConcurrency = 0, CommandTimeout = TimeSpan.Zero };
        string message = Should.Throw<JobMasterConfigurationException>(options.Check).Message;
        message.ShouldContain("WriteConcurrency 0");
        message.ShouldContain("CommandTimeout 00:00:00");
    }

    [Theory]
    [InlineData(14, 3, 140, false, "Use SQL Server 2019")]
    [InlineData(16, 3, 140, false, "compatibility level 140")]
    [InlineData(16, 3, 160, true, "is read-only")]
    [InlineData(12, 5, 140, false, "compatibility level 140")]
    public void A_server_that_cannot_be_used_is_told_at_start(int version, int edition, int level, bool isReadOnly, string problem) =>
        SqlServerSchemaStore.Problem(new(version, edition, level, isReadOnly)).ShouldNotBeNull().ShouldContain(problem);

    [Theory]
    [InlineData(15, 3, 150)]
    [InlineData(16, 2, 160)]
    [InlineData(12, 5, 150)]
    [InlineData(12, 8, 160)]
    public void A_server_that_can_be_used_is_not(int version, int edition, int level) =>
        SqlServerSchemaStore.Problem(new(version, edition, level, IsReadOnly: false)).ShouldBeNull();

    private static SqlServerSource Source(string connectionString) =>
        new(new SqlServerStoreOptions { ConnectionString = connectionString });
}
