using JobMaster;

namespace Quickstart;

/// <summary>Says so when operators change the cluster's mode, and how to go back: in another mode than Active no job starts.</summary>
internal sealed class ModeNotice(IJobMasterCluster cluster) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(0.5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var said = ClusterMode.Active;
        using var timer = new PeriodicTimer(Every, TimeProvider.System);
        do
        {
            if (cluster.Mode != said)
            {
                said = cluster.Mode;
                Console.WriteLine(TextOf(said));
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static string TextOf(ClusterMode mode)
    {
        if (mode == ClusterMode.Active)
        {
            return "The cluster is in mode Active again: it accepts jobs and runs them.";
        }

        var refuses = mode == ClusterMode.Archive ? "refuses jobs and changes" : "accepts jobs";
        return $$"""
            The cluster is in mode {{mode}}: it {{refuses}}, and starts no job.
            To go back, press Ctrl+K on the dashboard and set the cluster's mode, or (outside Development with an API key):
              curl -X PUT -H 'Content-Type: application/json' -d '{"mode":null}' '<address>/jobmaster/api/v1/clusters/default/mode'
            """;
    }
}
