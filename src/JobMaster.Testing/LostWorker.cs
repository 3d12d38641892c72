using JobMaster.Scheduling;
using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>Simulates for a running job that its worker is lost.</summary>
internal static class LostWorker
{
    /// <summary>Moves the job to a session that never beats, so that it is rescued like any other job of a dead worker.</summary>
    public static bool Keeps(InMemoryState state, DateTimeOffset now, StoredJob attempted, TimeProvider time)
    {
        if (state.Live.Find(attempted.Id) is not { } job || !job.RunsUnder(attempted.ClaimNo))
        {
            return false;
        }

        var dead = new NewSession
        {
            Id = JobIds.Next(time), WorkerName = "crashed by a test", NodeName = "test", Lanes = [job.Row.Lane], Concurrency = 1,
            Version = "0",
        };
        state.Sessions.Add(dead.Id, new LiveSession(dead, now));
        state.Live.Update(job, job.Row with { SessionId = dead.Id });
        return true;
    }

    /// <summary>Takes the job back from a worker that still runs it, as if that worker were dead.</summary>
    public static bool Redeliver(InMemoryState state, DateTimeOffset now, StoredJob attempted)
    {
        if (state.Live.Find(attempted.Id) is not { } job || !job.RunsUnder(attempted.ClaimNo))
        {
            return false;
        }

        RescueJobs.Rescue(state, now, job, int.MaxValue);
        return true;
    }
}
