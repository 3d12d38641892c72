using System.Text.Json;
using JobMaster.NatsJetStream.Client;
using JobMaster.NatsJetStream.Connection;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.NatsJetStream;

/// <summary>Creates the agent's stream and its consumers, and updates them to the options.</summary>
internal sealed class AgentStream(
    IJetStream jetStream, QueueNames names, NatsJetStreamOptions options, AgentTransportContext context, ILogger logger)
{
    private const string Retention = "workqueue";
    private const string Described = "JobMaster agent ";
    private const int CreateAttempts = 5;
    private static readonly TimeSpan CreatePause = TimeSpan.FromMilliseconds(20);
    private static readonly Version Oldest = new(2, 9);

    private TimeSpan Lease => options.AckWait ?? context.Lease;

    /// <summary>Creates or updates the stream. Returns its unique identity.</summary>
    public async Task<string> ProvisionAsync(CancellationToken cancellationToken)
    {
        CheckServer(await jetStream.ConnectAsync(cancellationToken).ConfigureAwait(false));
        await CheckFormerAsync(cancellationToken).ConfigureAwait(false);
        var found = await jetStream.GetStreamAsync(names.Stream, subjectsFilter: null, cancellationToken).ConfigureAwait(false)
            ?? await CreateAsync(cancellationToken).ConfigureAwait(false);
        CheckRetention(found.Config);
        var wanted = Wanted(found.Config.Description ?? NewDescription()) with { Others = found.Config.Others };
        if (context.AutoProvision && !IsSame(found.Config, wanted))
        {
            found = await jetStream.UpdateStreamAsync(wanted, cancellationToken).ConfigureAwait(false);
            Log.StreamChanged(logger, names.Stream, "updated");
        }

        return found.Config.Description is { } description && description.StartsWith(Described, StringComparison.Ordinal)
            ? description[Described.Length..]
            : found.Created;
    }

    /// <summary>Creates the stream again if it was removed. Returns whether it was.</summary>
    public async Task<bool> RestoreAsync(CancellationToken cancellationToken)
    {
        if (!context.AutoProvision
            || await jetStream.GetStreamAsync(names.Stream, subjectsFilter: null, cancellationToken).ConfigureAwait(false) is not null)
        {
            return false;
        }

        await ProvisionAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Creates a queue's consumer, or updates it to the options.</summary>
    public async Task EnsureConsumerAsync(JobQueue queue, CancellationToken cancellationToken)
    {
        var config = new ConsumerConfig
        {
            DurableName = QueueNames.Consumer(queue),
            Description = $"{queue.Priority} jobs of lane {queue.Lane}",
            FilterSubject = names.Subject(queue),
            AckWait = Nanoseconds.From(Lease),
            MaxAckPending = options.MaxAckPending,
            MaxWaiting = options.MaxWaiting,
        };
        if (context.AutoProvision)
        {
            await CreateConsumerAsync(config, cancellationToken).ConfigureAwait(false);
        }
        else if (await jetStream.GetConsumerAsync(names.Stream, config.DurableName, cancellationToken).ConfigureAwait(false) is null)
        {
            throw new BrokerRefusedException(
                $"lane '{queue.Lane}' has no consumer for priority {queue.Priority}, and automatic provisioning is off. "
                + $"Run: nats consumer add {names.Stream} {config.DurableName} --filter '{config.FilterSubject}' --pull --ack explicit "
                + $"--deliver all --wait {Lease.TotalSeconds:0}s --max-deliver=-1 --max-pending={config.MaxAckPending} --defaults");
        }
    }

    /// <summary>Removes a queue's consumer, if it exists.</summary>
    public Task RemoveConsumerAsync(JobQueue queue, CancellationToken cancellationToken) => RepeatAsync(
        () => jetStream.DeleteConsumerAsync(names.Stream, QueueNames.Consumer(queue), cancellationToken), cancellationToken);

    /// <summary>
    /// Another node may have removed the same consumer a moment ago. The server refuses to create it again until it has also
    /// removed its files.
    /// </summary>
    private Task CreateConsumerAsync(ConsumerConfig config, CancellationToken cancellationToken) => RepeatAsync(
        () => jetStream.CreateOrUpdateConsumerAsync(names.Stream, config, cancellationToken), cancellationToken);

    /// <summary>Repeats a call on a consumer a few times while the server still works on the consumer's files.</summary>
    private async Task RepeatAsync(Func<Task> call, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await call().ConfigureAwait(false);
                return;
            }
            catch (Exception exception) when (attempt < CreateAttempts && IsInBetween(exception))
            {
                await Task.Delay(CreatePause * attempt, context.Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// Whether another node's removal meets this call: the server is still at the consumer's files, or answers without its configuration,
    /// because the consumer that it has just made is gone again.
    /// </summary>
    private static bool IsInBetween(Exception exception) =>
        exception is JetStreamException { IsStoreBusy: true } or BrokerUnavailableException { InnerException: JsonException };

    /// <summary>
    /// Refuses a rename while the former stream holds messages: its name contains the former names, so nobody would receive them.
    /// </summary>
    private async Task CheckFormerAsync(CancellationToken cancellationToken)
    {
        string former = new QueueNames(context.FormerClusterId ?? context.ClusterId, context.FormerName ?? context.Name).Stream;
        if (former == names.Stream
            || await jetStream.GetStreamAsync(former, subjectsFilter: null, cancellationToken).ConfigureAwait(false)
                is not { State.Messages: var held })
        {
            return;
        }

        if (held > 0)
        {
            throw new BrokerRefusedException(
                $"stream '{former}' holds {held} message(s) under the agent's former name. "
                + "Start a host under that name with a worker of mode Drain until the stream is empty, then start this one.");
        }

        Log.StreamLeft(logger, former, names.Stream);
    }

    private async Task<StreamInfo> CreateAsync(CancellationToken cancellationToken)
    {
        var wanted = Wanted(NewDescription());
        if (!context.AutoProvision)
        {
            throw new BrokerRefusedException(
                $"stream '{names.Stream}' is not there, and automatic provisioning is off. "
                + $"Run: nats stream add {names.Stream} --subjects '{names.AllSubjects}' --retention work --discard new "
                + $"--storage {wanted.Storage} --replicas {wanted.NumReplicas} --dupe-window {options.DuplicateWindow.TotalSeconds:0}s "
                + $"--description '{wanted.Description}' --defaults");
        }

        try
        {
            var created = await jetStream.CreateStreamAsync(wanted, cancellationToken).ConfigureAwait(false);
            Log.StreamChanged(logger, names.Stream, "created");
            return created;
        }
        catch (JetStreamException exception) when (exception.Number == JetStreamException.StreamNameInUse)
        {
            // Another node was faster, with its own description.
            return await jetStream.GetStreamAsync(names.Stream, subjectsFilter: null, cancellationToken).ConfigureAwait(false)
                ?? throw new JetStreamException(exception.Error, names.Stream);
        }
    }

    private StreamConfig Wanted(string description) => new()
    {
        Name = names.Stream,
        Description = description,
        Subjects = [names.AllSubjects],
        Retention = Retention,
        Storage = options.Storage == NatsStorage.Memory ? "memory" : "file",
        Discard = "new",
        NumReplicas = options.Replicas,
        MaxMsgs = options.MaxMessages ?? -1,
        MaxBytes = options.MaxBytes ?? -1,
        DuplicateWindow = Nanoseconds.From(options.DuplicateWindow),
    };

    private string NewDescription()
    {
        Span<byte> id = stackalloc byte[16];
        context.Random.NextBytes(id);
        return $"{Described}{new Guid(id)}";
    }

    private static bool IsSame(StreamConfig found, StreamConfig wanted) =>
        found with { Subjects = wanted.Subjects } == wanted && found.Subjects.SequenceEqual(wanted.Subjects);

    private void CheckRetention(StreamConfig found)
    {
        if (found.Retention != Retention || found.Discard != "new")
        {
            throw new BrokerRefusedException(
                $"stream '{names.Stream}' was made by something else: retention '{found.Retention}' and discard '{found.Discard}' "
                + $"where '{Retention}' and 'new' are needed, or jobs would be lost. "
                + "Delete the stream, or give the agent connection another name.");
        }
    }

    private static void CheckServer(ServerFacts server)
    {
        if (!Version.TryParse(server.Version.Split('-')[0], out var version) || version < Oldest)
        {
            throw new BrokerRefusedException(
                $"{server.Address} is nats-server {server.Version}; at least {Oldest} is needed. Update the server.");
        }

        if (!server.HasHeaders)
        {
            throw new BrokerRefusedException(
                $"{server.Address} has headers switched off, and every message carries its job's id in one. "
                + "Take 'no_header_support' out of its configuration.");
        }
    }
}
