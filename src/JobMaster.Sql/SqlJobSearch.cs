using System.Data.Common;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Searches one section. An index returns the jobs of the leading condition in order. If other conditions must be checked on each job, it
/// first finds the end of the window, so that the search reads no further.
/// </summary>
internal sealed class SqlJobSearch(SqlStoreParts parts)
{
    /// <summary>Each is looked up in every day of history, so there are fewer of them than in a window.</summary>
    private const int FewOfMetadata = 500;

    private readonly SqlStatement countMetadata = parts.Statements["Search/count_metadata"];
    private readonly Func<DbDataReader, StoredJob> readJob = new JobRow(parts.Dialect).ReadStored;

    public Task<FoundJobs> FindAsync(JobSearchRequest request, CancellationToken cancellationToken) =>
        MayHold(request)
            ? parts.Runner.ReadAsync((commands, token) => FindAsync(commands, request, token), cancellationToken)
            : Task.FromResult(FoundJobs.None);

    public Task<FoundCount> CountAsync(JobSearchRequest request, CancellationToken cancellationToken) =>
        MayHold(request)
            ? parts.Runner.ReadAsync((commands, token) => CountAsync(commands, request, token), cancellationToken)
            : Task.FromResult(new FoundCount(0, IsExact: true));

    private static bool MayHold(JobSearchRequest request) =>
        (request.Filter.States.Count == 0 || request.Filter.States.Any(state => JobListStatements.Holds(request.Section, state)))
        && (request.Section != JobSection.Live || request.Filter is { FinalizedFrom: null, FinalizedBefore: null, Fingerprint: null });

    private async ValueTask<FoundJobs> FindAsync(SqlCommands commands, JobSearchRequest request, CancellationToken cancellationToken)
    {
        var found = new List<FoundJobs>(2);
        foreach (var query in await QueriesAsync(commands, request, cancellationToken).ConfigureAwait(false))
        {
            var until = await UntilAsync(commands, query, request, cancellationToken).ConfigureAwait(false);
            var (statement, arguments) = query.Page(until);
            var jobs = await commands.QueryAsync(statement, readJob, cancellationToken, arguments).ConfigureAwait(false);
            found.Add(new FoundJobs(jobs, jobs.Count == request.Limit ? JobPlace.Of(jobs[^1]) : until));
        }

        return found.Count == 1 ? found[0] : FoundJobs.Merge(found, request.Filter.OldestFirst, request.Limit);
    }

    private async ValueTask<FoundCount> CountAsync(SqlCommands commands, JobSearchRequest request, CancellationToken cancellationToken)
    {
        var (count, isExact) = (0L, true);
        foreach (var query in await QueriesAsync(commands, request, cancellationToken).ConfigureAwait(false))
        {
            var until = await UntilAsync(commands, query, request, cancellationToken).ConfigureAwait(false);
            long more = await CountAsync(commands, query, until, request.Limit + 1, cancellationToken).ConfigureAwait(false);
            (count, isExact) = (count + more, isExact && until is null);
        }

        return new FoundCount(Math.Min(count, request.Limit), isExact && count <= request.Limit);
    }

    /// <summary>
    /// The parts of one search. No index begins with the time alone, so each final state is searched separately if no other condition
    /// leads. A definition prefix leads if few jobs have it; if many have it, the search finds them soon anyway.
    /// </summary>
    private async ValueTask<IReadOnlyList<SearchQuery>> QueriesAsync(
        SqlCommands commands, JobSearchRequest request, CancellationToken cancellationToken)
    {
        if (await IsOfFewMetadataAsync(commands, request.Filter.Metadata, cancellationToken).ConfigureAwait(false))
        {
            return [new SearchQuery(parts, request, state: null, FewJobs.OfMetadata)];
        }

        if (request.Section == JobSection.Live || SearchQuery.Leads(request.Filter, request.Section))
        {
            return [new SearchQuery(parts, request, state: null)];
        }

        if (SearchQuery.IsPrefix(request.Filter) && request.Filter.JobDefinitionId!.Length > 1)
        {
            var narrow = request with { Filter = new JobSearch { JobDefinitionId = request.Filter.JobDefinitionId } };
            var few = new SearchQuery(parts, narrow, state: null, FewJobs.OfPrefix);
            if (await CountAsync(commands, few, null, request.Window, cancellationToken).ConfigureAwait(false) < request.Window)
            {
                return [new SearchQuery(parts, request, state: null, FewJobs.OfPrefix)];
            }
        }

        if (request.Section == JobSection.Failed)
        {
            return [new SearchQuery(parts, request, JobState.Failed)];
        }

        return [
            .. new[] { JobState.Succeeded, JobState.Cancelled }
                .Where(state => request.Filter.States.Count == 0 || request.Filter.States.Contains(state))
                .Select(state => new SearchQuery(parts, request, state)),
        ];
    }

    private async ValueTask<bool> IsOfFewMetadataAsync(
        SqlCommands commands, JobMetadataValue? value, CancellationToken cancellationToken)
    {
        if (value is null or { IgnoresIndex: true } or { Value.Length: > MetadataMatch.LongestIndexed }
            || !parts.IndexedMetadata.Contains(value.Name, StringComparer.Ordinal))
        {
            return false;
        }

        var counted = await commands.QueryAsync(
            countMetadata, static reader => reader.GetInt64(0), cancellationToken,
            [.. SearchQuery.Metadata(value), SqlArgument.Number("limit", FewOfMetadata)]).ConfigureAwait(false);
        return counted[0] < FewOfMetadata;
    }

    private static async ValueTask<long> CountAsync(
        SqlCommands commands, SearchQuery query, JobPlace? until, int limit, CancellationToken cancellationToken)
    {
        var (statement, arguments) = query.Count(until, limit);
        var counted = await commands.QueryAsync(statement, static reader => reader.GetInt64(0), cancellationToken, arguments)
            .ConfigureAwait(false);
        return counted[0];
    }

    private async ValueTask<JobPlace?> LiveUntilAsync(
        SqlCommands commands, SearchQuery query, int window, CancellationToken cancellationToken)
    {
        var (statement, arguments) = query.Place(window);
        var ids = await commands.QueryAsync(statement, parts.Dialect.SoleId, cancellationToken, arguments).ConfigureAwait(false);
        return ids.Count == 0 ? null : new JobPlace(default, ids[0]);
    }

    /// <summary>The end of the window; null if the window holds all remaining jobs, or no condition is checked on each job.</summary>
    private async ValueTask<JobPlace?> UntilAsync(
        SqlCommands commands, SearchQuery query, JobSearchRequest request, CancellationToken cancellationToken)
    {
        if (!query.Looks || query.IsOfFew)
        {
            return null;
        }

        if (request.Section == JobSection.Live)
        {
            if (request.Step == 1 && query.MayReadAll
                && await LiveUntilAsync(commands, query, parts.Dialect.LiveAtOnce, cancellationToken).ConfigureAwait(false) is null)
            {
                query.ReadsAll = true;
                return null;
            }

            return await LiveUntilAsync(commands, query, request.Window, cancellationToken).ConfigureAwait(false);
        }

        var (statement, arguments) = query.Place(request.Window);

        // The window includes all jobs of exactly that time.
        var times = await commands.QueryAsync(
            statement, reader => parts.Dialect.ReadTime(reader, 0), cancellationToken, arguments).ConfigureAwait(false);
        return times.Count == 0 ? null : new JobPlace(times[0], request.Filter.OldestFirst ? Guid.AllBitsSet : Guid.Empty);
    }
}
