namespace JobMaster.NatsJetStream.Connection;

/// <summary>The address of a server and the login in its URL, if any.</summary>
/// <param name="Uri">The server's URL without the login.</param>
internal sealed record ServerAddress(Uri Uri)
{
    private const int DefaultPort = 4222;

    public string? User { get; init; }

    public string? Password { get; init; }

    public string? Token { get; init; }

    public bool RequiresTls => Uri.Scheme is "tls" or "wss";

    public bool IsWebSocket => Uri.Scheme is "ws" or "wss";

    public bool HasLogin => User is not null || Token is not null;

    /// <summary>
    /// Reads <c>nats://user:password@host:4222</c>, <c>tls://…</c>, <c>ws://…</c>, <c>wss://…</c>, <c>nats://token@host</c>,
    /// <c>host:port</c> or <c>host</c>; several are separated by commas.
    /// </summary>
    public static IReadOnlyList<ServerAddress> ParseList(string urls)
    {
        string[] texts = urls.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return texts.Length > 0
            ? [.. texts.Select(Parse)]
            : throw new FormatException(
                "The NATS URL is empty. Give for example 'nats://localhost:4222'; separate several servers by commas.");
    }

    public static ServerAddress Parse(string url)
    {
        string text = url.Contains("://", StringComparison.Ordinal) ? url : $"nats://{url}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0
            || uri.Scheme is not ("nats" or "tls" or "ws" or "wss"))
        {
            throw new FormatException(
                $"The NATS URL '{Masked(url)}' cannot be read. Give for example 'nats://user:password@host:4222', 'tls://host:4222' or " +
                "'wss://host:443'.");
        }

        string[] login = uri.UserInfo.Split(':', 2);
        bool isToken = login is [{ Length: > 0 }];
        return new ServerAddress(new UriBuilder(uri.Scheme, uri.Host, uri.Port > 0 ? uri.Port : DefaultPort, uri.AbsolutePath).Uri)
        {
            User = login.Length == 2 ? Uri.UnescapeDataString(login[0]) : null,
            Password = login.Length == 2 ? Uri.UnescapeDataString(login[1]) : null,
            Token = isToken ? Uri.UnescapeDataString(login[0]) : null,
        };
    }

    /// <summary>The text may contain a password, so the part before the host is left out.</summary>
    private static string Masked(string url)
    {
        var host = url.LastIndexOf('@');
        var login = url.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme && scheme < host ? scheme + 3 : 0;
        return host < 0 ? url : $"{url[..login]}…{url[host..]}";
    }

    public bool IsAt(string host, int port) => Uri.Host == host && Uri.Port == port;

    /// <summary>The address without secrets.</summary>
    public override string ToString() => Uri.ToString().TrimEnd('/');
}
