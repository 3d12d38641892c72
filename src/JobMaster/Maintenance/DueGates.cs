using JobMaster.Storage;

namespace JobMaster.Maintenance;

/// <summary>
/// Brings jobs that fell due to their gates. Those that other transactions hold are passed over: while they fill what one step looks at,
/// the next looks at more.
/// </summary>
internal sealed class DueGates(IGateStore gates)
{
    private const int MostLookedAt = 32 * KeyPasses.Most;

    public async Task<LimitsDue> OpenAsync(CancellationToken cancellationToken)
    {
        for (int most = KeyPasses.Most; ; most *= 2)
        {
            var due = await gates.OpenDueAsync(most, cancellationToken).ConfigureAwait(false);
            bool isStuck = due is { MayHaveMore: true, Keys.Count: 0 };
            if (!isStuck || most >= MostLookedAt)
            {
                return isStuck ? due with { MayHaveMore = false } : due;
            }
        }
    }
}
