using JobMaster.Storage;

namespace JobMaster.SqlServer.Tests.Sent;

/// <summary>Reading jobs, and the settings, controls and audit of a cluster.</summary>
public sealed class ReadSentTests : SentTests
{
    [Fact]
    public async Task Reads_jobs()
    {
        await Record.CallAsync("One job", () => Store.Reads.GetAsync(Id(1), default));
        await Record.CallAsync("Its earlier attempts", () => Store.Reads.GetEarlierAttemptsAsync(Id(1), 5, 10, default));
        await Record.CallAsync("Its log", () => Store.Reads.GetLogAsync(Id(1), 3, 10, default));
        await Record.CallAsync("Where it stands", () => Store.Reads.StandAsync(Id(1), "1.2.0", 1000, default));
        await Record.CallAsync("Who holds its key", () => Store.Reads.GetKeyHolderAsync(Id(1), default));
        await Record.CallAsync("How many there are", () => Store.Reads.CountAsync(100, default));
        await Record.CallAsync("How many live ones there are", () => Store.Reads.CountLiveAsync(100, default));
        await Record.CallAsync(
            "The queues of a pattern",
            () => Store.Reads.FindQueuesAsync(
                new QueueSearch { Patterns = [new("eu-*", null), new("us-*", Queue with { Lane = "us-1" })], Limit = 10 }, default));
        foreach (var (section, states) in new[]
            {
                (JobSection.Live, new JobState?[] { null, JobState.Scheduled, JobState.Ready, JobState.Throttled, JobState.Running }),
                (JobSection.Failed, [null]), (JobSection.Finished, [null, JobState.Cancelled]),
            })
        {
            foreach (var state in states)
            {
                await Record.CallAsync(
                    $"The first {section} jobs, {state?.ToString() ?? "any state"}",
                    () => Store.Reads.ListAsync(new JobListRequest { Section = section, State = state, Limit = 10 }, default));
            }

            await Record.CallAsync(
                $"Other {section} jobs of a definition and lane",
                () => Store.Reads.ListAsync(
                    new JobListRequest
                    {
                        Section = section, DefinitionId = "email.send", Lane = "default", After = (Now, Id(1)), Limit = 10,
                    },
                    default));
        }

        var failed = new JobOperationFilter { Fingerprint = "f" };
        await Record.CallAsync("Failed jobs with their payload", () => Store.Failures.ExportAsync(failed, Id(1), 100, default));
        await Record.CallAsync("Groups of failed jobs", () => Store.Failures.ListGroupsAsync(new FailureGroupRequest(10), default));
        Record.ShouldBe("read");
    }

    [Fact]
    public async Task Searches_jobs()
    {
        var of = new JobSearch { JobDefinitionId = "email.send" };
        var live = new JobSearchRequest { Section = JobSection.Live, Filter = of, Limit = 10 };
        Record.Rows("Search/live_place", [Id(5)]);
        await Record.CallAsync(
            "Live jobs by all that can be asked of them, behind a place",
            () => Store.Reads.SearchAsync(
                live with
                {
                    After = new JobPlace(default, Id(1)),
                    Filter = of with
                    {
                        States = [JobState.Ready, JobState.Running],
                        WorkerLane = "default",
                        Tenant = "acme",
                        IdempotencyKey = "k",
                        RecurringScheduleId = Id(9),
                        SessionId = Id(8),
                        CreatedFrom = Now,
                        CreatedBefore = Later,
                        DueFrom = Now,
                        DueBefore = Later,
                        ErrorText = "broke",
                        PayloadText = "bob",
                        Metadata = new JobMetadataValue("Other", "A-1"),
                    },
                },
                default));
        Record.Rows("Search/live_place", [Id(5)]);
        await Record.CallAsync(
            "Running jobs, oldest first",
            () => Store.Reads.SearchAsync(
                live with
                {
                    After = new JobPlace(default, Id(1)),
                    Filter = new JobSearch { States = [JobState.Running], OldestFirst = true, Tenant = "acme" },
                },
                default));
        Record.Rows("Search/count_metadata", [3L]);
        await Record.CallAsync(
            "Live jobs by metadata with an index",
            () => Store.Reads.SearchAsync(
                live with { Filter = new JobSearch { Metadata = new JobMetadataValue("OrderId", "A-1") } }, default));
        Record.Rows("Search/count", [2L]);
        await Record.CallAsync("How many live jobs", () => Store.Reads.CountFoundAsync(live, default));

        var final = live with { Section = JobSection.Finished, After = new JobPlace(Now, Id(1)) };
        Record.Rows("Search/final_place", [Now]);
        await Record.CallAsync(
            "Finished jobs of a definition and more, behind a place",
            () => Store.Reads.SearchAsync(
                final with { Filter = of with { Tenant = "acme", WorkerLane = "default", PayloadText = "bob" } }, default));
        Record.Rows("Search/final_place", [Now]);
        await Record.CallAsync(
            "Finished jobs of a time, oldest first",
            () => Store.Reads.SearchAsync(
                final with
                {
                    Filter = new JobSearch
                    {
                        States = [JobState.Cancelled], OldestFirst = true, FinalizedFrom = Now, FinalizedBefore = Later, ErrorText = "e",
                    },
                },
                default));
        await Record.CallAsync(
            "Finished jobs from a time on",
            () => Store.Reads.SearchAsync(final with { Filter = new JobSearch { WorkerLane = "default", FinalizedFrom = Now } }, default));
        foreach (var filter in new[]
            {
                new JobSearch { IdempotencyKey = "k", SessionId = Id(8) }, new JobSearch { RecurringScheduleId = Id(9), ErrorText = "e" },
                of, new JobSearch { Tenant = "acme" }, new JobSearch { WorkerLane = "default" },
                new JobSearch { Metadata = new JobMetadataValue("Other", "A-1") },
            })
        {
            await Record.CallAsync(
                $"Finished jobs by {Asked(filter)}", () => Store.Reads.SearchAsync(final with { Filter = filter }, default));
        }

        var dead = live with { Section = JobSection.Failed, Filter = new JobSearch { Fingerprint = "f", JobDefinitionId = "email.*" } };
        await Record.CallAsync("Failed jobs of a group", () => Store.Reads.SearchAsync(dead, default));
        await Record.CallAsync(
            "Failed jobs of a group and a key",
            () => Store.Reads.SearchAsync(dead with { Filter = new JobSearch { Fingerprint = "f", IdempotencyKey = "k" } }, default));
        Record.Rows("Search/count", [2L]);
        await Record.CallAsync(
            "Failed jobs by the beginning of a definition that few have",
            () => Store.Reads.SearchAsync(dead with { Filter = new JobSearch { JobDefinitionId = "email.*" } }, default));
        Record.Rows("Search/count", [20_000L]);
        await Record.CallAsync(
            "Failed jobs by the beginning of a definition that many have",
            () => Store.Reads.SearchAsync(dead with { Filter = new JobSearch { JobDefinitionId = "e*" } }, default));

        var pair = live with { Filter = of with { WorkerLane = "default" }, WithDetails = true };
        foreach (var section in Enum.GetValues<JobSection>())
        {
            bool isLive = section == JobSection.Live;
            Record.Rows(isLive ? "Search/live_place" : "Search/final_place", [isLive ? Id(5) : Now]);
            await Record.CallAsync(
                $"{section} jobs of a definition and a lane as a list has them",
                () => Store.Reads.SearchAsync(pair with { Section = section }, default));
        }

        Record.ShouldBe("search");
    }

