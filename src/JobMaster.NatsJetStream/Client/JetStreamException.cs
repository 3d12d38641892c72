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

    /// <summary>Whether the stream, or the account, has reached its limit.</summary>
    public bool IsFull => error.ErrCode is 10002 or 10023 or 10028 or 10047
        || (error.ErrCode == 10077 && error.Description.Contains("exceeded", StringComparison.OrdinalIgnoreCase));

    public bool IsNotEnabled => error.ErrCode is 10035 or 10039 or 10076;

    /// <summary>
    /// Whether the server could not create a consumer's files, for example while it removes those of the previous one, or could not remove
    /// their directory because it still wrote to it. The numbers are also used for other refusals.
    /// </summary>
    public bool IsStoreBusy =>
        (error.ErrCode == ConsumerNotCreated && error.Description.Contains("creating store", StringComparison.OrdinalIgnoreCase))
        || (error.ErrCode == StreamFailed && error.Description.Contains("directory not empty", StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// True for a cluster without a leader, a stream whose servers are down, and a consumer whose files the server still works on.
    /// </summary>
    public override bool IsTransient =>
        !IsFull && !IsNotEnabled && (error.Code == 503 || error.ErrCode is 10008 or 10009 or 10118 or 10119 || IsStoreBusy);
}
