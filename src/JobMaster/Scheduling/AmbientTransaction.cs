using System.Transactions;

namespace JobMaster.Scheduling;

/// <summary>Refuses calls inside a <see cref="TransactionScope"/>, which jobs never join.</summary>
internal static class AmbientTransaction
{
    /// <exception cref="JobRejectedException">A scope is open and the policy does not ignore it.</exception>
    public static void ThrowIfOpen(AmbientTransactionPolicy policy)
    {
        if (policy != AmbientTransactionPolicy.Ignore && IsOpen())
        {
            throw new JobRejectedException(
                "A TransactionScope is open around this call, and JobMaster does not join it: the change would stand even if the scope " +
                "is rolled back. " +
                "To schedule together with your own data, use InTransaction(transaction) with a DbTransaction of your connection. To " +
                "make the call regardless, " +
                "set AmbientTransactions to Ignore with config.ClusterAmbientTransactions(AmbientTransactionPolicy.Ignore), or wrap this " +
                "call in a TransactionScope with TransactionScopeOption.Suppress.");
        }
    }

    private static bool IsOpen()
    {
        try
        {
            return Transaction.Current is not null;
        }
        catch (InvalidOperationException)
        {
            // The scope is complete but not disposed, so it is undecided whether it commits.
            return true;
        }
    }
}
