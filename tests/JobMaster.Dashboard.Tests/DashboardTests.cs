namespace JobMaster.Dashboard.Tests;

/// <summary>The dashboard in a browser. Each file of <c>browser</c> has its own app with a store of its own.</summary>
public sealed class DashboardTests
{
    [BrowserFact]
    public Task Modules_of_the_dashboard() => Browser.PassesAsync(null, "modules.test.mjs", "concerns.test.mjs", "live.test.mjs");

    [BrowserFact]
    public Task Pages_on_sqlite() => PassesOnSqliteAsync("pages.test.mjs", "mistakes.test.mjs", "axe.test.mjs");

    [BrowserFact]
    public Task Contents_and_craft_on_sqlite() => PassesOnSqliteAsync("contents.test.mjs", "craft.test.mjs");

    [BrowserFact]
    public Task Actions_on_sqlite() => PassesOnSqliteAsync("actions.test.mjs", "actions2.test.mjs");

    [BrowserFact]
    public Task Dialogs_and_forms_on_sqlite() => PassesOnSqliteAsync("dialogs.test.mjs");

    [BrowserFact]
    public Task The_server_goes_and_comes_back() => PassesOnSqliteAsync("outage.test.mjs");

    [BrowserFact]
    public Task Five_tasks_by_keys_and_by_touch() => PassesOnSqliteAsync("tasks.test.mjs");

    private static async Task PassesOnSqliteAsync(params string[] files)
    {
        string folder = Directory.CreateTempSubdirectory("jobmaster-dashboard-").FullName;
        await using (var host = await DashboardHost.StartAsync(config => config.UseSqlite(Path.Combine(folder, "jobs.db"))))
        {
            await Browser.PassesAsync(host, files);
        }

        Directory.Delete(folder, recursive: true);
    }
}
