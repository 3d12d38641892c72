using System.Text.Json;
using System.Text.Json.Serialization;

namespace JobMaster.NatsJetStream.Client;

/// <summary>The configuration of a stream, as sent to the server.</summary>
internal sealed record StreamConfig
{
    public required string Name { get; init; }

    public string? Description { get; init; }

    public required IReadOnlyList<string> Subjects { get; init; }

    public required string Retention { get; init; }

    public required string Storage { get; init; }

    /// <summary>The behaviour of a full stream: with <c>new</c> it refuses new messages, with <c>old</c> it drops old ones.</summary>
    public required string Discard { get; init; }

    public int NumReplicas { get; init; } = 1;

    public long MaxMsgs { get; init; } = -1;

    public long MaxBytes { get; init; } = -1;

    /// <summary>In nanoseconds.</summary>
    public long DuplicateWindow { get; init; }

    /// <summary>Other settings of an operator, which an update keeps.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}

/// <summary>A stream as the server reports it.</summary>
internal sealed record StreamInfo
{
    public required StreamConfig Config { get; init; }

    /// <summary>When it was created, as the server writes it.</summary>
    public string Created { get; init; } = "";

    public StreamState State { get; init; } = new();

    /// <summary>How many subjects match the filter in total; one answer is limited.</summary>
    public int Total { get; init; }
}

/// <summary>The contents of a stream.</summary>
internal sealed record StreamState
{
    public long Messages { get; init; }

    /// <summary>The number of messages of each subject of the filter; null for none.</summary>
    public IReadOnlyDictionary<string, long>? Subjects { get; init; }
}

/// <summary>The configuration of a consumer, as sent to the server.</summary>
internal sealed record ConsumerConfig
{
    public required string DurableName { get; init; }

    public string? Description { get; init; }

    public required string FilterSubject { get; init; }

    public string DeliverPolicy { get; init; } = "all";

    public string AckPolicy { get; init; } = "explicit";

    /// <summary>In nanoseconds.</summary>
    public long AckWait { get; init; }

    /// <summary>The most deliveries of a message; -1 for no limit.</summary>
    public int MaxDeliver { get; init; } = -1;

    public int MaxAckPending { get; init; }

    public int MaxWaiting { get; init; }
}

/// <summary>A consumer as the server reports it.</summary>
internal sealed record ConsumerInfo
{
    public string Name { get; init; } = "";

    public required ConsumerConfig Config { get; init; }

    public long NumAckPending { get; init; }

    /// <summary>The position up to which all its messages are acknowledged.</summary>
    public SequencePlace AckFloor { get; init; } = new(0);
}

/// <summary>A position in a stream.</summary>
internal sealed record SequencePlace(long StreamSeq);

internal sealed record MessageRequest(long Seq, string NextBySubj);

internal sealed record MessageAnswer(StoredMessage Message);

/// <summary>A message as the stream stores it.</summary>
internal sealed record StoredMessage(long Seq);

internal sealed record StreamInfoRequest(string? SubjectsFilter, int Offset);

internal sealed record ConsumerCreateRequest(string StreamName, ConsumerConfig Config);

internal sealed record ListRequest(int Offset);

internal sealed record PullRequest(int Batch, long MaxBytes, long? Expires, bool NoWait);

internal sealed record ApiError(int Code, int ErrCode, string Description);

/// <summary>The part of every answer that may contain an error.</summary>
internal sealed record ApiResponse(ApiError? Error);

internal sealed record ConsumerList
{
    public int Total { get; init; }

    public IReadOnlyList<ConsumerInfo>? Consumers { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StreamConfig))]
[JsonSerializable(typeof(StreamInfo))]
[JsonSerializable(typeof(ConsumerInfo))]
[JsonSerializable(typeof(ConsumerList))]
[JsonSerializable(typeof(StreamInfoRequest))]
[JsonSerializable(typeof(ConsumerCreateRequest))]
[JsonSerializable(typeof(ListRequest))]
[JsonSerializable(typeof(PullRequest))]
[JsonSerializable(typeof(MessageRequest))]
[JsonSerializable(typeof(MessageAnswer))]
[JsonSerializable(typeof(ApiResponse))]
internal sealed partial class JetStreamJson : JsonSerializerContext;
