using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>Listens for the pushes of other processes, from the first waiting receive until the agent is closed.</summary>
internal sealed class SqlAgentListener(IWakeUps? wakeUps, SqlAgentArrivals arrivals) : IAsyncDisposable
{
    /// <summary>How often a receive still looks for messages while it is notified of pushes.</summary>
    public static readonly TimeSpan Reassurance = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private Task? listening;
    private volatile bool hears;
    private volatile bool isClosed;

    /// <summary>Whether pushes of other processes are announced.</summary>
    public bool Hears => hears;

    public void Start()
    {
        if (wakeUps is null || listening is not null)
        {
            return;
        }

        lock (gate)
        {
            if (listening is null && !isClosed)
            {
                using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
                listening = Task.Run(ListenAsync, CancellationToken.None);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (isClosed)
        {
            return;
        }

        isClosed = true;
        await stop.CancelAsync().ConfigureAwait(false);
        await (listening ?? Task.CompletedTask).ConfigureAwait(false);
        stop.Dispose();
    }

    private async Task ListenAsync()
    {
        await wakeUps!.ListenAsync(Heard, stop.Token).ConfigureAwait(false);
        hears = false;

        void Heard(JobQueue? queue)
        {
            hears = true;
            arrivals.Signal(queue);
        }
    }
}
