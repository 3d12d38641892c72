using System.Data.Common;

namespace JobMaster.Sql;

/// <summary>
/// Takes keys without waiting long for other transactions that are taking them too. Such a key counts as held, by a job that nobody can see
/// yet. So an open transaction of an app does not block the replay of other jobs.
/// </summary>
internal sealed class PatientKeys
{
    private const string Patience = "100ms";

    /// <summary>After this many unavailable keys, it does not wait for the other keys of the batch.</summary>
    private const int MostWaits = 5;

    private readonly SqlDialect dialect;
    private readonly SqlJobKeys keys;
    private readonly SqlStatement? readPatience;
    private readonly SqlStatement? limitWaiting;
    private readonly SqlStatement? savepoint;
    private readonly SqlStatement? release;
    private readonly SqlStatement? rollback;

    public PatientKeys(SqlStoreParts parts, SqlJobKeys keys)
    {
        (dialect, this.keys) = (parts.Dialect, keys);
        if (dialect.SkipsLockedJobs)
        {
            readPatience = parts.Statements["read_patience"];
            limitWaiting = parts.Statements["limit_waiting"];
            savepoint = parts.Statements["savepoint"];
            release = parts.Statements["release"];
            rollback = parts.Statements["rollback_unit"];
        }
    }

    /// <summary>Takes the available keys; returns the holders of the others, null for one that cannot be seen yet.</summary>
    public async ValueTask<Dictionary<Guid, Guid?>> TakeAsync(
        SqlCommands commands, IReadOnlyList<KeyWish> wishes, CancellationToken cancellationToken)
    {
        if (limitWaiting is null)
        {
            return Holders(await keys.TakeAsync(commands, wishes, patience: null, cancellationToken).ConfigureAwait(false));
        }

        string? before = (await commands.QueryAsync(readPatience!, static reader => reader.GetString(0), cancellationToken)
            .ConfigureAwait(false))[0];
        var holders = await TryAsync(commands, wishes, cancellationToken).ConfigureAwait(false)
            ?? await TakeEachAsync(commands, wishes, cancellationToken).ConfigureAwait(false);
        await commands.ExecuteAsync(limitWaiting, cancellationToken, SqlArgument.Text("patience", before)).ConfigureAwait(false);
        return holders;
    }

    /// <returns>The holders; null if another transaction held one of the keys for too long. In that case no key is taken.</returns>
    private async ValueTask<Dictionary<Guid, Guid?>?> TryAsync(
        SqlCommands commands, IEnumerable<KeyWish> wishes, CancellationToken cancellationToken)
    {
        await commands.ExecuteAsync(savepoint!, cancellationToken).ConfigureAwait(false);
        Dictionary<Guid, Guid?> holders;
        try
        {
            holders = Holders(await keys.TakeAsync(commands, wishes, Patience, cancellationToken).ConfigureAwait(false));
        }
        catch (DbException exception) when (dialect.IsHeld(exception))
        {
            await commands.ExecuteAsync(rollback!, cancellationToken).ConfigureAwait(false);
            return null;
        }

        await commands.ExecuteAsync(release!, cancellationToken).ConfigureAwait(false);
        return holders;
    }

    private async ValueTask<Dictionary<Guid, Guid?>> TakeEachAsync(
        SqlCommands commands, IReadOnlyList<KeyWish> wishes, CancellationToken cancellationToken)
    {
        var holders = new Dictionary<Guid, Guid?>();
        int waits = 0;
        foreach (var wish in wishes.OrderBy(wish => wish.Key, StringComparer.Ordinal))
        {
            var taken = waits < MostWaits ? await TryAsync(commands, [wish], cancellationToken).ConfigureAwait(false) : null;
            if (taken is null)
            {
                waits++;
                holders[wish.JobId] = null;
            }
            else if (taken.TryGetValue(wish.JobId, out var holder))
            {
                holders[wish.JobId] = holder;
            }
        }

        return holders;
    }

    private static Dictionary<Guid, Guid?> Holders(Dictionary<Guid, KeyHolder> holders) =>
        holders.ToDictionary(held => held.Key, held => (Guid?)held.Value.JobId);
}
