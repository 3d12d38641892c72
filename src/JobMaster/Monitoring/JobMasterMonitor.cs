using JobMaster.Storage;

namespace JobMaster.Monitoring;

/// <summary>The facade over the parts.</summary>
internal sealed class JobMasterMonitor(
    IMasterStore store, JobsOnAgents onAgents, IScheduleMonitor schedules, IDefinitionMonitor definitions) : IJobMasterMonitor
{
    public IJobMonitor Jobs { get; } = new JobMonitor(store.Reads, onAgents);

    public IScheduleMonitor Schedules => schedules;

    public IAuditMonitor Audit { get; } = new AuditMonitor(store);

    public IDefinitionMonitor Definitions => definitions;

    public IOperationMonitor Operations { get; } = new OperationMonitor(store);
}
