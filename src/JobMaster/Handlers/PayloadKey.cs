namespace JobMaster;

/// <summary>A key for the encryption of payloads. Its name is stored with each payload, its bytes never are.</summary>
public sealed class PayloadKey
{
    /// <summary>The number of bytes in a key.</summary>
    public const int Size = 32;

    /// <summary>Creates a key.</summary>
    /// <param name="id">Its name, the same on every host; at most 100 characters. Never reuse a name for other bytes.</param>
    /// <param name="key">
    /// 32 random bytes, for example from <c>RandomNumberGenerator.GetBytes(PayloadKey.Size)</c>. Keep them in a store of secrets.
    /// </param>
    public PayloadKey(string id, byte[] key)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(key);
        (Id, Bytes) = (id, [.. key]);
    }

    /// <summary>Its name.</summary>
    public string Id { get; }

    internal byte[] Bytes { get; }

    /// <summary>The name, without the key.</summary>
    public override string ToString() => $"key '{Id}'";
}
