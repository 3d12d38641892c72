namespace JobMaster.Sql;

/// <summary>The numbers of states of live jobs in the column <c>state</c> that the code needs; the migrations list all.</summary>
internal static class StoredStates
{
    /// <summary>The job runs under a session.</summary>
    public const int Running = 2;

    /// <summary>The job waits.</summary>
    public const int Waiting = 0;

    /// <summary>The job waits under limits.</summary>
    public const int Limited = 7;

    /// <summary>The job waits, and must not run beside another of its kind.</summary>
    public const int WaitingAlone = 3;
}
