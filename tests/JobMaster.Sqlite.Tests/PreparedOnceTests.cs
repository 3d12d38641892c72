using SQLitePCL;
using static SQLitePCL.raw;

namespace JobMaster.Sqlite.Tests;

/// <summary>
/// SQLite prepares a statement anew, for ten times what a small one costs to run, if a parameter was bound whose value its plan depends on,
/// such as one that is a limit by itself.
/// </summary>
public sealed class PreparedOnceTests : StoreFile
{
    /// <summary>SQLITE_STMTSTATUS_REPREPARE of sqlite3.h, which the driver does not name.</summary>
    private const int PreparedAnew = 5;

    [Theory]
    [InlineData("claim_jobs")]
    [InlineData("claim_many")]
    [InlineData("claim_solo")]
    [InlineData("enter_job")]
    [InlineData("enter_plain_job")]
    [InlineData("enter_jobs")]
    [InlineData("find_queues")]
    [InlineData("leave_jobs")]
    [InlineData("read_beat")]
    [InlineData("read_due_schedules")]
    [InlineData("record_attempts")]
    [InlineData("remove_jobs")]
    [InlineData("report_progress")]
    [InlineData("requeue_jobs")]
    public async Task Statements_that_run_all_the_time_are_prepared_once(string name)
    {
        var store = await OpenMigratedAsync();
        var statement = name == "leave_jobs" ? store.Parts.Statements.Into(name, "job_history") : store.Parts.Statements[name];

        PreparedAgain(statement.Text).ShouldBe(0);
    }

    [Fact]
    public async Task A_limit_by_itself_is_seen()
    {
        var store = await OpenMigratedAsync();

        PreparedAgain(store.Parts.Statements["find_orphans"].Text).ShouldBe(2);
    }

    /// <summary>How often the statement was prepared anew in two runs.</summary>
    private int PreparedAgain(string text)
    {
        using var connection = Connect();
        sqlite3_prepare_v2(connection.Handle!, text, out sqlite3_stmt statement).ShouldBe(SQLITE_OK);
        using (statement)
        {
            for (int run = 1; run <= 2; run++)
            {
                for (int place = 1; place <= sqlite3_bind_parameter_count(statement); place++)
                {
                    sqlite3_bind_int(statement, place, run).ShouldBe(SQLITE_OK);
                }

                // What is bound makes no sense to all of them; they are prepared before they see that.
                sqlite3_step(statement).ShouldNotBe(SQLITE_SCHEMA);
                sqlite3_reset(statement);
            }

            return sqlite3_stmt_status(statement, PreparedAnew, 0);
        }
    }
}
