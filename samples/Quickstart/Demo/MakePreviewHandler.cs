using JobMaster;

namespace Quickstart.Demo;

/// <summary>A preview of a video.</summary>
internal sealed record MakePreview(string Video, int Scenes);

/// <summary>Slow, and tells how far it is.</summary>
[JobMasterDefinitionId("make-preview")]
[JobMasterWorkerLane("media")]
[JobMasterPriority(JobMasterPriority.Low)]
[JobMasterTimeout(120)]
internal sealed class MakePreviewHandler : IJobHandler<MakePreview>
{
    public async Task HandleAsync(MakePreview payload, JobContext job, CancellationToken cancellationToken)
    {
        for (var scene = 1; scene <= payload.Scenes; scene++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken);
            job.Attempt.ReportProgress((double)scene / payload.Scenes, $"scene {scene} of {payload.Scenes}");
            job.Attempt.Log(LogLevel.Debug, $"{payload.Video}: scene {scene} is done.");
        }
    }
}
