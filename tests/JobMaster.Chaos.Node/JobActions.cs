using System.Text;

namespace JobMaster.Chaos;

/// <summary>What an operator does to single jobs.</summary>
internal sealed class JobActions(IJobMasterScheduler jobs, IJobMasterMonitor monitor, NodeOptions options)
{
    private const int TailBytes = 8192;
    private static readonly JobState[] States = [JobState.Scheduled, JobState.Ready, JobState.Running, JobState.Failed];

    public async Task<string?> ActAsync(Random random, CancellationToken stoppingToken)
    {
        var kind = random.Next(8);
        if (await AnyAsync(random, stoppingToken) is not { } id)
        {
            return null;
        }

        return kind switch
        {
            0 => await jobs.CancelJobAsync(id, RandomOperator.By, stoppingToken) ? "cancel" : null,
            1 => await ReplayAsync(id, stoppingToken),
            2 => await jobs.ReScheduleAsync(id, Soon(random), RandomOperator.By, stoppingToken) ? "reschedule" : null,
            3 => await ChangePriorityAsync(id, random, stoppingToken),
            4 => await ChangeAsync(id, "lane", new JobChange { WorkerLane = AnyLane(random) }, stoppingToken),
            5 => await ChangeAsync(id, "run now", new JobChange { RunNow = true }, stoppingToken),
            6 => await ChangeDataAsync(id, random, stoppingToken),
            _ => await ChangeAsync(id, "time", new JobChange { At = Soon(random) }, stoppingToken),
        };
    }

    public async Task<string?> ReplayAsync(Random random, CancellationToken stoppingToken) =>
        await AnyOfAsync(JobState.Failed, random, stoppingToken) is { } id ? await ReplayAsync(id, stoppingToken) : null;

    public async Task<string?> ChangePriorityAsync(Random random, CancellationToken stoppingToken) =>
        await AnyAsync(random, stoppingToken) is { } id ? await ChangePriorityAsync(id, random, stoppingToken) : null;

    public async Task<string?> ChangeDataAsync(Random random, CancellationToken stoppingToken) =>
        await AnyAsync(random, stoppingToken) is { } id ? await ChangeDataAsync(id, random, stoppingToken) : null;

    public static JobMasterPriority AnyPriority(Random random) =>
        Enum.GetValues<JobMasterPriority>()[random.Next(Enum.GetValues<JobMasterPriority>().Length)];

    public static MessageData NewData(Random random) => WriteableMessageData.New().SetIntValue("Milliseconds", random.Next(40));

    public string AnyLane(Random random) => options.Lanes.Split(',') is var lanes ? lanes[random.Next(lanes.Length)] : "";

    /// <summary>A job of some state, or one that was accepted lately, which an agent may hold.</summary>
    public async Task<Guid?> AnyAsync(Random random, CancellationToken stoppingToken)
    {
        var (state, place) = (States[random.Next(States.Length)], random.NextDouble());
        return random.Next(2) == 0 ? At(place, Accepted(random)) : At(place, await ListAsync(state, stoppingToken));
    }

    private async Task<Guid?> AnyOfAsync(JobState state, Random random, CancellationToken stoppingToken) =>
        At(random.NextDouble(), await ListAsync(state, stoppingToken));

    private static Guid? At(double place, List<Guid> ids) => ids.Count == 0 ? null : ids[(int)(place * ids.Count)];

    private async Task<List<Guid>> ListAsync(JobState state, CancellationToken stoppingToken) =>
    [
        .. (await monitor.Jobs.ListAsync(new JobFilter { State = state }, continueFrom: null, stoppingToken)).Jobs.Select(job => job.Id),
    ];

    private async Task<string?> ReplayAsync(Guid id, CancellationToken stoppingToken) =>
        await jobs.ReplayAsync(id, RandomOperator.By, stoppingToken) ? "replay" : null;

    private Task<string?> ChangePriorityAsync(Guid id, Random random, CancellationToken stoppingToken) =>
        ChangeAsync(id, "priority", new JobChange { Priority = AnyPriority(random) }, stoppingToken);

    private Task<string?> ChangeDataAsync(Guid id, Random random, CancellationToken stoppingToken) =>
        ChangeAsync(id, "data", new JobChange { Data = NewData(random) }, stoppingToken);

    private static DateTimeOffset Soon(Random random) => DateTimeOffset.UtcNow.AddMilliseconds(random.Next(-500, 2000));

    private async Task<string?> ChangeAsync(Guid id, string what, JobChange change, CancellationToken stoppingToken) =>
        await jobs.ChangeJobAsync(id, change, RandomOperator.By, stoppingToken) == JobChangeResult.Changed ? $"change {what}" : null;

    /// <summary>The jobs at the end of one process's file.</summary>
    private List<Guid> Accepted(Random random)
    {
        var files = Directory.GetFiles(options.Directory, "*producer*.run").Order(StringComparer.Ordinal).ToList();
        if (files.Count == 0)
        {
            return [];
        }

        using var file = new FileStream(files[random.Next(files.Count)], FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(-Math.Min(TailBytes, file.Length), SeekOrigin.End);
        using var reader = new StreamReader(file, Encoding.UTF8);
        return [
            .. reader.ReadToEnd().Split('\n').Select(line => line.Split(' '))
                .Where(words => words is ["accepted", { Length: 36 }]).Select(words => Guid.Parse(words[1]))];
    }
}
