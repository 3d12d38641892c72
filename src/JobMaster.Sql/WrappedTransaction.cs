using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Sql;

/// <summary>Finds the driver's transaction inside the wrapper of a profiler or tracer.</summary>
[Experimental("JM9001")]
public static class WrappedTransaction
{
    // MiniProfiler's name, and those of similar profilers.
    private static readonly string[] InnerProperties = [
        "WrappedTransaction", "InnerTransaction", "UnderlyingTransaction", "InnerDbTransaction"];

    /// <summary>The driver's transaction; null if the given one is not it and does not wrap it.</summary>
    /// <typeparam name="T">The driver's type.</typeparam>
    /// <param name="transaction">The transaction given by the caller.</param>
    public static T? Unwrap<T>(DbTransaction? transaction)
        where T : DbTransaction
    {
        for (int depth = 0; depth < 8 && transaction is not null; depth++)
        {
            if (transaction is T found)
            {
                return found;
            }

            transaction = Inner(transaction);
        }

        return null;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A wrapper whose property was trimmed away is refused by name.")]
    private static DbTransaction? Inner(DbTransaction transaction)
    {
        var type = transaction.GetType();
        return InnerProperties
            .Select(name => type.GetProperty(name)?.GetValue(transaction))
            .OfType<DbTransaction>()
            .FirstOrDefault(inner => !ReferenceEquals(inner, transaction));
    }
}
