using System.Data.Common;

namespace JobMaster.Sql;

/// <summary>
/// For servers that limit lock waits in whole seconds only. Before a keyed insert, checks on a separate connection whether another
/// transaction holds one of the keys. If another transaction takes a key after this check, the insert waits up to one second for it.
/// </summary>
internal sealed class ImpatientKeys(SqlStoreParts parts)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly SqlStatement tryKeys = parts.Statements["try_keys"];

    /// <exception cref="DbException">A key is held for longer than the patience.</exception>
    public async Task WaitAsync(IEnumerable<KeyWish> wishes, CancellationToken cancellationToken)
    {
        var keys = SqlArgument.Json("keys", JsonRows.Write(wishes, SqlJobKeys.Write));
        var time = TimeProvider.System;
        long since = time.GetTimestamp();
        while (true)
        {
            try
            {
                await parts.Runner.ReadAsync(
                    (commands, token) => commands.QueryAsync(tryKeys, static _ => 0, token, keys), cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (DbException exception) when (parts.Dialect.IsHeld(exception) && time.GetElapsedTime(since) < Patience)
            {
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
