using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>The parts that a provider gives to the master store on its database. All others are the same on every database.</summary>
[Experimental("JM9001")]
public sealed record SqlMasterParts
{
    /// <summary>The store's description for operators, without secrets.</summary>
    public required string Description { get; init; }

    /// <summary>Dialect, connections and statements.</summary>
    public required SqlStoreParts Store { get; init; }

    /// <summary>Makes jobs live.</summary>
    public required SqlJobEntry Entry { get; init; }

    /// <summary>Makes the jobs of schedules live. Default: like all other jobs.</summary>
    public SqlJobEntry? ScheduleEntry { get; init; }

    /// <summary>Claims jobs. Default: many queues with one statement.</summary>
    public SqlJobClaim? Claim { get; init; }

    /// <summary>The schema, and the check whether the database can be used.</summary>
    public required ISchemaStore Schema { get; init; }

    /// <summary>Removes what is older than its retention. Default: in small steps.</summary>
    public IRetentionStore? Retention { get; init; }

    /// <summary>Writes through transactions of the app with steps around the shared ones. Default: none.</summary>
    public Func<SqlJobTransactions, IJobTransactions>? AroundTransactions { get; init; }

    /// <summary>Writes a queue for polls. Default: its lane and priority; see <see cref="SqlSessionStore"/>.</summary>
    public Action<Utf8JsonWriter, JobQueue, string?, string>? WritePolledQueue { get; init; }

    /// <summary>Notifies other processes of jobs; null if they can only poll.</summary>
    public IWakeUps? WakeUps { get; init; }

    /// <summary>How many batches of one kind may be on the wire at once.</summary>
    public required int WriteConcurrency { get; init; }

    /// <summary>Closes the connections.</summary>
    public required Func<ValueTask> Close { get; init; }
}
