using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>Composes the statement for a page of a section from its named fragments.</summary>
internal sealed class JobListStatements(SqlStatements statements)
{
    public SqlStatement For(JobListRequest request)
    {
        bool isLive = request.Section == JobSection.Live;
        var names = new List<string>(6)
        {
            request.Section switch { JobSection.Live => "list_live", JobSection.Failed => "list_failed", _ => "list_finished" },
        };
        if (request.State is { } state)
        {
            names.Add(state switch
            {
                JobState.Scheduled => "list_live_scheduled",
                JobState.Ready => "list_live_ready",
                JobState.Running => "list_live_running",
                JobState.Throttled => "list_live_throttled",
                _ => "list_final_state",
            });
        }

        if (request.DefinitionId is not null)
        {
            names.Add("list_definition");
        }

        if (request.Lane is not null)
        {
            names.Add("list_lane");
        }

        if (request.After is not null)
        {
            names.Add(isLive ? "list_live_after" : "list_final_after");
        }

        names.Add(isLive ? "list_live_order" : "list_final_order");
        return statements.Compose([.. names]);
    }

    /// <summary>Whether the section can contain jobs in this state.</summary>
    public static bool Holds(JobSection section, JobState state) => section switch
    {
        JobSection.Live => state is JobState.Scheduled or JobState.Ready or JobState.Throttled or JobState.Running,
        JobSection.Failed => state == JobState.Failed,
        _ => state is JobState.Succeeded or JobState.Cancelled,
    };
}
