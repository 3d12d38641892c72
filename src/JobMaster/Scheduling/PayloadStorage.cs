using JobMaster.Values;

namespace JobMaster.Scheduling;

/// <summary>Converts payloads to their stored form and back.</summary>
/// <param name="keys">The encryption keys; null without encryption.</param>
internal sealed class PayloadStorage(PayloadKeys? keys = null)
{
    /// <summary>Whether payloads are stored encrypted.</summary>
    public bool Encrypts => keys is not null;

    /// <summary>The text to store: the payload itself, or an envelope if it is encrypted or needs its version stated.</summary>
    /// <param name="json">The payload; null for none, which is not encrypted.</param>
    /// <param name="version">Its version.</param>
    /// <param name="definitionId">The definition it is stored under.</param>
    public string? Seal(string? json, int version, string definitionId)
    {
        if (keys is not null && json is not null)
        {
            return keys.Encrypt(json, version, definitionId).ToText();
        }

        return version == 1 && !PayloadEnvelope.Is(json) ? json : new PayloadEnvelope(json, version).ToText();
    }

    /// <summary>The payload as the handler of its definition reads it.</summary>
    /// <param name="stored">The stored text.</param>
    /// <param name="storedId">The definition id it is stored under, which may be an alias.</param>
    /// <param name="definition">The definition.</param>
    /// <exception cref="FormatException">This build cannot read it.</exception>
    public OpenedPayload Open(string? stored, string storedId, JobDefinition definition)
    {
        if (!PayloadEnvelope.Is(stored))
        {
            return new(definition.Versions.Raise(stored, 1, storedId, isSecret: false), IsSecret: false);
        }

        var envelope = PayloadEnvelope.Read(stored!);
        var isSecret = envelope.KeyId is not null;
        return new(definition.Versions.Raise(Open(envelope, storedId), envelope.Version, storedId, isSecret), isSecret);
    }

    /// <summary>The stored form of an encrypted payload after a move to another definition.</summary>
    /// <exception cref="JobRejectedException">It cannot be decrypted here.</exception>
    public string Move(string stored, string storedId, string definitionId) =>
        TryOpen(stored, storedId) is { } json
            ? Seal(json, PayloadEnvelope.VersionOf(stored), definitionId)!
            : throw new JobRejectedException(
                $"The message data of a job of '{storedId}' is encrypted with a key that this process does not have, so it cannot be " +
                $"stored for '{definitionId}'. Give new Data, or call from a process that has the key.");

    /// <summary>The payload as it was given; null if there is none, or if it cannot be opened here.</summary>
    public string? TryOpen(string? stored, string storedId)
    {
        try
        {
            return PayloadEnvelope.Is(stored) ? Open(PayloadEnvelope.Read(stored!), storedId) : stored;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>
    /// The stored text, encrypted with the newest key, in its version. Null if it already is, if there is none, or if it cannot be opened
    /// here.
    /// </summary>
    public string? Rekeyed(string? stored, string storedId) =>
        keys is not null && (PayloadEnvelope.KeyOf(stored) is not { } key || !keys.IsNewest(key)) && TryOpen(stored, storedId) is { } json
            ? keys.Encrypt(json, PayloadEnvelope.VersionOf(stored), storedId).ToText()
            : null;

    /// <summary>
    /// A text that is the same for the same payload under the same key, although each encryption differs. For comparison, not for storage.
    /// </summary>
    public string? Comparable(string? stored, string storedId) =>
        PayloadEnvelope.KeyOf(stored) is { } key ? $"{key}:{PayloadEnvelope.VersionOf(stored)}:{TryOpen(stored, storedId)}" : stored;

    /// <summary>Whether both texts are the same payload under the same key.</summary>
    public bool AreAlike(string? one, string? other, string storedId) =>
        string.Equals(one, other, StringComparison.Ordinal)
        || (
            PayloadEnvelope.Is(one) && PayloadEnvelope.Is(other)
                && string.Equals(Comparable(one, storedId), Comparable(other, storedId), StringComparison.Ordinal));

    private string? Open(PayloadEnvelope envelope, string storedId) =>
        envelope.KeyId is null ? envelope.Json : PayloadKeys.Decrypt(keys, envelope, storedId);
}

/// <summary>A payload without its envelope.</summary>
/// <param name="Json">The payload; null if there is none.</param>
/// <param name="IsSecret">Whether it was encrypted, so that errors must not show its content.</param>
internal readonly record struct OpenedPayload(string? Json, bool IsSecret);
