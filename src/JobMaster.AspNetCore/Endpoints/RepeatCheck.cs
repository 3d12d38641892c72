using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>
/// Whether the caller of a repeated change may make it now: limits may have changed since the first call. Permission, cluster and what is
/// about a whole cluster are checked before, as of every call.
/// </summary>
internal static class RepeatCheck
{
    /// <summary>
    /// Looks only for callers with limits: what others have changed may be pruned, and they are answered all the same.
    /// </summary>
    /// <exception cref="ApiProblem">What a first call would be answered: 404, or 400 for a definition that is not known.</exception>
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
