using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>The statistics of a relational store.</summary>
[Experimental("JM9001")]
public sealed class SqlStatisticStore : IStatisticStore
{
    private readonly SqlStoreParts parts;
    private readonly SqlStatement registerWriter;
    private readonly SqlStatement takeSequence;
    private readonly SqlStatement readWriter;
    private readonly SqlStatement fileStatistics;
    private readonly SqlStatement holdFold;
    private readonly SqlStatement listFiled;
    private readonly SqlStatement readStart;
    private readonly SqlStatement writeSums;
    private readonly SqlStatement dropFiled;
    private readonly SqlStatement readSeries;
    private readonly SqlStatement readScope;
    private readonly SqlStatement pruneSums;
    private readonly SqlStatement pruneWriters;

    /// <summary>Creates the statistics of one store.</summary>
    /// <param name="parts">The shared parts of the store.</param>
    public SqlStatisticStore(SqlStoreParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        this.parts = parts;
        registerWriter = parts.Statements["register_statistic_writer"];
        takeSequence = parts.Statements["take_statistic_sequence"];
        readWriter = parts.Statements["read_statistic_writer"];
        fileStatistics = parts.Statements["file_statistics"];
        holdFold = parts.Statements["hold_statistic_fold"];
        listFiled = parts.Statements["list_filed_statistics"];
        readStart = parts.Statements["read_statistic_start"];
        writeSums = parts.Statements["write_statistics"];
        dropFiled = parts.Statements["drop_filed_statistics"];
        readSeries = parts.Statements["read_statistics"];
        readScope = parts.Statements["read_statistic_scope"];
        pruneSums = parts.Statements["prune_statistics"];
        pruneWriters = parts.Statements["prune_statistic_writers"];
    }

    /// <inheritdoc/>
    public Task RegisterAsync(Guid writerId, CancellationToken cancellationToken) => parts.Runner.WriteOneAsync(
        (commands, token) => commands.ExecuteAsync(registerWriter, token, SqlArgument.Id("id", writerId), parts.Now()), cancellationToken);

    /// <inheritdoc/>
    public Task<StatisticAnswer> AddAsync(
        Guid writerId, long sequence, IReadOnlyList<NewStatistic> statistics, CancellationToken cancellationToken) =>
        parts.Runner.WriteAsync(
            (commands, token) => AddAsync(commands, writerId, sequence, StatisticText.Write(statistics), token), cancellationToken);

