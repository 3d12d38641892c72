using JobMaster.MySql;
using JobMaster.Postgres;
using JobMaster.Sqlite;
using JobMaster.Storage;
using Microsoft.Extensions.Hosting;

namespace JobMaster.Chaos;

/// <summary>Makes one call for a job with a key, and notes its answer.</summary>
internal sealed class KeyCall(IJobMasterScheduler jobs, RunFile file, NodeOptions options) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        file.Accepted((await jobs.OnceNowAsync(new Work(1), KeyCalls.Options(options.KeyCall, options.Lane), stoppingToken)).Id);
        file.Write("called");
    }
}

/// <summary>The calls for jobs with keys, by name, and the death of a process between two of their statements.</summary>
internal static class KeyCalls
{

    /// <summary>The statements of their transactions, which nothing else runs in a process without workers.</summary>
    private static readonly HashSet<string> Statements = new(
        [
            "limit_waiting", "insert_keys", "read_keys", "hold_keys", "move_keys", "drop_keys", "insert_rules", "enter_job",
            "enter_plain_job", "enter_jobs", "read_now", "drop_stored", "read_stored", "hold_jobs", "replace_jobs",
        ],
        StringComparer.Ordinal);

    /// <summary>The options of a call whose job goes to a lane of its own and has the lane's name as its key.</summary>
    public static JobOptions Options(string name, string lane)
    {
        var unique = new JobUnique { Key = lane, While = UniqueWhile.WaitingOrRunning };
        var options = new JobOptions { WorkerLane = lane };
        return name switch
        {
            "key" => options with { IdempotencyKey = lane },
            "unique" or "take over" => options with { Unique = unique },
            "replace" => options with
            {
                Unique = unique with { While = UniqueWhile.Waiting, OnConflict = UniqueConflict.ReplaceWaiting },
            },
            _ => options with { IdempotencyKey = lane, Unique = unique },
        };
    }

    /// <summary>Has the process die, by its own hand and at once, after so many statements of such a call.</summary>
    public static void DieAfter(IMasterStore store, int statements, RunFile file)
    {
        var parts = store switch
        {
            MySqlMasterStore mysql => mysql.Parts,
            SqliteMasterStore sqlite => sqlite.Parts,
            _ => ((PostgresMasterStore)store).Parts,
        };
        var dialect = parts.Dialect;
        dialect.StatementRan = (statement, _) =>
        {
            if (Statements.Contains(statement.Name) && Interlocked.Decrement(ref statements) == 0)
            {
                file.Write($"dies after {statement.Name}");
                using var self = System.Diagnostics.Process.GetCurrentProcess();
                self.Kill();
                new ManualResetEventSlim().Wait();
            }

            return Task.CompletedTask;
        };
    }
}
