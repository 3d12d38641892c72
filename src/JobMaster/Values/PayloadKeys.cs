using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace JobMaster.Values;

/// <summary>
/// Encrypts payloads with AES-GCM. The first key encrypts, all keys decrypt. Ciphertext, version and definition id belong together: a
/// change of one in the store is detected.
/// </summary>
internal sealed class PayloadKeys
{
    private const int TagSize = 16;
    private const int NonceSize = 12;

    private readonly IReadOnlyList<PayloadKey> _keys;

    /// <param name="keys">At least one key.</param>
    public PayloadKeys(IReadOnlyList<PayloadKey> keys) => _keys = keys;

    /// <summary>Distinguishes builds with different keys; no key can be derived from it.</summary>
    public string Text =>
        string.Join(' ', _keys.Select(key => $"{key.Id}:{Convert.ToHexStringLower(HMACSHA256.HashData(key.Bytes, "jobmaster reader"u8))}"));

    /// <summary>The problems of the keys.</summary>
    public static IEnumerable<string> Problems(IReadOnlyList<PayloadKey> keys)
    {
        foreach (var key in keys)
        {
            if (!NameText.IsValid(key.Id, 100))
            {
                yield return $"The id '{NameText.Shown(key.Id)}' of a payload key {NameText.Rule(key.Id, 100)}.";
            }

            if (key.Bytes.Length != PayloadKey.Size)
            {
                yield return $"Payload key '{key.Id}' has {key.Bytes.Length} bytes; it must have {PayloadKey.Size}. Make one with " +
                    $"RandomNumberGenerator.GetBytes({PayloadKey.Size}).";
            }
        }

        foreach (var twins in keys.GroupBy(key => key.Id, StringComparer.Ordinal).Where(group => group.Skip(1).Any()))
        {
            yield return $"Payload key '{twins.Key}' is given {twins.Count()} times. Give each key an id of its own.";
        }
    }

    /// <summary>Whether a payload is encrypted with the key for new payloads.</summary>
    public bool IsNewest(string keyId) => string.Equals(_keys[0].Id, keyId, StringComparison.Ordinal);

    public PayloadEnvelope Encrypt(string json, int version, string definitionId)
    {
        var plain = Encoding.UTF8.GetBytes(json);
        var nonce = RandomNumberGenerator.GetBytes(NonceSize);
        var sealedBytes = new byte[plain.Length + TagSize];
        using var cipher = new AesGcm(_keys[0].Bytes, TagSize);
        cipher.Encrypt(
            nonce, plain, sealedBytes.AsSpan(0, plain.Length), sealedBytes.AsSpan(plain.Length), Belonging(version, definitionId));
        return new PayloadEnvelope($"\"{Convert.ToBase64String(sealedBytes)}\"", version, _keys[0].Id, nonce);
    }

    /// <exception cref="FormatException">The key is missing here, or the stored text was changed after its encryption.</exception>
    public static string Decrypt(PayloadKeys? keys, PayloadEnvelope envelope, string definitionId)
    {
        var key = keys?._keys.FirstOrDefault(key => string.Equals(key.Id, envelope.KeyId, StringComparison.Ordinal))
            ?? throw new FormatException(
            $"The payload is encrypted with key '{envelope.KeyId}', which this app does not have; it has " +
            $"{(keys is null ? "none" : string.Join(", ", keys._keys.Select(key => $"'{key.Id}'")))}. " +
            "Give it to config.EncryptPayloads behind the newest key; a node that has it runs the job.");
        try
        {
            var sealedBytes = Convert.FromBase64String((envelope.Json ?? "").Trim('"'));
            if (sealedBytes.Length < TagSize || envelope.Nonce?.Length != NonceSize)
            {
                throw new FormatException("It is too short.");
            }

            var plain = new byte[sealedBytes.Length - TagSize];
            using var cipher = new AesGcm(key.Bytes, TagSize);
            cipher.Decrypt(
                envelope.Nonce, sealedBytes.AsSpan(0, plain.Length), sealedBytes.AsSpan(plain.Length), plain,
                Belonging(envelope.Version, definitionId));
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            throw new FormatException(
                $"The payload of '{definitionId}' cannot be decrypted with key '{envelope.KeyId}'. It was changed in the store, or " +
                "encrypted for another definition id or with another key of that name.");
        }
    }

    private static byte[] Belonging(int version, string definitionId)
    {
        var text = new byte[sizeof(int) + Encoding.UTF8.GetByteCount(definitionId)];
        BinaryPrimitives.WriteInt32BigEndian(text, version);
        Encoding.UTF8.GetBytes(definitionId, text.AsSpan(sizeof(int)));
        return text;
    }
}