    [Fact]
    public async Task Sets_and_audits()
    {
        Record.Rows("read_settings", [null, null, 4L]);
        await Record.CallAsync("Read settings", () => Store.Settings.ReadAsync(default));
        Record.Rows("read_setting", ["old"]);
        await Record.CallAsync("Set one by an operator", () => Store.Settings.WriteAsync("a", "new", Audit, default));
        await Record.CallAsync("Remove one", () => Store.Settings.WriteAsync("a", null, audit: null, default));

        var lane = new ControlTarget(ControlKind.PauseLane, "default");
        object?[] clock = [null, null, null, null, Now, null, null, null];
        object?[] held = [(int)ControlKind.PauseLane, "default", "", null, Now, null, "ann", "because"];
        Record.Rows("read_controls", clock);
        await Record.CallAsync("Read controls", () => Store.Controls.ReadAsync(default));
        Record.Rows("read_controls", clock);
        await Record.CallAsync("Pause a lane", () => Store.Controls.SetAsync(new NewControl(lane, Until: Later), Audit, default));
        Record.Rows("read_controls", held, clock);
        await Record.CallAsync("Let it go on", () => Store.Controls.LiftAsync(lane, Audit, default));

        await Record.CallAsync("File what was done", () => Store.Audit.FileAsync(Audit, default));
        await Record.CallAsync(
            "List what was done",
            () => Store.Audit.ListAsync(
                new AuditListRequest
                {
                    Who = "ann", ActionFrom = "job", ActionBefore = "joc", CallKeyFrom = "c", CallKeyBefore = "d", TargetKind = "thing",
                    TargetId = "thing-1", From = Now, Before = Later, After = (Now, Id(1)), Limit = 10,
                },
                default));
        await Record.CallAsync(
            "List what one operator did", () => Store.Audit.ListAsync(new AuditListRequest { Who = "ann", Limit = 10 }, default));
        await Record.CallAsync("List what a call filed", () => Store.Audit.ListOfCallAsync(new AuditCall(Id(8)), ["thing-1"], default));
        await Record.CallAsync("Prune the audit", () => Store.Audit.PruneAsync(TimeSpan.FromDays(90), 500, default));

        object?[] group = ["f", 12L, Now, Now, null, 0L, Id(1), "email.send", "default", "It broke."];
        Record.Rows("list_failure_groups", group);
        await Record.CallAsync("Mute a group of failures", () => Store.Failures.MuteAsync("f", Later, 2, Audit, default));
        await Record.CallAsync("Hear of it again", () => Store.Failures.MuteAsync("f", until: null, 2, Audit, default));
        Record.ShouldBe("settings");
    }

    private static string Asked(JobSearch filter) => string.Join(
        " and ",
        typeof(JobSearch).GetProperties().Where(property => property.GetValue(filter) is string or Guid or JobMetadataValue)
            .Select(property => property.Name));
}
