using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>The cluster's work over time.</summary>
internal static class StatisticCalls
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>The dimensions of the counts, each kept separately.</summary>
    private static readonly string[] Scopes = ["workerLane", "definitionId", "tenant"];

    public static IEnumerable<ApiRoute> Routes =>
    [
        ApiRoute.Get("stats/series", SeriesAsync, "from", "before", "workerLane", "definitionId", "tenant", "points")
            .Named("getStatisticSeries", "Statistics over time; a limited key sees those of its own tenants or definitions")
            .Gives<StatisticSeriesView>(),
        ApiRoute.Get("stats/groups", GroupsAsync, "by", "from", "before")
            .Named("getStatisticGroups", "Statistics of each lane, definition or tenant over a span")
            .Gives<StatisticGroupList>().OfWholeCluster(),
    ];

    private static async Task<IResult> SeriesAsync(ApiCall call)
    {
        var filter = new StatisticFilter
        {
            From = call.Query.Time("from"), Before = call.Query.Time("before"), Lane = call.Query.Text("workerLane"),
            DefinitionId = call.Query.Text("definitionId"), Tenant = call.Query.Text("tenant"),
            MaxPoints = call.Query.Number("points", 300, 2000),
        };
        Check(call, filter);
        CheckSpan(filter.From, filter.Before);
        var given = Scopes.Where(name => call.Query.Text(name) is not null).ToList();
        if (given.Count > 1)
        {
            throw ApiProblem.BadRequest(
                "invalid-query",
                $"The query parameters {string.Join(" and ", given.Select(name => $"'{name}'"))} are given together, but the counts of "
                + "each are kept apart. Give one of them.");
        }

        var series = await call.Monitor.Statistics.GetSeriesAsync(filter, call.Aborted);
        return Answer.Ok(
            new StatisticSeriesView(
                series.From, series.Before, series.Step.TotalSeconds, [.. StatisticTimes.Bounds.Select(bound => bound.TotalSeconds)],
                [.. series.Points.Select(point => StatisticCountsView.Of(point.Counts) with { At = point.At })])
            {
                Note = series.Points.Any(point => point.Counts.Accepted > 0 || point.Counts.Started > 0)
                    ? null
                    : NoteOf(call, filter.Tenant is not null),
            },
            ApiJson.Default.StatisticSeriesView);
    }

    private static async Task<IResult> GroupsAsync(ApiCall call)
    {
        var before = call.Query.Time("before") ?? call.Http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var from = call.Query.Time("from") ?? (before - DateTimeOffset.MinValue > Day ? before - Day : DateTimeOffset.MinValue);
        CheckSpan(from, before);
        var scope = call.Query.Choice<StatisticScope>("by") ?? StatisticScope.Lane;
        var groups = await call.Monitor.Statistics.GetGroupsAsync(scope, from, before, call.Aborted);
        return Answer.Ok(
            new StatisticGroupList(
                [.. groups.Select(group => StatisticCountsView.Of(group.Counts) with { Name = group.Name, IsOther = group.Name is null })])
            {
                Note = groups.Count > 0 ? null : NoteOf(call, scope == StatisticScope.Tenant),
            },
            ApiJson.Default.StatisticGroupList);
    }

    /// <exception cref="ApiProblem">400.</exception>
    private static void CheckSpan(DateTimeOffset? from, DateTimeOffset? before)
    {
        if (from >= before)
        {
            throw ApiProblem.BadRequest(
                "invalid-query",
                FormattableString.Invariant($"'from' is {from:u} and 'before' is {before:u}: no time is between them. Give a later ")
                + "'before'.");
        }
    }

    /// <summary>Counts that this host does not keep are none, and not zero.</summary>
    private static string? NoteOf(ApiCall call, bool isOfTenants) => call.Cluster.Settings switch
    {
        { Statistics: false } => "This host counts no statistics: its setting Statistics is false.",
        { StatisticsMaxTenants: 0 } when isOfTenants =>
            "This host keeps no statistics of tenants: its setting StatisticsMaxTenants is 0. It is how many tenants the app keeps.",
        _ => null,
    };

    /// <summary>
    /// The counts of a tenant cover all its definitions, and those of a definition cover all its tenants. So a caller limited in both sees
    /// neither.
    /// </summary>
    /// <exception cref="ApiProblem">404, for data hidden from the caller; 403, for data about the whole cluster.</exception>
    private static void Check(ApiCall call, StatisticFilter filter)
    {
        if (filter.Tenant is { } tenant && !call.Caller.SeesTenant(tenant))
        {
            throw ApiProblem.NotFound("tenant", tenant);
        }

        if (filter.DefinitionId is { } definition && !call.Caller.SeesDefinition(definition))
        {
            throw ApiProblem.NotFound("definition", definition);
        }

        if ((call.Caller.Tenants is not null && filter.Tenant is null)
            || (call.Caller.Definitions is not null && filter.DefinitionId is null))
        {
            call.NeedsWholeCluster();
        }
    }
}
