using JobMaster.NatsJetStream.Connection;

namespace JobMaster.NatsJetStream.Client;

/// <summary>JetStream's own refusal, by its error number.</summary>
internal sealed class JetStreamException(ApiError error, string subject)
    : BrokerException($"JetStream refused '{subject}': {error.Description} ({error.ErrCode})")
{
    public const int StreamNotFound = 10059;
    public const int ConsumerNotCreated = 10012;
    public const int ConsumerNotFound = 10014;
    public const int StreamNameInUse = 10058;
    public const int MessageNotFound = 10037;
    public const int StreamFailed = 10051;

    public ApiError Error => error;

    public int Number => error.ErrCode;

    public string Description => error.Description;

    /// <summary>Whether the stream, or the account, holds as much as it may.</summary>
    public bool IsFull => error.ErrCode is 10002 or 10023 or 10028 or 10047
        || (error.ErrCode == 10077 && error.Description.Contains("exceeded", StringComparison.OrdinalIgnoreCase));

    public bool IsNotEnabled => error.ErrCode is 10035 or 10039 or 10076;

    /// <summary>
    /// Whether the server could not make a consumer's files, for example while it removes those of the one before, or could not remove
    /// their directory, because it still wrote to it. The numbers stand for other refusals too.
    /// </summary>
    public bool IsStoreBusy =>
        (error.ErrCode == ConsumerNotCreated && error.Description.Contains("creating store", StringComparison.OrdinalIgnoreCase))
        || (error.ErrCode == StreamFailed && error.Description.Contains("directory not empty", StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// A cluster without a leader for the moment, a stream whose servers are away, or a consumer whose files the server still works on.
    /// </summary>
    public override bool IsTransient =>
        !IsFull && !IsNotEnabled && (error.Code == 503 || error.ErrCode is 10008 or 10009 or 10118 or 10119 || IsStoreBusy);
}
