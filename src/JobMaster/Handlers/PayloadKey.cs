namespace JobMaster;

/// <summary>A key that payloads are encrypted with. Its name is stored with each payload, its bytes never.</summary>
public sealed class PayloadKey
{
    /// <summary>The number of bytes in a key.</summary>
    public const int Size = 32;

    /// <summary>Creates a key.</summary>
    /// <param name="id">Its name, the same on every host; at most 100 characters. A name never stands for other bytes later.</param>
    /// <param name="key">32 random bytes, as <c>RandomNumberGenerator.GetBytes(PayloadKey.Size)</c> makes them. Keep them where secrets
    /// are kept.</param>
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
