using JobMaster.Benchmarks.Measures;
using JobMaster.Benchmarks.Measuring;
using JobMaster.Benchmarks.Providers;

namespace JobMaster.Benchmarks.Agents;

/// <summary>
/// How fast one process works off no-op jobs that wait on an agent, beside either half of that work done by hand: fetching and
/// acknowledging, admitting and finishing.
/// </summary>
internal sealed class AgentDrainMeasure(NatsBenchmarkProvider provider) : IMeasure
{
    private const int WarmUps = 2;
    private const string Fetch = "fetch";
    private const string Admit = "admit";
    private const string Ours = "ours";
    private const string Slower = "slower";
    private const string Both = "both";

    public string Name => "drain";

    public async Task RunAsync(MeasureContext context)
    {
        var (_, scale, report) = context;

        // Code that runs often is compiled again, and the library has more of it than a loop: an app that is up is past that.
        for (int warmUp = 0; warmUp < WarmUps; warmUp++)
        {
            await OursAsync(scale.DrainedJobs);
        }

        var rounds = await Rounds.RunAsync(
            scale.Runs,
            new State(Fetch, scale.DrainedJobs, jobs => ReceiveMeasure.MeasureAsync(provider, jobs, agent => agent.RawReceiveAsync(jobs))),
            new State(Admit, scale.DrainedJobs, AdmitAsync),
            new State(Ours, scale.DrainedJobs, OursAsync));
        rounds.Derive(Slower, costs => Cost.Slower(costs[Fetch], costs[Admit]));
        rounds.Derive(Both, costs => costs[Fetch] + costs[Admit]);

        report.Add("drain", "jobs/s", rounds, Ours, Slower, Cost.PerSecond);
        report.Add("drain, beside fetch and acknowledge", "jobs/s", rounds, Ours, Fetch, Cost.PerSecond);
        report.Add("drain, beside admit and finish", "jobs/s", rounds, Ours, Admit, Cost.PerSecond);
        report.Add("drain, CPU", "µs/job", rounds, Ours, Both, Cost.CpuMicroseconds);
        report.Add("drain, allocated", "bytes/job", rounds, Ours, Both, Cost.BytesPerJob);
    }

    private async Task<Cost> AdmitAsync(int jobs)
    {
        await using var master = await provider.CreateMasterAsync();
        int left = jobs;
        return await Drain.RawAsync(jobs, provider.RawDrainConnections, () => PostgresRawLoop.OpenAsync(master.Name), AdmitAndFinishAsync);

        async Task<int> AdmitAndFinishAsync(PostgresRawLoop raw)
        {
            int done = 0;
            while (Math.Min(Drain.RawBatch, Interlocked.Add(ref left, -Drain.RawBatch) + Drain.RawBatch) is > 0 and var batch)
            {
                var claims = await raw.AdmitAsync(batch);
                await raw.FinishAsync(claims);
                done += claims.Count;
            }

            return done;
        }
    }

    private async Task<Cost> OursAsync(int jobs)
    {
        await using var cluster = await provider.CreateClusterAsync();
        await Drain.FillAsync(cluster, jobs);
        var cost = await Drain.OursAsync(cluster, jobs);
        await cluster.CheckWayAsync(jobs);
        await cluster.CheckEmptyAsync();
        return cost;
    }
}
