using JobMaster.Storage;
using JobMaster.Values;

namespace JobMaster.Scheduling;

/// <content>Changes of jobs that are stored already.</content>
internal sealed partial class JobFactory
{
    /// <exception cref="JobRejectedException">The change cannot be accepted.</exception>
    /// <param name="change">The change.</param>
    /// <param name="subject">The job or jobs, for messages.</param>
    /// <param name="definitionId">The definition of the jobs whose message data is changed; null if unknown.</param>
    /// <param name="stored">The stored message data.</param>
    public StoredJobChange Change(JobChange change, object subject, string? definitionId = null, string? stored = null)
    {
        if (change with { Revision = null } == new JobChange())
        {
            throw new JobRejectedException("The change is empty. Set what is to be changed, for example Priority or At.");
        }

        if (change is { At: not null, RunNow: true } or { ExpiresAt: not null, RemovesExpiry: true })
        {
            throw new JobRejectedException(change.RunNow && change.At is not null
                ? $"The change gives a time, {change.At:O}, and RunNow. Give one of them."
                : $"The change gives an expiry, {change.ExpiresAt:O}, and RemovesExpiry. Give one of them.");
        }

        return new StoredJobChange
        {
            Priority = change.Priority is { } priority ? Priority(priority) : null,
            Lane = change.WorkerLane is { } lane ? Lane(lane) : null,
            DueAt = ScheduleTime.Given(change.At, ScheduleTime.TheTime),
            IsDueNow = change.RunNow,
            ChangesExpiry = change.ExpiresAt is not null || change.RemovesExpiry,
            ExpiresAt = ScheduleTime.Given(change.ExpiresAt, "ExpiresAt"),
            ChangesPayload = change.Data is not null,
            Payload = NewData(change.Data, change.PayloadVersion, subject, definitionId, stored),
            Revision = change.Revision,
        };
    }

    /// <exception cref="JobRejectedException">The change cannot be accepted.</exception>
    /// <param name="change">The change.</param>
    /// <param name="subject">The job or jobs, for messages.</param>
    /// <param name="definitionId">The definition that will run it; null if unknown.</param>
    /// <param name="stored">The job's stored message data.</param>
    /// <param name="formerId">The definition that has run it; null if unknown.</param>
    public StoredReplay Replay(JobReplay change, object subject, string? definitionId, string? stored, string? formerId = null) =>
        change == new JobReplay()
            ? throw new JobRejectedException(
                "The change is empty. Set what a replay changes, for example WorkerLane or Data, or give no change.")
            : new StoredReplay
            {
                Lane = change.WorkerLane is { } lane ? Lane(lane) : null,
                Priority = change.Priority is { } priority ? Priority(priority) : null,
                DefinitionId = change.JobDefinitionId is { } id ? Name(id, "Definition id", 200) : null,
                ChangesPayload = change.Data is not null,
                Payload = NewData(
                    change.Data, change.PayloadVersion, subject, definitionId, stored,
                    isOfAnother: change.JobDefinitionId is { } named && !AreOne(named, formerId)),
            };

    /// <summary>Whether two ids are of one definition, as far as this process knows.</summary>
    private bool AreOne(string id, string? other) =>
        id == other || (other is not null && definitions.Find(id) is { } definition && definition == definitions.Find(other));

    /// <summary>Why another definition cannot read the stored message data, so that the job would be parked; null if it can.</summary>
    public string? WhyUnreadable(ReplayedPayload job, string definitionId)
    {
        var json = storage.TryOpen(job.Payload, job.DefinitionId);
        var definition = definitions.Find(definitionId);
        if ((json is null && job.Payload is not null) || definition is { PayloadType: null })
        {
            return null;
        }

        var version = PayloadEnvelope.VersionOf(job.Payload);
        var problems = check.Mistakes(definition, definitionId, json, version);
        var shown = string.Join("; ", problems.Take(10).Select(problem => problem.WithoutValue()));
        return problems.Count == 0
            ? null
            : $"The message data of job {job.JobId}, version {version}, does not fit definition '{definitionId}'"
                + (PayloadEnvelope.KeyOf(job.Payload) is null ? $": {shown}. " : "; it is encrypted, so it is not shown here. ")
                + "Give message data that fits, or another definition. Nothing was changed.";
    }

    /// <summary>
    /// Refuses new data for a schedule or a job whose data is newer than the handler of this process, unless the change says its version:
    /// data in the older form would be stored unnoticed, and a newer build would read it as such.
    /// </summary>
    /// <exception cref="JobRejectedException">The data is newer.</exception>
    public void ThrowIfNewer(int? given, object subject, string definitionId, string? stored)
    {
        int version = PayloadEnvelope.VersionOf(stored);
        if (given is null && definitions.Find(definitionId)?.Versions.Current is { } current && current < version)
        {
            throw new JobRejectedException(
                $"The message data of {subject} has version {version}, and the build of '{definitionId}' that makes this change writes "
                + $"version {current}. Give the PayloadVersion of the new data, {version} or {current}, or make the change on a host of "
                + "the newer build.")
            { NewerPayloadVersion = version };
        }
    }

    /// <summary>The version of new data: the given one, this build's, or the former one.</summary>
    public int NewVersion(int? given, string definitionId, string? stored) =>
        given ?? definitions.Find(definitionId)?.Versions.Current ?? PayloadEnvelope.VersionOf(stored);

    /// <exception cref="JobRejectedException">There is no data that could have the version, or it is no version.</exception>
    public static void ThrowIfNoVersion(int? given, bool hasData)
    {
        if (given is < 1 || (given is not null && !hasData))
        {
            throw new JobRejectedException(given < 1
                ? $"PayloadVersion {given} must be 1 or more."
                : $"PayloadVersion {given} is given without message data. Give the data, or leave it out.");
        }
    }

    /// <summary>
    /// New data has the version that the change gives, else this build's, else the job's former version. It is stored in the same form as
    /// the job's old data.
    /// </summary>
    private string? NewData(
        MessageData? data, int? given, object subject, string? definitionId, string? stored, bool isOfAnother = false)
    {
        ThrowIfNoVersion(given, data is not null);
        var json = Sized(data?.ToJson(), "Message data", $"{subject}");
        if (json is null || definitionId is null)
        {
            return json;
        }

        var definition = definitions.Find(definitionId);
        if (!isOfAnother)
        {
            ThrowIfNewer(given, $"job {subject}", definitionId, stored);
        }

        var version = NewVersion(given, definitionId, stored);
        if (definition is null || definition.PayloadType is not null)
        {
            ThrowIfUnfit(json, definitionId, definition, version, "Correct the payload.");
        }

        return storage.Seal(json, version, definitionId);
    }
}
