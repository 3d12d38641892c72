using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>
/// Checks whether the caller of a repeated change may make it now: the caller's limits may have changed since the first call. Permission,
/// cluster and access to the whole cluster are checked before, as for every call.
/// </summary>
internal static class RepeatCheck
{
    /// <summary>Checks only callers with limits: targets of other callers may be pruned, and these callers still get an answer.</summary>
    /// <exception cref="ApiProblem">The answer that a first call would get: 404, or 400 for an unknown definition.</exception>
    public static async Task MaySeeAsync(ApiCall call, ApiRoute route)
    {
        if (!call.Caller.IsLimited)
        {
            return;
        }

        if (route.RememberedAs == AuditTargets.Schedule)
        {
            await ScheduleCalls.SeenAsync(call);
        }
        else if (route.RememberedAs == AuditTargets.Job)
        {
            await call.JobAsync();
            if (route.Body?.Type == typeof(ReplayBody))
            {
                var body = await ApiBody.ReadAsync(call, ApiJson.Default.ReplayBody, new ReplayBody());
                await NamedDefinitions.CheckReplayAsync(call, body.DefinitionId, "$.definitionId");
            }
        }
    }
}
