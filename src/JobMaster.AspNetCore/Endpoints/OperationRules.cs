using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;
using static System.FormattableString;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>
/// The members of an operation that cannot be combined, in the names of the body. The core checks again with its own names.
/// </summary>
internal static class OperationRules
{
    /// <summary>The most jobs that may be named, like in the core.</summary>
    private const int MostIds = 10_000;

    /// <exception cref="ApiProblem">400.</exception>
    public static void Check(OperationBody body, JobOperationKind kind, DateTimeOffset now)
    {
        if (Problem(body, kind) is var (path, detail))
        {
            throw ApiProblem.BadBody(path, detail);
        }

        if (body.Change is { } change)
        {
            ChangeRules.Check(change, "$.change", now);
        }

        if (body.Replay is { } replay)
        {
            ChangeRules.Check(replay, "$.replay");
        }
    }

    private static (string Path, string Detail)? Problem(OperationBody body, JobOperationKind kind) => body switch
    {
        { Change: null } when kind == JobOperationKind.Change =>
            ("$.change", "'change' is missing: an operation of the kind 'Change' needs it."),
        { Change: not null } when kind != JobOperationKind.Change =>
            ("$.change", $"'change' belongs to the kind 'Change', and 'kind' is '{kind}'. Leave 'change' out."),
        { Replay: not null } when kind != JobOperationKind.Replay =>
            ("$.replay", $"'replay' belongs to the kind 'Replay', and 'kind' is '{kind}'. Leave 'replay' out."),
        { TryFirst: not null } when kind != JobOperationKind.Replay =>
            ("$.tryFirst", $"'tryFirst' belongs to the kind 'Replay', and 'kind' is '{kind}'. Leave 'tryFirst' out."),
        { TryFirst: < 1 or > 1000 } => ("$.tryFirst", Invariant($"'tryFirst' is {body.TryFirst}; it must be 1 to 1,000.")),
        { MaxPerSecond: < 1 } => ("$.maxPerSecond", Invariant($"'maxPerSecond' is {body.MaxPerSecond}; it must be 1 or more.")),
        { Max: < 1 } => ("$.max", Invariant($"'max' is {body.Max}; it must be 1 or more.")),
        { Ids: not null, Filter: not null } => ("$.ids", "'ids' and 'filter' both say which jobs. Give one of them."),
        { Ids: not null, All: true } => ("$.all", "'all' confirms an empty 'filter', and 'ids' names the jobs. Leave 'all' out."),
        { Ids.Count: 0 } => ("$.ids", "'ids' is empty, so the operation would be over no job. Give ids, or a 'filter' instead."),
        { Ids.Count: > MostIds } => (
            "$.ids",
            Invariant($"'ids' has {body.Ids.Count:N0} ids; at most {MostIds:N0} are taken. Start several operations, or give a 'filter'.")),
        { Change.Payload: not null, Filter: null or { DefinitionId: null } } => (
            "$.change.payload",
            "A new payload is stored as the jobs' definition has it. Give the 'filter' a 'definitionId', or change each job by itself."),
        { Replay: { Payload: not null, DefinitionId: null }, Filter: null or { DefinitionId: null } } => (
            "$.replay.payload",
            "A new payload is stored as the jobs' definition has it. Give 'replay' or the 'filter' a 'definitionId'."),
        { Ids: null, All: false } when Conditions(body, kind) == new OperationFilterBody() => (
            "$.filter", "Neither 'ids' nor a condition in 'filter' is given, so it is for every job. Give \"all\": true if that is meant."),
        _ => body.Filter is { } filter ? InFilter(filter, kind) : null,
    };

    private static bool IsForLive(JobOperationKind kind) => kind is JobOperationKind.Cancel or JobOperationKind.Change;

    /// <summary>The conditions that select jobs; the state of failed or of discarded jobs says nothing more.</summary>
    private static OperationFilterBody Conditions(OperationBody body, JobOperationKind kind)
    {
        var filter = body.Filter ?? new OperationFilterBody();
        bool isSaid = !IsForLive(kind) && filter.State == (kind == JobOperationKind.Restore ? JobState.Cancelled : JobState.Failed);
        return isSaid ? filter with { State = null } : filter;
    }

    private static (string Path, string Detail)? InFilter(OperationFilterBody filter, JobOperationKind kind)
    {
        var names = new[]
        {
            ("definitionId", filter.DefinitionId), ("workerLane", filter.WorkerLane), ("tenant", filter.Tenant),
            ("fingerprint", filter.Fingerprint), ("idempotencyKey", filter.IdempotencyKey),
        };
        if (names.FirstOrDefault(one => one.Item2 is { Length: 0 }).Item1 is { } empty)
        {
            return ($"$.filter.{empty}", $"'{empty}' is empty, which no job has. Give a value, or leave it out for any.");
        }

        if (names.Take(2).FirstOrDefault(one => one.Item2 is [.., '*']) is (string starred, { } value))
        {
            return (
                $"$.filter.{starred}",
                $"'{starred}' is '{value}', which ends in a star, but here it is the whole name. Start one operation for each.");
        }

        var spans = new[]
        {
            ("created", filter.CreatedFrom, filter.CreatedBefore), ("due", filter.DueFrom, filter.DueBefore),
            ("finalized", filter.FinalizedFrom, filter.FinalizedBefore),
        };
        if (spans.FirstOrDefault(one => one.Item2 >= one.Item3) is (string span, { } from, { } before))
        {
            return (
                $"$.filter.{span}Before",
                Invariant($"'{span}From' is {from:u} and '{span}Before' is {before:u}: no time is between them. Give a later 'before'."));
        }

        string? final = filter switch
        {
            { Fingerprint: not null } => "fingerprint",
            { FinalizedFrom: not null } => "finalizedFrom",
            { FinalizedBefore: not null } => "finalizedBefore",
            _ => null,
        };
        if (IsForLive(kind) && final is not null)
        {
            return ($"$.filter.{final}", $"A {kind} is for jobs that are not final, which have no '{final}'. Leave '{final}' out.");
        }

        return filter.State is not { } state ? null
            : kind == JobOperationKind.Restore ? state == JobState.Cancelled ? null
                : ("$.filter.state", $"A {kind} is for discarded jobs, which are Cancelled; 'state' is '{state}'. Leave it out.")
            : !IsForLive(kind) ? state == JobState.Failed ? null
                : ("$.filter.state", $"A {kind} is for jobs that are Failed; 'state' is '{state}'. Leave it out.")
            : state is JobState.Succeeded or JobState.Failed or JobState.Cancelled
                ? ("$.filter.state",
                    $"'state' is '{state}', which is final. A {kind} is for jobs that are Scheduled, Ready, Throttled or Running.")
            : null;
    }
}
