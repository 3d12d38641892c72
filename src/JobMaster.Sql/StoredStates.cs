namespace JobMaster.Sql;

/// <summary>The numbers of states of live jobs in the column <c>state</c> that the code needs; the migrations list all.</summary>
internal static class StoredStates
{
    /// <summary>The job runs under a session.</summary>
    public const int Running = 2;
}
