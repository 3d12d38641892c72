using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using NATS.NKeys;

namespace JobMaster.NatsJetStream.Tests.Servers;

/// <summary>An operator of NATS with one account, which signs users of it, as <c>nsc</c> does.</summary>
internal sealed class Operator : IDisposable
{
    private static readonly string[] Limits = ["subs", "data", "payload", "imports", "exports", "conn", "leaf"];

    /// <summary>What an account may have of JetStream; the system account none.</summary>
    private static readonly string[] Storage = ["mem_storage", "disk_storage", "streams", "consumer"];

    private readonly KeyPair _operator = KeyPair.CreatePair(PrefixByte.Operator);
    private readonly KeyPair _account = KeyPair.CreatePair(PrefixByte.Account);
    private readonly KeyPair _system = KeyPair.CreatePair(PrefixByte.Account);

    /// <summary>What a server's configuration has to say to take the account's users.</summary>
    public string Configuration =>
        $"operator: {Signed(_operator, _operator, "test operator", Claims("operator"))}\n"
        + $"system_account: {_system.GetPublicKey()}\n"
        + $"resolver: MEMORY\nresolver_preload {{ {_account.GetPublicKey()}: {Account(_account, Storage)}, {_system.GetPublicKey()}: " +
            $"{Account(_system)} }}";

    /// <summary>A user of the account.</summary>
    public (string Jwt, string Seed) AddUser(TimeSpan? validFor = null)
    {
        using var user = KeyPair.CreatePair(PrefixByte.User);
        var claims = Claims("user");
        foreach (string limit in (string[])["subs", "data", "payload"])
        {
            claims[limit] = -1;
        }

        return (Signed(_account, user, "test user", claims, validFor), user.GetSeed());
    }

    /// <summary>A file of a user, as <c>nsc generate creds</c> writes it.</summary>
    public static string CredentialsOf((string Jwt, string Seed) user) =>
        $"-----BEGIN NATS USER JWT-----\n{user.Jwt}\n------END NATS USER JWT------\n\n"
        + $"-----BEGIN USER NKEY SEED-----\n{user.Seed}\n------END USER NKEY SEED------\n";

    public void Dispose()
    {
        _operator.Dispose();
        _account.Dispose();
        _system.Dispose();
    }

    private string Account(KeyPair account, params IEnumerable<string> more)
    {
        var claims = Claims("account");
        claims["limits"] = new JsonObject(Limits.Concat(more).Select(limit => KeyValuePair.Create(limit, (JsonNode?)JsonValue.Create(-1))))
        {
            ["wildcards"] = true,
        };
        return Signed(_operator, account, "test account", claims);
    }

    private static JsonObject Claims(string type) => new() { ["type"] = type, ["version"] = 2 };

    private static string Signed(KeyPair signer, KeyPair subject, string name, JsonObject claims, TimeSpan? validFor = null)
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var token = new JsonObject
        {
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["iat"] = now,
            ["iss"] = signer.GetPublicKey(),
            ["sub"] = subject.GetPublicKey(),
            ["name"] = name,
            ["nats"] = claims,
        };
        if (validFor is { } time)
        {
            token["exp"] = now + (long)time.TotalSeconds;
        }

        string text = $"{Encoded("""{"typ":"JWT","alg":"ed25519-nkey"}""")}.{Encoded(token.ToJsonString())}";
        byte[] signature = new byte[64];
        signer.Sign(Encoding.ASCII.GetBytes(text), signature);
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encoded(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
