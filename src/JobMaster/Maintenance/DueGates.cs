using JobMaster.Storage;

namespace JobMaster.Maintenance;

/// <summary>
/// Moves jobs that became due to their gates. It skips jobs that other transactions hold: while these fill one step, the next step looks at
/// more.
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
