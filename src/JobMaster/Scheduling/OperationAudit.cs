using JobMaster.Storage;

namespace JobMaster.Scheduling;

/// <summary>What the audit keeps of the start of an operation. Like everywhere in the audit, message data is only said to change.</summary>
internal static class OperationAudit
{
    public static string Started(OperationSpec spec, long matched, bool isCapped)
    {
        var after = new List<(string, object?)> { ("kind", spec.Kind), ("matched", matched) };
        Add("isCapped", isCapped ? true : null);
        after.Add(("maxJobs", spec.MaxJobs));
        Add("tryFirst", spec.TryFirst);
        Add("maxPerSecond", spec.MaxPerSecond);
        Add("priority", spec.Change?.Priority ?? spec.Replay?.Priority);
        Add("lane", spec.Change?.Lane ?? spec.Replay?.Lane);
        Add("definition", spec.Replay?.DefinitionId);
        Add("dueAt", spec.Change?.DueAt);
        Add("dueNow", spec.Change?.IsDueNow == true ? true : null);
        if (spec.Change is { ChangesExpiry: true } change)
        {
            after.Add(("expiresAt", change.ExpiresAt));
        }

        Add("msgDataChanged", spec.Change?.ChangesPayload == true || spec.Replay?.ChangesPayload == true ? true : null);
        return AuditValues.Of([.. after]);

        void Add(string name, object? value)
        {
            if (value is not null)
            {
                after.Add((name, value));
            }
        }
    }
}
