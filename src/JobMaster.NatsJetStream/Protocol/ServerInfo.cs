using System.Text.Json;
using System.Text.Json.Serialization;

namespace JobMaster.NatsJetStream.Protocol;

/// <summary>What a server says of itself.</summary>
internal sealed record ServerInfo
{
    public string Version { get; init; } = "";

    public string ServerName { get; init; } = "";

    public bool Headers { get; init; }

    public int MaxPayload { get; init; } = 1024 * 1024;

    public bool AuthRequired { get; init; }

    public bool TlsRequired { get; init; }

    public bool TlsAvailable { get; init; }

    /// <summary>Other servers of the cluster, <c>host:port</c>.</summary>
    public IReadOnlyList<string>? ConnectUrls { get; init; }

    /// <summary>The server is about to go and asks its clients to leave.</summary>
    [JsonPropertyName("ldm")]
    public bool IsLameDuck { get; init; }

    public static ServerInfo Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ProtocolJson.Default.ServerInfo) ?? throw new NatsProtocolException("an INFO without content");
        }
        catch (JsonException)
        {
            throw new NatsProtocolException("an INFO that is not JSON");
        }
    }
}

/// <summary>What a client says of itself.</summary>
internal sealed record ConnectCommand
{
    public bool Verbose { get; init; }

    public bool Pedantic { get; init; }

    public bool TlsRequired { get; init; }

    public string? User { get; init; }

    public string? Pass { get; init; }

    public string? AuthToken { get; init; }

    public required string Name { get; init; }

    public string Lang { get; init; } = ".NET";

    public required string Version { get; init; }

    /// <summary>1: the server may send INFO at any time.</summary>
    public int Protocol { get; init; } = 1;

    public bool Echo { get; init; }

    public bool Headers { get; init; } = true;

    public bool NoResponders { get; init; } = true;

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ProtocolJson.Default.ConnectCommand);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ServerInfo))]
[JsonSerializable(typeof(ConnectCommand))]
internal sealed partial class ProtocolJson : JsonSerializerContext;