    /// <inheritdoc/>
    public async Task<int> FoldAsync(StatisticFold request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var found = await parts.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(listFiled, static _ => 1, token, SqlArgument.Number("limit", 1)), cancellationToken)
            .ConfigureAwait(false);
        return found.Count == 0
            ? 0
            : await parts.Runner.WriteAsync((commands, token) => FoldAsync(commands, request, token), cancellationToken)
                .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredStatistic>> ReadAsync(StatisticRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        SqlArgument[] asked =
        [
            SqlArgument.Number("scope", (int)request.Scope), SqlArgument.Number("resolution", (int)request.Resolution),
            SqlArgument.Time("starts_from", request.From), SqlArgument.Time("starts_before", request.Before),
            SqlArgument.Number("limit", request.Limit),
        ];
        return await parts.Runner.ReadAsync(
            (commands, token) => request.Name is null
                ? commands.QueryAsync(readScope, ReadSum, token, asked)
                : commands.QueryAsync(
                    readSeries, ReadSum, token, [.. asked, SqlArgument.Text("name", StoredText.Clean(request.Name))]),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<int> PruneAsync(StatisticRetention request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return parts.Runner.WriteAsync((commands, token) => PruneAsync(commands, request, token), cancellationToken);
    }

    private async ValueTask<StatisticAnswer> AddAsync(
        SqlCommands commands, Guid writerId, long sequence, string content, CancellationToken cancellationToken)
    {
        var writer = SqlArgument.Id("id", writerId);
        int taken = await commands.ExecuteAsync(
            takeSequence, cancellationToken, writer, SqlArgument.Number("sequence", sequence), parts.Now()).ConfigureAwait(false);
        if (taken > 0)
        {
            await commands.ExecuteAsync(
                fileStatistics, cancellationToken, writer, SqlArgument.Number("sequence", sequence),
                SqlArgument.Text("content", content), parts.Now()).ConfigureAwait(false);
            return StatisticAnswer.Added;
        }

        var known = await commands.QueryAsync(readWriter, static _ => 1, cancellationToken, writer).ConfigureAwait(false);
        return known.Count > 0 ? StatisticAnswer.AddedBefore : StatisticAnswer.UnknownWriter;
    }

    private async ValueTask<int> FoldAsync(SqlCommands commands, StatisticFold request, CancellationToken cancellationToken)
    {
        if (!await HoldAsync(commands, cancellationToken).ConfigureAwait(false))
        {
            return 0;
        }

        var filed = await commands.QueryAsync(listFiled, ReadFiled, cancellationToken, SqlArgument.Number("limit", request.Limit))
            .ConfigureAwait(false);
        if (filed.Count == 0)
        {
            return 0;
        }

        var folding = new StatisticFolding();
        filed.ForEach(batch => folding.Take(batch.At, StatisticText.ReadBatch(batch.Content)));
        var stored = new List<StoredStatistic>();
        foreach (var start in folding.Starts)
        {
            stored.AddRange(
                await commands.QueryAsync(
                    readStart, ReadSum, cancellationToken, SqlArgument.Number("resolution", (int)start.Resolution),
                    SqlArgument.Time("starts_at", start.At)).ConfigureAwait(false));
        }

        var sums = JsonRows.Write(folding.Add(stored, request), StatisticText.WriteSum);
        await commands.ExecuteAsync(writeSums, cancellationToken, SqlArgument.Json("statistics", sums)).ConfigureAwait(false);
        await commands.ExecuteAsync(
            dropFiled, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(filed.Select(batch => batch.Id)))).ConfigureAwait(false);
        return filed.Count;
    }

    private async ValueTask<int> PruneAsync(SqlCommands commands, StatisticRetention request, CancellationToken cancellationToken)
    {
        if (!await HoldAsync(commands, cancellationToken).ConfigureAwait(false))
        {
            return 0;
        }

        int pruned = 0;
        foreach (var (resolution, retention) in new[]
        {
            (StatisticResolution.Minute, request.Minutes), (StatisticResolution.Hour, request.Hours),
            (StatisticResolution.Day, request.Days),
        })
        {
            pruned += await commands.ExecuteAsync(
                pruneSums, cancellationToken, SqlArgument.Number("resolution", (int)resolution),
                SqlArgument.Interval("retention", retention), SqlArgument.Number("limit", request.Limit), parts.Now())
                .ConfigureAwait(false);
        }

        return pruned + await commands.ExecuteAsync(
            pruneWriters, cancellationToken, SqlArgument.Interval("retention", request.Writers), parts.Now()).ConfigureAwait(false);
    }

    /// <summary>Keeps other nodes from changing sums until the transaction ends; false while one changes them.</summary>
    private async ValueTask<bool> HoldAsync(SqlCommands commands, CancellationToken cancellationToken) =>
        (await commands.QueryAsync(holdFold, static _ => 1, cancellationToken).ConfigureAwait(false)).Count > 0;

    private (Guid Id, DateTimeOffset At, string Content) ReadFiled(DbDataReader reader) =>
        (parts.Dialect.ReadId(reader, 0), parts.Dialect.ReadTime(reader, 1), reader.GetString(2));

    private StoredStatistic ReadSum(DbDataReader reader) => new(
        new StatisticStart((StatisticResolution)reader.GetInt32(0), parts.Dialect.ReadTime(reader, 1)),
        (StatisticScope)reader.GetInt32(2), reader.GetString(3), StatisticText.ReadCounts(reader.GetString(4)));
}
