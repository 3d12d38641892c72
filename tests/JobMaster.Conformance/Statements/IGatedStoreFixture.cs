namespace JobMaster.Conformance.Statements;

/// <summary>What a provider adds so that tests can hold a transaction between two of its statements.</summary>
public interface IGatedStoreFixture : ITransactionalStoreFixture
{
    /// <summary>Whether transactions write side by side. Where one writes at a time, the others wait for the whole of it.</summary>
    bool WritesSideBySide { get; }

    /// <summary>Opens one more node, each of whose statements passes the gate.</summary>
    IMasterStore Open(TimeProvider? storeClock, StatementGate gate);

    /// <summary>The texts of the store's statements by their names, migrations left out.</summary>
    IReadOnlyDictionary<string, string> ReadStatements(IMasterStore store);

    /// <summary>Whether a node opened with a gate waits for another transaction now.</summary>
    Task<bool> IsWaitingAsync();

    /// <summary>Waits until the server has removed what committed transactions deleted, if its leftovers make others wait.</summary>
    Task SettleAsync() => Task.CompletedTask;
}
