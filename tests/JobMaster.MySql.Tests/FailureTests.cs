using System.Reflection;
using MySqlConnector;

namespace JobMaster.MySql.Tests;

/// <summary>Error numbers: what may go well the next time, what never will, and what a user is told.</summary>
public sealed class FailureTests
{
    private static readonly MySqlFailures Failures = new("MySQL db/app");

    public static TheoryData<int, string, string> Mapped => new()
    {
        { 1205, "did not give a lock in time", "information_schema.innodb_trx" },
        { 1213, "rolled a transaction back in favour of another", "Make the call again" },
        { 1206, "has no memory for locks", "innodb_buffer_pool_size" },
        { 1020, "found a row changed since your transaction began", "READ COMMITTED" },
        { 1040, "takes no more connections", "Raise max_connections" },
        { 1203, "takes no more connections of this user", "Raise the limit of the user" },
        { 1226, "takes no more connections of this user", "limits of the user" },
        { 1129, "takes no more connections of this host", "flush hosts" },
        { 1047, "takes no statements now", "node of the cluster" },
        { 2006, "lost a connection", "the network between" },
        { 2013, "lost a connection", "the network between" },
        { 1927, "ended our connection", "kills connections" },
        { 1053, "is shutting down", "Wait until it takes connections again" },
        { 1290, "is read-only", "Connect to the primary" },
        { 1836, "is read-only", "Connect to the primary" },
        { 1792, "is read-only for this connection", "transaction_read_only" },
        { 1114, "has a full table", "Make room" },
        { 1021, "has a full disk", "Make room" },
        { 1037, "is out of memory", "more memory" },
        { 3101, "rolled a transaction back in favour of one on another node", "Make the call again" },
        { 3118, "did not let us in", "unlock" },
    };

    public static TheoryData<int, string, string> Lasting => new()
    {
        { 1045, "did not let us in", "Correct user and password" },
        { 1044, "did not let us in", "docs/providers/mysql.md" },
        { 1049, "is not there", "Create the database" },
        { 1142, "refused", "docs/providers/mysql.md" },
        { 1146, "lacks a table", "GetPendingSqlAsync" },
        { 1054, "lacks a column", "GetPendingSqlAsync" },
        { 1064, "does not understand a statement", "MySQL 8.0" },
        { 1665, "cannot write to its binary log", "binlog_format" },
        { 1153, "got more at once than it takes", "max_allowed_packet" },
        { 1406, "refused a value that is too long", "maintainers" },
    };

    public static TheoryData<int> KnownCodes => [.. MySqlFailures.Transient.Select(code => (int)code).Order()];

    [Theory]
    [MemberData(nameof(Mapped))]
    public void What_may_go_well_the_next_time_is_transient(int number, string problem, string remedy)
    {
        var error = Error(number);
        MySqlFailures.IsTransient(error).ShouldBeTrue();
        MySqlFailures.IsRefusal(error).ShouldBeFalse();
        string told = Failures.Explain(error).ShouldNotBeNull().Message;
        told.ShouldStartWith($"MySQL db/app {problem}: The server's words.");
        told.ShouldContain(remedy);
    }

    [Theory]
    [MemberData(nameof(Lasting))]
    public void What_will_never_go_well_is_not(int number, string problem, string remedy)
    {
        MySqlFailures.IsTransient(Error(number)).ShouldBeFalse();
        string told = Failures.Explain(Error(number)).ShouldNotBeNull().Message;
        told.ShouldStartWith($"MySQL db/app {problem}: The server's words.");
        told.ShouldContain(remedy);
    }

    [Theory]
    [MemberData(nameof(KnownCodes))]
    public void Each_known_code_has_its_advice(int number)
    {
        MySqlFailures.IsTransient(Error(number)).ShouldBeTrue();
        string told = Failures.Explain(Error(number)).ShouldNotBeNull().Message;
        told.ShouldNotContain("refused with error");
        told.ShouldEndWith(".");
    }

    [Theory]
    [InlineData(1045, true)]
    [InlineData(1049, true)]
    [InlineData(1146, true)]
    [InlineData(1213, false)]
    [InlineData(1040, false)]
    [InlineData(1062, false)]
    public void A_database_that_no_call_can_use_is_known(int number, bool isUnusable) =>
        (Failures.ExplainUnusable(Error(number)) is not null).ShouldBe(isUnusable);

    [Theory]
    [InlineData(1062, "23000")]
    [InlineData(1048, "23000")]
    [InlineData(1264, "22003")]
    [InlineData(1406, "22001")]
    [InlineData(1153, "08S01")]
    public void What_the_server_will_never_store_is_refused(int number, string state)
    {
        MySqlFailures.IsRefusal(Error(number, state)).ShouldBeTrue();
        MySqlFailures.IsTransient(Error(number, state)).ShouldBeFalse();
    }

    [Fact]
    public void An_unknown_number_is_told_with_the_words_of_the_server()
    {
        MySqlFailures.IsTransient(Error(9999)).ShouldBeFalse();
        Failures.Explain(Error(9999)).ShouldNotBeNull().Message.ShouldBe(
            "MySQL db/app refused with error 9999: The server's words. Look at the server's log.");
    }

    /// <summary>The driver's exception, which it lets nobody else make.</summary>
    private static MySqlException Error(int number, string state = "HY000") =>
        (MySqlException)Array.Find(
            typeof(MySqlException).GetConstructors(BindingFlags.NonPublic | BindingFlags.Instance),
            made => made.GetParameters() is [{ ParameterType.Name: nameof(MySqlErrorCode) }, { Name: "sqlState" }, _, _])!
            .Invoke([(MySqlErrorCode)number, state, "The server's words.", null]);
}
