using System.Text.RegularExpressions;

namespace JobMaster.Sqlite.Tests;

/// <summary>The statement for plain jobs leaves out columns, so a column that is added must be decided on.</summary>
public sealed partial class PlainJobTests : StoreFile
{
    [Fact]
    public async Task A_plain_job_lacks_these_columns_alone()
    {
        var statements = (await OpenMigratedAsync()).Parts.Statements;

        Columns(statements["enter_job"].Text).Except(Columns(statements["enter_plain_job"].Text)).ShouldBe(
            ["expires_at", "recurring_schedule_id", "tenant", "idempotency_key", "limits", "metadata"],
            "a new job with one of these goes in by enter_job: see SqliteJobEntry");
    }

    private static List<string> Columns(string text) =>
        [.. List().Match(text).Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    [GeneratedRegex(@"insert into \S+\s*\(([^)]*)\)")]
    private static partial Regex List();
}
