using System.Diagnostics;

namespace JobMaster.Chaos;

/// <summary>Work that takes a while and stops when told to.</summary>
public sealed record Work(int Milliseconds);

[JobMasterDefinitionId("chaos.work")]
internal sealed class WorkHandler(RunFile file) : IJobHandler<Work>
{
    public async Task HandleAsync(Work payload, JobContext job, CancellationToken cancellationToken)
    {
        file.Started(job);
        await Task.Delay(payload.Milliseconds, cancellationToken);
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
