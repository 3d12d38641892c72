using System.Diagnostics;

namespace JobMaster.Chaos;

/// <summary>Work that takes a while and stops when told to.</summary>
/// <param name="Milliseconds">How long it takes.</param>
/// <param name="FailsUntil">The last claim under which it fails.</param>
/// <param name="HeldFrom">The first claim under which it begins only when the node was told "release"; zero for none.</param>
public sealed record Work(int Milliseconds, int FailsUntil = 0, int HeldFrom = 0);

[JobMasterDefinitionId("chaos.work")]
internal sealed class WorkHandler(RunFile file, Gate gate) : IJobHandler<Work>
{
    public async Task HandleAsync(Work payload, JobContext job, CancellationToken cancellationToken)
    {
        file.Started(job);
        if (payload.HeldFrom > 0 && job.Attempt.Number >= payload.HeldFrom)
        {
            await gate.WaitAsync().WaitAsync(cancellationToken);
        }

        await Task.Delay(payload.Milliseconds, cancellationToken);
        if (job.Attempt.Number <= payload.FailsUntil)
        {
            throw new InvalidOperationException($"Claim {job.Attempt.Number} fails, and so do those up to {payload.FailsUntil}.");
        }

        file.Finished(job);
    }
}

/// <summary>Work that ends when the node is told "release", whatever its token says.</summary>
public sealed record Hold(bool BlocksItsThread);

[JobMasterDefinitionId("chaos.hold")]
internal sealed class HoldHandler(RunFile file, Gate gate) : IJobHandler<Hold>
{
    public async Task HandleAsync(Hold payload, JobContext job, CancellationToken cancellationToken)
    {
        file.Started(job);
        if (payload.BlocksItsThread)
        {
            gate.Block();
        }
        else
        {
            await gate.WaitAsync();
        }

        file.Finished(job);
    }
}

/// <summary>An entry written to the store's database in the transaction that also finishes the job.</summary>
/// <param name="HeldWhen">
/// Until the node is told "release", it waits in the middle of it: when the entry is "written", or when the job is "finishing" too.
/// </param>
public sealed record Entry(string HeldWhen);

[JobMasterDefinitionId("chaos.entry")]
internal sealed class EntryHandler(RunFile file, Gate gate, NodeOptions options) : IJobHandler<Entry>
{
    public async Task HandleAsync(Entry payload, JobContext job, CancellationToken cancellationToken)
    {
        file.Started(job);
        await using var connection = await StoreChoice.ConnectAsync(options.Provider, options.Connection);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"insert into entry (job_id) values ('{job.Id}')";
        command.Transaction = transaction;
        await command.ExecuteNonQueryAsync(cancellationToken);
        await HoldAsync("written");
        await job.Attempt.FinishInAsync(transaction, cancellationToken);
        await HoldAsync("finishing");
        await transaction.CommitAsync(cancellationToken);
        file.Finished(job);

        Task HoldAsync(string when)
        {
            file.Write($"{when} {job.Id}");
            return payload.HeldWhen == when ? gate.WaitAsync() : Task.CompletedTask;
        }
    }
}

/// <summary>A job that takes its process with it.</summary>
public sealed record Deadly;

[JobMasterDefinitionId("chaos.deadly")]
internal sealed class DeadlyHandler(RunFile file) : IJobHandler<Deadly>
{
    public Task HandleAsync(Deadly payload, JobContext job, CancellationToken cancellationToken)
    {
        file.Started(job);
        using var self = Process.GetCurrentProcess();
        self.Kill();
        return Task.CompletedTask;
    }
}
