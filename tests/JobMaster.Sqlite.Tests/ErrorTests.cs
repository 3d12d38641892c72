using Microsoft.Data.Sqlite;

namespace JobMaster.Sqlite.Tests;

/// <summary>What users are told when SQLite fails: the advice fits the cause.</summary>
public sealed class ErrorTests
{
    private readonly SqliteFailures failures = new(
        new SqliteFile(new SqliteStoreOptions { ConnectionString = "/data/jobs.db" }), TimeSpan.FromSeconds(5));

    [Theory]
    [InlineData(1, "refused a statement", "Report this message")]
    [InlineData(2, "a fault of SQLite", "Update the SQLite package")]
    [InlineData(3, "cannot be written to", "right to write the file")]
    [InlineData(4, "rolled a statement back", "Make the call again")]
    [InlineData(5, "was locked by another connection", "LockWait")]
    [InlineData(261, "was locked by another connection", "LockWait")]
    [InlineData(517, "changed under a transaction", "take the lock when they begin")]
    [InlineData(773, "was locked by another connection", "LockWait")]
    [InlineData(6, "another connection of this process", "Cache=Shared")]
    [InlineData(262, "another connection of this process", "Cache=Shared")]
    [InlineData(7, "more memory", "smaller")]
    [InlineData(8, "cannot be written to", "right to write the file")]
    [InlineData(264, "cannot be written to", "right to write the file")]
    [InlineData(1032, "was deleted, moved or replaced", "until the app is restarted")]
    [InlineData(1544, "its directory is read-only", "create files in the directory")]
    [InlineData(9, "interrupted", "Make the call again")]
    [InlineData(10, "an error of its disk", "system's log")]
    [InlineData(522, "an error of its disk", "system's log")]
    [InlineData(1034, "an error of its disk", "system's log")]
    [InlineData(3082, "more memory", "smaller")]
    [InlineData(4618, "shared memory", "local disk")]
    [InlineData(5386, "shared memory", "local disk")]
    [InlineData(11, "is damaged", "backup")]
    [InlineData(267, "is damaged", "backup")]
    [InlineData(779, "a damaged index", "REINDEX")]
    [InlineData(12, "a fault of SQLite", "Update the SQLite package")]
    [InlineData(13, "no more room", "Make room")]
    [InlineData(14, "cannot be opened", "create files in its directory")]
    [InlineData(1550, "cannot be opened", "create files in its directory")]
    [InlineData(15, "locks that do not work", "local disk")]
    [InlineData(17, "tables changed", "Make the call again")]
    [InlineData(18, "a value over its limit", "payload smaller")]
    [InlineData(19, "contradict each other", "triggers or programs")]
    [InlineData(2067, "contradict each other", "triggers or programs")]
    [InlineData(20, "a value of another type", "Report this message")]
    [InlineData(21, "the wrong way", "Report this message")]
    [InlineData(22, "larger than this system allows", "large files")]
    [InlineData(23, "refused a statement to this process", "authorizer")]
    [InlineData(24, "refused a call", "system's log")]
    [InlineData(25, "the wrong way", "Report this message")]
    [InlineData(26, "is not an SQLite database", "another path")]
    public void The_advice_fits_the_code(int extendedCode, string problem, string remedy)
    {
        string message = failures.Explain(new SqliteException("what SQLite said.", extendedCode & 0xff, extendedCode))!.Message;
        message.ShouldStartWith("The SQLite file /data/jobs.db ");
        message.ShouldContain(problem);
        message.ShouldContain(remedy);
        message.ShouldContain("what SQLite said");
        message.ShouldNotContain("..");
    }

    [Theory]
    [InlineData("SQLite Error 1: 'no such table: jm_job'.")]
    [InlineData("SQLite Error 1: 'no such column: cluster_id'.")]
    public void What_a_migration_makes_is_to_be_migrated(string said)
    {
        string message = failures.Explain(new SqliteException(said, 1))!.Message;
        message.ShouldContain("lacks a table or column");
        message.ShouldContain("GetPendingSqlAsync");
    }

    [Fact]
    public void A_table_of_somebody_else_is_no_fault_of_the_library()
    {
        string message = failures.Explain(new SqliteException("SQLite Error 1: 'table jm_job already exists'.", 1))!.Message;
        message.ShouldContain("that JobMaster did not make: SQLite Error 1: 'table jm_job already exists'.");
        message.ShouldContain("UseSqlTablePrefixForMaster");
    }

    [Fact]
    public void What_is_not_SQLites_is_left_to_others() => failures.Explain(new InvalidOperationException("ours")).ShouldBeNull();
}
